//! What the verb of a step does when it is entered: it waits, passes, asks a backend, begins a part.

use super::{
    know::Op,
    sample::many,
    walk::{Walker, cross, joined},
    way::{Chance, End, Path, Patient, Pause, Piece},
};
use crate::{
    call::{Answered, LookupFault, Name, Said, builtin},
    engine::{
        Expression, GRACE_MS, Here, LOOK_AGAIN_S, Step,
        shape::Exit,
        step::{Entering, Use},
    },
};

/// What a call keeps of the caller, among the things that hold or not.
pub(super) const VERIFIED: &str = "the caller is verified";

pub(super) const CHOSEN: &str = "the language is chosen";

impl Walker<'_> {
    pub fn act(&mut self, name: &Name, step: &Step, language: usize, again: bool) -> Vec<Path> {
        let mut paths = Vec::new();
        if step.verb.waits() {
            paths.extend(self.wait(name, step, language, again));
            return paths;
        }
        if step.verb.ladder().is_some() {
            return vec![(Piece::default(), End::Person, language)];
        }
        let (mut lookup, mut part) = (None, None);
        let mut nots: Vec<&Expression> = Vec::new();
        let mut holds: Option<&Expression> = None;
        let mut otherwise = true;
        for used in step.verb.uses() {
            match used {
                Use::Lookup(name, _) => lookup = Some(name),
                Use::Part { with, .. } => part = Some(with),
                Use::Decides(condition) => holds = Some(condition),
                Use::Cases(_, _, has_else) => otherwise = has_else,
                Use::Exit(_, exit) if lookup.is_none() && part.is_none() => {
                    let mut piece = Some(Piece::default());
                    for not in &nots {
                        piece = piece.and_then(|piece| Some(piece.then(&self.decide(&step.scope, not, false)?)));
                    }
                    if let Some(condition) = holds.take() {
                        piece = piece.and_then(|piece| Some(piece.then(&self.decide(&step.scope, condition, true)?)));
                        nots.push(condition);
                    }
                    if let Some(piece) = piece {
                        let on = self.leave(name, exit, language);
                        paths.extend(joined(&[piece], &on));
                    }
                }
                _ => {}
            }
        }
        if let Some(lookup) = lookup {
            return self.look_up(name, step, lookup, language);
        }
        if let Some(with) = part {
            return self.part(name, &with, language);
        }
        if paths.is_empty() || !otherwise {
            paths.push((Piece::default(), End::Person, language));
        }
        paths
    }

    /// A step that waits, and where it leads when there is nothing to ask.
    fn wait(&mut self, name: &Name, step: &Step, language: usize, again: bool) -> Vec<Path> {
        let waits = |guard: Vec<Op>, walker: &mut Self| {
            let mut ops = guard;
            ops.push(Op::Hear(walker.names.unit(name.as_str())));
            ops.extend(walker.names.known_step(name.as_str()).map(Op::Ask));
            (Piece { ops, ..Piece::default() }, End::Wait(name.clone(), 0), language)
        };
        let once = self.names.known_step(name.as_str()).filter(|_| step.verb.asks_once());
        if let Some(once) = once {
            let mut paths = vec![waits(vec![Op::Wait(once)], self)];
            let next = step.verb.exits().into_iter().next().map(|(_, exit)| exit);
            if let (Some(next), false) = (next, again) {
                let on = self.leave(name, next, language);
                paths.extend(joined(&[Piece { ops: vec![Op::Pass(once)], ..Piece::default() }], &on));
            }
            return paths;
        }
        let passes = step.verb.passes();
        if passes.is_empty() || again {
            return vec![waits(Vec::new(), self)];
        }
        let mut paths = Vec::new();
        for (guard, entering) in self.entered(name, step) {
            match entering {
                None => paths.push(waits(guard, self)),
                Some(exit) => {
                    let on = self.leave(name, exit, language);
                    paths.extend(joined(&[Piece { ops: guard, ..Piece::default() }], &on));
                }
            }
        }
        paths
    }

    /// What entering a step that waits can come to, by what the call keeps of the caller: verified or not, language
    /// chosen or not; with everything known and with nothing.
    fn entered<'s>(&mut self, name: &Name, step: &'s Step) -> Vec<(Vec<Op>, Option<&'s Exit>)> {
        let verified = self.names.thing(VERIFIED);
        let chosen = self.names.thing(CHOSEN);
        let mut found: Vec<(Vec<Op>, Option<&'s Exit>)> = Vec::new();
        for (is_verified, is_chosen) in [(false, false), (false, true), (true, false), (true, true)] {
            for call in [&self.rich, &self.poor] {
                let mut call = call.clone();
                (call.verified, call.language_known) = (is_verified, is_chosen);
                let here = Here { flow: self.flow, call: &call, scope: &step.scope, at: self.at };
                let exit = match step.verb.enter(name, &here) {
                    Entering::Pass(exit) => Some(exit),
                    _ => None,
                };
                let mut guard = Vec::new();
                if step.verb.chooses_language() {
                    guard.push(Op::Is(chosen, is_chosen));
                } else {
                    guard.push(Op::Is(verified, is_verified));
                }
                let same = |(ops, other): &(Vec<Op>, Option<&Exit>)| {
                    *ops == guard && other.map(std::ptr::from_ref) == exit.map(std::ptr::from_ref)
                };
                if !found.iter().any(same) {
                    found.push((guard, exit));
                }
            }
        }
        found
    }

    /// A part begins anew, with what it is given.
    fn part(&mut self, name: &Name, with: &[(&Name, &Expression)], language: usize) -> Vec<Path> {
        let prefix = format!("{name}/");
        let mut ops: Vec<Op> = self.names.below(&prefix).into_iter().map(Op::Clear).collect();
        for (full, things) in &self.readers {
            if full.as_str().starts_with(&prefix) {
                ops.extend(things.iter().map(|thing| Op::Opens(*thing)));
            }
        }
        let mut pieces = vec![Piece { ops, ..Piece::default() }];
        for (given, expression) in with {
            let full = Name::from(format!("{prefix}{given}"));
            let mut ways = vec![Piece { ops: self.noted(&full), ..Piece::default() }];
            if !expression.needs().is_empty() && self.names.known_variable(full.as_str()).is_some() {
                ways.push(Piece { ops: self.forgotten(&full), ..Piece::default() });
            }
            pieces = cross(&pieces, &ways);
        }
        let Some(start) = self.flow.starts.get(name).cloned() else {
            return vec![(Piece::default(), End::Person, language)];
        };
        let on = self.enter(&start, language);
        joined(&pieces, &on)
    }

    /// Asks a backend: every answer that it can give.
    fn look_up(&mut self, name: &Name, step: &Step, lookup: &Name, language: usize) -> Vec<Path> {
        let Some(kind) = self.flow.lookups.get(lookup) else {
            return vec![(Piece::default(), End::Person, language)];
        };
        let statuses = step.verb.exits().into_iter().filter_map(|(label, _)| label.parse::<u16>().ok());
        let found = Answered::Found(many(kind.gives().sample()));
        let mut answers = vec![found, Answered::Missing, Answered::Failed(LookupFault::Slow)];
        answers.extend(statuses.map(Answered::Status));
        let mut paths = Vec::new();
        for answer in answers {
            let rich = self.rich.clone();
            let here = Here { flow: self.flow, call: &rich, scope: &step.scope, at: self.at };
            let came = step.verb.found(&answer, &here);
            let mut ops = Vec::new();
            if let Some((into, _)) = &came.value {
                ops.extend(self.noted(&step.scope.full(into.as_str())));
            }
            for doubted in &came.doubt {
                let root = doubted.as_str().split('.').next().unwrap_or("");
                ops.extend(self.doubted(&step.scope.full(root)));
            }
            let chances = vec![Chance::Answers(name.clone(), answer.clone())];
            let patient = self.patience_of(lookup, language);
            let pause = if self.effort.slow { Pause::Asking(patient) } else { Pause::Asked };
            let asked = Piece { ops, signal: came.signal, chances, pause: Some((pause, 0)), ..Piece::default() };
            match came.exit {
                Some(exit) => {
                    let on = self.leave(name, exit, language);
                    paths.extend(joined(&[asked], &on));
                }
                None => paths.push((asked, End::Person, language)),
            }
        }
        paths
    }

    /// How long a backend may be waited for, and how often callers are told so: the limit, the first look and each
    /// further one, in milliseconds.
    fn patience_of(&self, lookup: &Name, language: usize) -> Patient {
        let kind = self.flow.lookups.get(lookup);
        let within = kind.and_then(|kind| Some(kind.within_ms(self.flow.services.get(kind.service())?)));
        let tag = self.language(language);
        let first = self.lengths.said_ms(&tag, &Said::plain(builtin::ONE_MOMENT));
        let further = self.lengths.said_ms(&tag, &Said::plain(builtin::STILL_LOOKING));
        let look_ms = u64::from(LOOK_AGAIN_S) * 1000;
        Patient { limit_ms: within.unwrap_or(0) + GRACE_MS, first_ms: first + look_ms, further_ms: further + look_ms }
    }
}
