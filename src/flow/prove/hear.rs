//! What can come of what the caller does at a spot, as `engine/asking.rs` has it.

use super::{
    act::{CHOSEN, VERIFIED},
    compile::Compiler,
    know::Op,
    pace::act_ms,
    way::{Does, Edge, Path, Piece, Slips, Spot, To, Told},
};
use crate::{
    answer::Heard,
    call::{Name, Signal, Value, builtin},
    engine::{
        Here, Step,
        shape::Exit,
        step::{Hearing, Then, Use, single_key},
    },
};

/// Keys that answer some kind of question.
const ANSWERS: [&str; 8] =
    ["12242026", "24122026", "1030", "103012242026", "122420261030", "241220261030", "2125550123", "0305550123"];

/// Words that do.
const SAID: [&str; 6] = ["tomorrow at ten", "smith", "12 main street", "the blue one", "a b c", "parsnip"];

fn edge(does: Does, piece: Piece, to: To) -> Edge {
    let (slips, told) = (Slips::None, Told::New);
    Edge {
        does,
        piece,
        to,
        slips,
        only: (0, u8::MAX),
        told,
        in_full: false,
        repeats: false,
        after_ms: 0,
        hints: false,
        unhinted: false,
        unhelped: false,
    }
}

fn sorry(does: &Does) -> &'static str {
    if *does == Does::Silent { builtin::NO_INPUT } else { builtin::NO_MATCH }
}

/// What sets one meaning apart from another.
fn meaning(hearing: &Hearing<'_>, silent: bool) -> String {
    let at = |exit: &Exit| format!("{:p}", std::ptr::from_ref(exit));
    // Silence that means the same as a key takes another time.
    let means = match hearing {
        Hearing::NotUnderstood => "not understood".to_owned(),
        Hearing::Leave(exit) => format!("leave {}", at(exit)),
        Hearing::Answer { into, then, value } => match then {
            // Yes and no may be kept alike and lead apart.
            Then::Exit(exit) => format!("answer {into:?} {} {}", at(exit), *value == Value::Truth(false)),
            Then::Stage(stage) => format!("answer {into:?} {stage}"),
        },
        Hearing::Refuse { .. } => "refuse".to_owned(),
        Hearing::No { exit, .. } => format!("no {}", at(exit)),
        Hearing::Stage(stage) => format!("stage {stage}"),
        Hearing::Next(stage) => format!("next {stage}"),
        Hearing::Language(language, exit) => format!("language {language} {}", at(exit)),
        Hearing::Verified(_) => "verified".to_owned(),
        Hearing::NotVerified(stage) => format!("not verified {stage}"),
        Hearing::Settled(_) => "settled".to_owned(),
        Hearing::Person(_) => "person".to_owned(),
    };
    format!("{means} {silent}")
}

