//! One turn of a walk over compiled edges, weighed as the guards weigh it.

use super::{
    know::{Known, Op},
    root::begins_ms,
    search::{Move, Quest, Searcher},
    table::{Goal, Measure, RINGS, RUNS, mark_ms},
    way::{Edge, Slips, Start, To, Told},
};
use crate::call::Signal;
use crate::engine::{
    TRAIL_MAX,
    guard::{OFFER_AT, Weighed, long_way, weigh, weight},
};

/// Where a walk is, as far as it matters to what can come.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct State {
    pub spot: usize,
    pub questions: u16,
    pub run: u16,
    pub sum: u16,
    pub slips: u8,
    pub offers: u8,
    pub trail: Vec<u32>,
    pub told_ms: u64,
    pub known: Known,
}

/// What a walk has come to: milliseconds in which the clock of the ledger runs, and those in which it does not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Spent {
    pub machine_ms: u64,
    pub closed_ms: u64,
    /// Whether the clock alone would have ended it at the last turn, had the caller been slower.
    pub held: bool,
}

impl Spent {
    pub const fn all(self) -> u64 {
        self.machine_ms + self.closed_ms
    }

    /// Whether nothing that can come of the other is worse than what can come of this.
    pub const fn covers(self, other: Self) -> bool {
        other.all() <= self.all() && other.closed_ms <= self.closed_ms && (other.held || !self.held)
    }
}

/// What becomes of a turn.
pub(super) enum Next {
    /// It ends the walk.
    Over,
    /// It goes on, and the clock may end it all the same.
    On(State),
}

/// Where a turn leads.
struct Led {
    to: Option<usize>,
    trail: Vec<u32>,
    known: Known,
    progress: bool,
}

