//! How calls begin: for who rings for the first time, and for who is remembered.

use super::{
    act::{CHOSEN, VERIFIED},
    compile::Compiler,
    know::Op,
    pace::act_ms,
    way::{Piece, Start, To, Who},
};
use crate::{
    call::{Name, Said, Value, builtin},
    engine::{MatterKind, step::single_key},
};

impl Compiler<'_> {
    /// Every way in which a call can begin at this step.
    pub fn starts(&mut self, start: &Name) -> Vec<Start> {
        let mut starts = Vec::new();
        for who in self.whos() {
            let language = who.language.unwrap_or(0);
            let chosen = Op::Becomes(self.walker.names.thing(CHOSEN), who.language.is_some());
            let verified = Op::Becomes(self.walker.names.thing(VERIFIED), false);
            let opening = Piece { ops: vec![chosen, verified], ..Piece::default() };
            for (piece, end, language) in self.walker.enter(start, language).iter() {
                let piece = opening.then(piece);
                let to = self.to(end, *language);
                match (&who.open, &to) {
                    (None, _) => starts.push(Start { who: who.clone(), piece, to, question_ms: [0, 0] }),
                    // Nobody is asked who is led to a person at once.
                    (Some(_), To::End) => {}
                    (Some((kind, goes_on)), _) => {
                        let question_ms = self.question_ms(kind, *language);
                        let ways = if *goes_on { self.goes_on(&piece, kind, *language) } else { vec![(piece, to)] };
                        let starts_so = |(piece, to)| Start { who: who.clone(), piece, to, question_ms };
                        starts.extend(ways.into_iter().map(starts_so));
                    }
                }
            }
        }
        starts
    }

    /// Who may ring: of those who do not go on with what they left open, who is asked at the greatest length.
    fn whos(&self) -> Vec<Who> {
        let flow = self.walker.flow;
        let mut whos = vec![Who::default()];
        if !self.effort.remembered {
            return whos;
        }
        let languages = 0..flow.languages.len();
        let chosen = languages.filter(|_| 1 < flow.languages.len()).map(Some);
        for language in std::iter::once(None).chain(chosen) {
            let longest = flow.matters.keys().max_by_key(|kind| self.question_ms(kind, language.unwrap_or(0)));
            let opens = longest.into_iter().map(|kind| (kind.clone(), false));
            let opens = opens.chain(flow.matters.keys().map(|kind| (kind.clone(), true)));
            whos.extend(std::iter::once(None).chain(opens.map(Some)).map(|open| Who { language, open }));
        }
        whos.sort();
        whos.dedup();
        whos
    }

    /// What it takes to be asked about a matter, and to answer.
    fn question_ms(&self, kind: &Name, language: usize) -> [u64; 2] {
        let title = self.walker.flow.matters.get(kind).map(|kind| Value::Prompt(kind.title.clone()));
        let values = title.into_iter().map(|title| ("matter".into(), title)).collect();
        let asked = Said { values, ..Said::plain(builtin::RESUME_OFFER) };
        let said_ms = self.walker.lengths.said_ms(&self.walker.language(language), &asked);
        let silence_ms = u64::from(single_key().wait_s) * 1000;
        let act_ms = if self.effort.slowly { act_ms(&single_key()) } else { silence_ms };
        [said_ms + act_ms, said_ms + silence_ms]
    }

    /// The ways of a caller who goes on with a matter. What was kept of it may be known again.
    fn goes_on(&mut self, opening: &Piece, kind: &Name, language: usize) -> Vec<(Piece, To)> {
        let flow = self.walker.flow;
        let Some(MatterKind { resume, .. }) = flow.matters.get(kind) else { return Vec::new() };
        let mut ops = opening.ops.clone();
        for (name, _) in flow.facts.iter().filter(|(_, fact)| fact.keep_days.is_some() && !fact.secret) {
            ops.extend(self.walker.names.known_variable(name.as_str()).map(Op::May));
            let asks = flow
                .steps
                .iter()
                .filter(|(_, step)| step.verb.writes().iter().any(|(into, _)| step.scope.full(into.as_str()) == *name));
            let asks: Vec<&Name> = asks.map(|(step, _)| step).collect();
            ops.extend(asks.into_iter().filter_map(|step| self.walker.names.known_step(step.as_str())).map(Op::Unask));
        }
        let on = self.walker.enter(resume, language);
        let goes = on.iter().map(|(piece, end, language)| {
            let ops = ops.iter().chain(&piece.ops).copied().collect();
            let chances = opening.chances.iter().chain(&piece.chances).cloned().collect();
            let exits = opening.exits.iter().chain(&piece.exits).cloned().collect();
            let whole = Piece {
                ops,
                chances,
                exits,
                said_ms: opening.said_ms + piece.said_ms,
                extra_ms: opening.closed_ms() + piece.extra_ms,
                ..piece.clone()
            };
            (whole, self.to(end, *language))
        });
        goes.collect()
    }
}