impl Compiler<'_> {
    /// Everything that can come of what the caller does at a spot.
    pub fn edges(&mut self, spot: &Spot) -> Vec<Edge> {
        let flow = self.walker.flow;
        let Some(step) = flow.steps.get(&spot.step) else { return Vec::new() };
        let mut edges = vec![edge(Does::Keys("0".to_owned()), Piece::default(), To::End)];
        edges.extend(self.everywhere(spot, step));
        let mut done: Vec<String> = Vec::new();
        for does in self.stimuli(spot, step) {
            let mut call = self.walker.rich.clone();
            call.language = self.walker.language(spot.language);
            let here = Here { flow, call: &call, scope: &step.scope, at: self.walker.at };
            let hearing = match (&does, &step.asking.silence) {
                (Does::Silent, Some(exit)) => Hearing::Leave(exit),
                (Does::Silent, None) => step.verb.hear(spot.stage, Heard::Silence, &here),
                (Does::Keys(keys), _) => step.verb.hear(spot.stage, Heard::Keys(keys), &here),
                (Does::Words(words), _) => step.verb.hear(spot.stage, Heard::Words(words), &here),
                (Does::Proof(fits), _) => step.verb.proved(*fits, spot.stage),
            };
            let means = meaning(&hearing, does == Does::Silent);
            // A key that the step has no use for means the same at every wait.
            let anywhere = matches!(hearing, Hearing::NotUnderstood) && self.is_anywhere(&does);
            if !anywhere && !done.contains(&means) {
                done.push(means);
                let failed = matches!(hearing, Hearing::NotUnderstood | Hearing::Stage(_) | Hearing::NotVerified(_));
                let unhelped = failed || does == Does::Silent;
                let heard = self.heard(spot, step, &does, hearing);
                edges.extend(heard.into_iter().map(|edge| Edge { unhelped, ..edge }));
            }
        }
        edges
    }

    fn is_anywhere(&self, does: &Does) -> bool {
        let anywhere = self.walker.flow.anywhere;
        let keys = [anywhere.again, anywhere.back].into_iter().flatten();
        matches!(does, Does::Keys(pressed) if keys.map(|key| key.0.to_string()).any(|key| key == *pressed))
    }

    /// To hear it again, to go back, to be forgotten.
    fn everywhere(&mut self, spot: &Spot, step: &Step) -> Vec<Edge> {
        let flow = self.walker.flow;
        let lexicon = flow.lexicon(&self.walker.language(spot.language));
        let anywhere = flow.anywhere;
        let own = |text: &str| {
            step.verb.words().iter().any(|list| lexicon.own.get(*list).is_some_and(|list| list.mostly(text)))
        };
        let by = |key: Option<crate::engine::shape::Key>, words: &crate::answer::Words| {
            let key = key.map(|key| Does::Keys(key.0.to_string()));
            key.or_else(|| words.texts().into_iter().find(|text| !own(text)).map(Does::Words))
        };
        let here = To::Spot(self.number(&spot.step, spot.stage, spot.language));
        let mut edges = Vec::new();
        if let Some(does) = by(anywhere.again, &lexicon.again).filter(|_| self.effort.again) {
            let piece = Piece { signal: Some(Signal::Again), ..Piece::default() };
            edges.push(Edge {
                slips: Slips::Same,
                told: Told::Same,
                in_full: true,
                repeats: true,
                ..edge(does, piece, here.clone())
            });
        }
        if let Some(does) = by(anywhere.back, &lexicon.back).filter(|_| self.effort.back) {
            let (piece, to) = match step.verb.back(spot.stage) {
                Some(stage) => {
                    let ops = self.doubts(step);
                    (Piece { ops, ..Piece::default() }, To::Spot(self.number(&spot.step, stage, spot.language)))
                }
                None => (Piece::default(), To::Back),
            };
            edges.push(edge(does, piece, to));
        }
        if let Some(does) = by(None, &lexicon.forget).filter(|_| self.effort.forget) {
            let asked = self.said_ms(spot.language, builtin::FORGET_ASK);
            let answers = [builtin::FORGOTTEN, builtin::NOT_FORGOTTEN];
            let answered = answers.into_iter().map(|says| self.said_ms(spot.language, says)).max().unwrap_or(0);
            let after_ms = asked + act_ms(&single_key()) + answered;
            let ops = vec![Op::Hear(self.walker.names.unit(builtin::FORGET_ASK))];
            let piece = Piece { ops, ..Piece::default() };
            edges.push(Edge { slips: Slips::Same, after_ms, unhinted: true, ..edge(does, piece, here) });
        }
        edges
    }

    /// What there is to try at a spot.
    fn stimuli(&self, spot: &Spot, step: &Step) -> Vec<Does> {
        let flow = self.walker.flow;
        let lexicon = flow.lexicon(&self.walker.language(spot.language));
        if step.verb.uses().iter().any(|used| matches!(used, Use::Verifies(_, _))) {
            return vec![Does::Silent, Does::Proof(true), Does::Proof(false), Does::Keys("*".to_owned())];
        }
        let mut does = vec![Does::Silent];
        does.extend("123456789*#".chars().map(|key| Does::Keys(key.to_string())));
        let own = step.verb.words().into_iter().filter_map(|list| lexicon.own.get(list)?.texts().into_iter().next());
        let languages = flow.lexicons.values().filter_map(|lexicon| lexicon.language.texts().into_iter().next());
        let none = lexicon.none.texts().into_iter().next();
        let said = own.chain(languages).chain(none).map(Does::Words);
        does.extend(said);
        does.extend((2..=30).map(|count| Does::Keys("4711".chars().cycle().take(count).collect())));
        does.extend(ANSWERS.iter().map(|keys| Does::Keys((*keys).to_owned())));
        does.extend(SAID.iter().map(|words| Does::Words((*words).to_owned())));
        does
    }

    /// What comes of something that is heard.
    fn heard(&mut self, spot: &Spot, step: &Step, does: &Does, hearing: Hearing<'_>) -> Vec<Edge> {
        let (name, language) = (&spot.step, spot.language);
        let full = |into: &Name| step.scope.full(into.as_str());
        match hearing {
            Hearing::Leave(exit) => self.leave(spot, does, Piece::default(), (exit, language)),
            Hearing::Answer { into, then, value } => {
                let ops = into.map(|into| self.answered(&full(into), &value)).unwrap_or_default();
                let piece = Piece { ops, ..Piece::default() };
                match then {
                    Then::Stage(stage) => {
                        let to = To::Spot(self.number(name, stage, language));
                        vec![Edge { slips: Slips::Same, ..edge(does.clone(), piece, to) }]
                    }
                    Then::Exit(exit) => self.leave(spot, does, piece, (exit, language)),
                }
            }
            Hearing::Refuse { into } => {
                let ops = self.walker.forgotten(&full(into));
                let said_ms = self.said_ms(language, builtin::TRY_AGAIN);
                let to = To::Spot(self.number(name, 0, language));
                vec![Edge { slips: Slips::Same, ..edge(does.clone(), Piece { ops, said_ms, ..Piece::default() }, to) }]
            }
            Hearing::No { into, exit } => {
                let ops = into.map(|into| self.answered(&full(into), &Value::Truth(false))).unwrap_or_default();
                let piece = Piece { ops, signal: Some(Signal::Refused), ..Piece::default() };
                self.leave(spot, does, piece, (exit, language))
            }
            Hearing::Next(stage) => {
                let ops = vec![Op::Hear(self.walker.names.unit(&format!("{name}, {stage}")))];
                let to = To::Spot(self.number(name, stage, language));
                vec![Edge { slips: Slips::Same, ..edge(does.clone(), Piece { ops, ..Piece::default() }, to) }]
            }
            Hearing::Language(tag, exit) => self.speaks(spot, step, does, (&tag, exit)),
            Hearing::Verified(exit) => {
                let verified = self.walker.names.thing(VERIFIED);
                let mut ops = vec![Op::Becomes(verified, true)];
                ops.extend(self.walker.caller_changed());
                self.leave(spot, does, Piece { ops, ..Piece::default() }, (exit, language))
            }
            Hearing::NotVerified(stage) => self.slipped(spot, step, does, (stage, builtin::NOT_VERIFIED)),
            Hearing::Stage(stage) => self.slipped(spot, step, does, (stage, sorry(does))),
            Hearing::NotUnderstood => self.slipped(spot, step, does, (spot.stage, sorry(does))),
            Hearing::Settled(None) | Hearing::Person(_) => vec![edge(does.clone(), Piece::default(), To::End)],
            Hearing::Settled(Some(exit)) => {
                let mut edges = self.leave(spot, does, Piece::default(), (exit, language));
                for edge in &mut edges {
                    if let To::Spot(later) = edge.to {
                        edge.to = To::Later(later);
                    }
                }
                edges
            }
        }
    }

    fn answered(&mut self, full: &Name, value: &Value) -> Vec<Op> {
        let mut ops = vec![Op::Answer(self.walker.names.variable(full.as_str()))];
        let fact = self.walker.flow.facts.get(full).filter(|fact| fact.keep_days.is_some() && !fact.secret);
        if fact.is_some() && matches!(value, Value::Digits(_) | Value::Text(_)) {
            self.kept.entry(full.clone()).or_insert_with(|| value.clone());
        }
        ops.extend(self.walker.noted(full));
        // Yes and no are all that there is; any other value stands for many.
        if matches!(value, Value::Truth(_)) {
            ops.extend(self.walker.told(full, value));
        }
        ops
    }

    fn speaks(&mut self, spot: &Spot, step: &Step, does: &Does, (tag, exit): (&Name, &Exit)) -> Vec<Edge> {
        let flow = self.walker.flow;
        let language = flow.languages.iter().position(|language| language == tag).unwrap_or(0);
        let chosen = self.walker.names.thing(CHOSEN);
        let mut ops = vec![Op::Hear(self.walker.names.unit(&format!("in {tag}"))), Op::Becomes(chosen, true)];
        ops.extend(self.walker.caller_changed());
        let tells = step.verb.prompts().iter().any(|prompt| flow.says_zero.contains(*prompt));
        let mut edges = self.leave(spot, does, Piece { ops, ..Piece::default() }, (exit, language));
        edges.iter_mut().for_each(|edge| edge.hints = language != spot.language && !tells);
        edges
    }

    /// Out by an exit.
    fn leave(&mut self, spot: &Spot, does: &Does, first: Piece, (exit, language): (&Exit, usize)) -> Vec<Edge> {
        let paths: Vec<Path> = self.walker.leave(&spot.step, exit, language);
        let out = paths.into_iter().map(|(piece, end, language)| {
            let to = self.to(&end, language);
            Edge { slips: Slips::None, told: Told::New, ..edge(does.clone(), first.then(&piece), to) }
        });
        out.collect()
    }

    /// Nothing that fits: the same question again, or the way for who is stuck.
    fn slipped(&mut self, spot: &Spot, step: &Step, does: &Does, (stage, sorry): (u8, &'static str)) -> Vec<Edge> {
        let silent = sorry == builtin::NO_INPUT;
        let again = if silent { &step.asking.again.silent } else { &step.asking.again.wrong };
        let regrets = again.is_empty() || !step.verb.asks(stage);
        let said_ms = if regrets { self.said_ms(spot.language, sorry) } else { 0 };
        let to = To::Spot(self.number(&spot.step, stage, spot.language));
        let piece = Piece { said_ms, ..Piece::default() };
        let mut same = Edge { slips: Slips::More, told: Told::Same, ..edge(does.clone(), piece, to) };
        let Some(stuck) = &step.asking.stuck else { return vec![same] };
        let tries = step.asking.tries.map_or(2, |tries| tries.0);
        // Before the turn there were fewer slips than it takes.
        let last = tries.saturating_sub(1);
        let mut edges = self.leave(spot, does, Piece::default(), (stuck, spot.language));
        edges.iter_mut().for_each(|edge| (edge.only, edge.told) = ((last, u8::MAX), Told::Both));
        if let Some(before) = last.checked_sub(1) {
            same.only = (0, before);
            edges.push(same);
        }
        edges
    }
}