impl Searcher<'_> {
    /// Every turn from there.
    pub(super) fn turns(&self, quest: &Quest, state: &State) -> Vec<Next> {
        let moves = self.moves(quest, state).into_iter();
        moves.filter_map(|does| Some(self.goes(quest, state, Spent::default(), does)?.0)).collect()
    }

    /// What comes of what the caller does: where it leads, what the walk would come to if it ended with it, and what it
    /// has come to if it goes on.
    pub(super) fn goes(
        &self,
        quest: &Quest,
        state: &State,
        spent: Spent,
        does: Move,
    ) -> Option<(Next, Option<u64>, Spent)> {
        match does {
            Move::Acts(spot, number) => self.turn(quest, state, spent, (self.edge(spot, number)?, None)),
            Move::Back(spot, number, to) => self.turn(quest, state, spent, (self.edge(spot, number)?, Some(to))),
            Move::Rings(start) => self.rings_again(quest, state, spent, self.compiled.starts.get(start)?),
        }
    }

    fn edge(&self, spot: usize, number: usize) -> Option<&Edge> {
        self.compiled.edges.get(spot)?.get(number)
    }

    /// The caller hangs up, as late as can be, and rings again: the matter goes on, and the call begins anew.
    fn rings_again(
        &self,
        quest: &Quest,
        state: &State,
        spent: Spent,
        start: &Start,
    ) -> Option<(Next, Option<u64>, Spent)> {
        let (here, pace) = (self.compiled.spots.get(state.spot)?, self.compiled.paces.get(state.spot)?);
        let layout = &self.compiled.layout;
        let speaks = start.who.language.is_none_or(|language| language == here.language);
        let chosen = start.who.language.is_some();
        if !speaks || !layout.may_be(&state.known, self.compiled.chosen, chosen) {
            return None;
        }
        let (turns, ms) = (quest.measure == Measure::Turns, quest.measure == Measure::Ms);
        let acted = spent.machine_ms + pace.act_ms;
        let closed_ms = spent.closed_ms + if ms { start.piece.closed_ms() } else { 0 };
        // What ends it comes before the caller is asked about anything.
        let ended =
            if turns { u64::from(state.questions) } else { acted + closed_ms + self.offers_ms(quest, state, spent) };
        let ended = Some(ended).filter(|_| start.who.open.is_none());
        let sum = state.sum.saturating_add(weight(RINGS));
        let To::Spot(to) = start.to else { return Some((Next::Over, ended, spent)) };
        if quest.goal.sum() <= sum {
            return Some((Next::Over, ended, spent));
        }
        let mut known = layout.next_call(&state.known);
        layout.run(&mut known, &start.piece.ops)?;
        let step = self.steps.get(&self.compiled.spots.get(to)?.step).copied()?;
        let told_ms = if ms { start.piece.told_ms } else { 0 };
        let trail = if quest.trails { vec![step] } else { Vec::new() };
        let mut next = State { spot: to, sum, slips: 0, trail, told_ms, known, ..*state };
        if turns {
            return Some((Next::On(next), None, spent));
        }
        let mark_ms = mark_ms(self.patience, quest.goal, sum);
        let by_clock = ended.filter(|_| mark_ms <= acted);
        let machine_ms = acted.min(mark_ms - 1);
        let (first, there) = (self.compiled.spots.get(to)?, self.compiled.paces.get(to)?);
        let offered = self.offered(quest, state, sum, first.language);
        next.offers += offered.0;
        let begins = begins_ms(&start.piece, there, start.question_ms, false);
        Some((
            Next::On(next),
            by_clock,
            Spent { machine_ms: machine_ms + offered.1 + begins, closed_ms, held: mark_ms <= acted },
        ))
    }

    /// What comes of a turn, with where whoever goes back comes to.
    fn turn(
        &self,
        quest: &Quest,
        state: &State,
        spent: Spent,
        (edge, back): (&Edge, Option<usize>),
    ) -> Option<(Next, Option<u64>, Spent)> {
        if state.slips < edge.only.0 || edge.only.1 < state.slips {
            return None;
        }
        let pace = self.compiled.paces.get(state.spot)?;
        let quick = quest.unhelped || edge.does == super::way::Does::Silent;
        let act_ms = if quick { pace.silence_ms } else { pace.act_ms };
        let Led { to, trail, known, progress } = self.led(quest, state, (edge, back))?;
        let closed_ms = spent.closed_ms + if quest.measure == Measure::Ms { edge.piece.closed_ms() } else { 0 };
        let acted = spent.machine_ms + act_ms;
        let ended = |counted: u16| match quest.measure {
            Measure::Turns => u64::from(state.questions + counted),
            Measure::Ms => acted + closed_ms + self.offers_ms(quest, state, spent),
        };
        let Some(to) = to else { return Some((Next::Over, Some(ended(0)), spent)) };
        let Weighed { heaviest, lost_run } = weigh(self.patience, state.run, progress, edge.piece.signal);
        let questions = state.questions + 1;
        let far = long_way(self.patience, questions);
        let sum = state.sum.saturating_add(heaviest.map_or(0, |(_, weight)| weight)).saturating_add(far);
        if quest.goal.sum() <= sum {
            return Some((Next::Over, Some(ended(1)), spent));
        }
        let (run, offers) = (lost_run.min(RUNS - 1), state.offers);
        let mut next = State { spot: to, questions, run, sum, slips: 0, offers, trail, told_ms: 0, known };
        let slips = self.slipped(quest, state, edge, &mut next);
        if quest.measure == Measure::Turns {
            return Some((Next::On(next), None, spent));
        }
        next.told_ms = match edge.told {
            Told::Same => state.told_ms,
            Told::New => edge.piece.told_ms,
            Told::Both => state.told_ms + edge.piece.told_ms,
        };
        // The caller is as slow as can be without the clock ending it.
        let mark_ms = mark_ms(self.patience, quest.goal, sum);
        let by_clock = (mark_ms <= acted).then(|| ended(1));
        let machine_ms = acted.min(mark_ms - 1);
        let language = self.compiled.spots.get(to)?.language;
        let offered = self.offered(quest, state, sum, language);
        next.offers += offered.0;
        let lost = !progress && edge.piece.signal != Some(Signal::Again);
        let arrives = self.arrives(edge, (to, slips), lost && !edge.unhinted, next.told_ms);
        Some((
            Next::On(next),
            by_clock,
            Spent { machine_ms: machine_ms + offered.1 + arrives, closed_ms, held: mark_ms <= acted },
        ))
    }

    /// Where a turn leads, and what is known then.
    fn led(&self, quest: &Quest, state: &State, (edge, back): (&Edge, Option<usize>)) -> Option<Led> {
        let mut known = state.known.clone();
        let (to, mut trail) = match edge.to {
            To::Spot(to) => (Some(to), state.trail.clone()),
            To::Back if quest.trails => {
                let (to, trail) = self.back(state).filter(|(to, _)| Some(*to) == back)?;
                (Some(to), trail)
            }
            To::Back => (Some(back?), Vec::new()),
            To::End | To::Later(_) => (None, Vec::new()),
        };
        if edge.to == To::Back {
            let from = self.compiled.spots.get(state.spot)?;
            let step = &self.compiled.spots.get(to?)?.step;
            let unasks = self.compiled.once.get(&from.step).map(|once| Op::Unask(*once));
            let doubts = self.compiled.doubts.get(step).map(Vec::as_slice).unwrap_or_default();
            self.compiled.layout.run(&mut known, &unasks.into_iter().collect::<Vec<_>>())?;
            self.compiled.layout.run(&mut known, doubts)?;
        }
        let progress = self.compiled.layout.run(&mut known, &edge.piece.ops)?;
        if let Some(to) = to.filter(|_| quest.trails) {
            let step = self.steps.get(&self.compiled.spots.get(to)?.step).copied()?;
            if trail.last() != Some(&step) {
                trail.push(step);
                let over = trail.len().saturating_sub(TRAIL_MAX);
                trail.drain(..over);
            }
        }
        Some(Led { to, trail, known, progress })
    }

    /// How often the caller was not understood since the step was come to; the state keeps what matters of it.
    fn slipped(&self, quest: &Quest, state: &State, edge: &Edge, next: &mut State) -> u8 {
        let slips = match edge.slips {
            Slips::None => 0,
            Slips::Same => state.slips,
            Slips::More => state.slips.saturating_add(1),
        };
        let [stuck, said] = self.slips.get(next.spot).copied().unwrap_or_default();
        next.slips = slips.min(if quest.measure == Measure::Turns { stuck } else { said });
        slips
    }

    /// The offers that the sum brings before a caller is connected, with what they take.
    fn offered(&self, quest: &Quest, state: &State, sum: u16, language: usize) -> (u8, u64) {
        if quest.goal == Goal::Offer {
            return (0, 0);
        }
        let due = OFFER_AT.iter().filter(|at| **at <= sum).count();
        if due <= usize::from(state.offers) {
            return (0, 0);
        }
        let more = u8::try_from(due).unwrap_or(u8::MAX) - state.offers;
        (more, self.compiled.offer_ms.get(language).copied().unwrap_or(0))
    }

    /// What offers can take that only the time brings: whoever acts just before a minute is over puts them off. Where
    /// the clock holds a walk back there is room for one more, behind the last turn that is judged.
    fn offers_ms(&self, quest: &Quest, state: &State, spent: Spent) -> u64 {
        let left = match quest.goal {
            Goal::Offer => 0,
            Goal::Person => u64::try_from(OFFER_AT.len()).unwrap_or(0).saturating_sub(u64::from(state.offers)),
        };
        let longest = self.compiled.offer_ms.iter().copied().max().unwrap_or(0);
        longest * if spent.held { left.min(1) } else { left }
    }

    /// What is said behind a turn, until the caller can act at the end of it.
    fn arrives(&self, edge: &Edge, (to, slips): (usize, u8), hinted: bool, told_ms: u64) -> u64 {
        let Some(pace) = self.compiled.paces.get(to) else { return 0 };
        let silent = edge.does == super::way::Does::Silent && edge.slips == Slips::More;
        let (said, tells) = if edge.in_full { pace.asks } else { pace.says(slips, silent) };
        let hints = (hinted || edge.hints) && !tells && !edge.piece.tells_zero;
        let hint = if hints { pace.hint_ms } else { 0 };
        edge.piece.said_ms + edge.after_ms + said + hint + if edge.repeats { told_ms } else { 0 }
    }

    /// The spot before, and the trail there.
    pub(super) fn back(&self, state: &State) -> Option<(usize, Vec<u32>)> {
        let spot = self.compiled.spots.get(state.spot)?;
        let here = self.steps.get(&spot.step).copied()?;
        let mut trail: Vec<u32> = state.trail.iter().copied().filter(|step| *step != here).collect();
        let before = trail.pop()?;
        let name = *self.names.get(usize::try_from(before).ok()?)?;
        let to = self.compiled.numbers.get(&(name.clone(), 0, spot.language)).copied()?;
        Some((to, trail))
    }
}
