//! Where walks begin.

use super::{
    pace::Pace,
    search::{Quest, Searcher},
    table::Measure,
    turn::{Spent, State},
    way::{Piece, Start, To},
};

/// Where walks begin.
#[derive(Debug, Clone)]
pub struct Root {
    pub to: usize,
    /// What comes before the first wait.
    pub piece: Piece,
    /// What it takes to be asked about a matter that was left open.
    pub question_ms: [u64; 2],
    /// Counted turns of the matter so far.
    pub questions: u16,
    /// A later matter of a call.
    pub later: bool,
    /// Which beginning it is, for whoever wants to go the way: the number of a start.
    pub number: usize,
}

impl Searcher<'_> {
    /// How calls begin: those that wait somewhere at all. Whoever is not understood goes on with nothing.
    pub fn roots(&self, unhelped: bool) -> Vec<Root> {
        let goes_on = |start: &Start| start.who.open.as_ref().is_some_and(|(_, goes_on)| *goes_on);
        let starts = self.compiled.starts.iter().enumerate().filter(|(_, start)| !unhelped || !goes_on(start));
        starts
            .filter_map(|(number, start)| {
                let To::Spot(to) = start.to else { return None };
                let (piece, question_ms) = (start.piece.clone(), start.question_ms);
                Some(Root { to, piece, question_ms, questions: 0, later: false, number })
            })
            .collect()
    }

    /// How later matters of a call begin: behind each "yes" that leads on.
    pub fn later_roots(&self) -> Vec<Root> {
        let edges = self.compiled.edges.iter().flatten();
        let mut number = 0;
        edges
            .filter_map(|edge| {
                let To::Later(to) = edge.to else { return None };
                number += 1;
                let piece = edge.piece.clone();
                Some(Root { to, piece, question_ms: [0, 0], questions: 1, later: true, number: number - 1 })
            })
            .collect()
    }

    /// A matter that begins at this spot.
    pub fn root_at(&self, spot: usize) -> Root {
        let piece = Piece { tells_zero: true, ..Piece::default() };
        Root { to: spot, piece, question_ms: [0, 0], questions: 0, later: true, number: spot }
    }

    /// Where a walk begins.
    pub(super) fn begin(&self, quest: &Quest, root: &Root) -> Option<(State, Spent)> {
        let layout = &self.compiled.layout;
        let mut known = if root.later { layout.later() } else { layout.beginning() };
        layout.run(&mut known, &root.piece.ops)?;
        let spot = self.compiled.spots.get(root.to)?;
        let pace = self.compiled.paces.get(root.to)?;
        let begins = begins_ms(&root.piece, pace, root.question_ms, quest.unhelped);
        let machine_ms = if root.later { root.piece.said_ms + pace.asks.0 } else { begins };
        let spent = match quest.measure {
            Measure::Turns => Spent::default(),
            Measure::Ms => Spent { machine_ms, closed_ms: root.piece.closed_ms(), held: false },
        };
        let trail = if quest.trails { vec![self.steps.get(&spot.step).copied()?] } else { Vec::new() };
        let told_ms = if quest.measure == Measure::Ms { root.piece.told_ms } else { 0 };
        let state = State {
            spot: root.to,
            questions: root.questions,
            run: 0,
            sum: 0,
            slips: 0,
            offers: 0,
            trail,
            told_ms,
            known,
        };
        Some((state, spent))
    }
}

/// What a call says before the caller can act at first, the end of what is said there included, in milliseconds.
pub(super) const fn begins_ms(piece: &Piece, pace: &Pace, question_ms: [u64; 2], unhelped: bool) -> u64 {
    let (said, tells) = pace.asks;
    let [longest, silent] = question_ms;
    let hint = if piece.tells_zero || tells { 0 } else { pace.hint_ms };
    piece.said_ms + said + hint + if unhelped { silent } else { longest }
}
