//! What the signals weigh: the sums of a call by the engine itself, and by weights that are tried.
//!
//! Invariant: with [`Weights::of_the_engine`] both come to the same after every turn; the program stops if they do not.
//! When the engine learns a signal that is a candidate here, it goes into `signal` and `of_the_engine`.

use clew::{
    call::{BundleId, Call, CallKey, Moment, Number, Party, Signal},
    engine::{
        Patience,
        guard::{self, Verdict},
    },
};
use serde::Serialize;

use crate::mapping::Met;

/// What one turn, or one more of its kind, weighs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Weights {
    /// Lost turns in a row: the first, the second and each further one.
    pub lost: [u16; 3],
    /// Questions of a matter that weigh nothing.
    pub questions: u16,
    /// Each question after them.
    pub long_way: u16,
    /// A backend failed on what the caller came for.
    pub failed: u16,
    /// The first, second, third and each further "no" to an offer.
    pub refused: [u16; 4],
    /// Candidate: the first and each further lookup that did not find what the caller wished.
    pub missing: [u16; 2],
    /// Candidate: another time instead of yes or no to an offer.
    pub countered: u16,
    /// Candidate: not understood, or no answer, even where something new was heard.
    pub not_understood: u16,
    /// Candidate: the turn ends with a prompt that is heard for the third time or more.
    pub third_hearing: u16,
}

impl Weights {
    /// What the engine weighs today; the candidates weigh nothing.
    pub fn of_the_engine() -> Self {
        let Patience { questions, lost, .. } = Patience::default();
        let refused = [guard::weight(Signal::Refused); 4];
        let failed = guard::weight(Signal::BackendFailed);
        let (long_way, missing) = (long_way(), [guard::weight(Signal::NothingFound); 2]);
        let (countered, not_understood, third_hearing) = (0, 0, 0);
        Self { lost, questions, long_way, failed, refused, missing, countered, not_understood, third_hearing }
    }

    /// What the engine weighed before the search on the part to tune.
    pub fn former() -> Self {
        Self { missing: [0; 2], failed: 60, ..Self::of_the_engine() }
    }

    /// The sum after each turn: a turn counts by its heaviest signal, and the long way beside it.
    pub fn sums(&self, turns: &[Met]) -> Vec<u16> {
        let (mut sum, mut run, mut refusals, mut misses) = (0_u16, 0, 0, 0);
        let mut sums = Vec::with_capacity(turns.len());
        for (before, met) in turns.iter().enumerate() {
            let mut weight = 0;
            if met.progress {
                run = 0;
            } else {
                weight = nth(&self.lost, run);
                run += 1;
            }
            if met.refused {
                weight = weight.max(nth(&self.refused, refusals));
                refusals += 1;
            }
            if met.missing {
                weight = weight.max(nth(&self.missing, misses));
                misses += 1;
            }
            let failed = if met.failed { self.failed } else { 0 };
            let countered = if met.countered { self.countered } else { 0 };
            let not_understood = if met.not_understood { self.not_understood } else { 0 };
            let third = if 3 <= met.heard { self.third_hearing } else { 0 };
            weight = weight.max(failed).max(countered).max(not_understood).max(third);
            let long = if usize::from(self.questions) <= before { self.long_way } else { 0 };
            sum = sum.saturating_add(weight).saturating_add(long);
            sums.push(sum);
        }
        sums
    }
}

/// The weight of the `before + 1`-th of its kind; the last one stands for all further ones.
fn nth(weights: &[u16], before: usize) -> u16 {
    weights.get(before).or(weights.last()).copied().unwrap_or(0)
}

/// What the engine makes of a call.
#[derive(Debug, Default)]
pub struct Judged {
    /// The sum after each turn.
    pub sums: Vec<u16>,
    /// The turn after which a person is first offered, or the caller is connected.
    pub offered: Option<usize>,
    /// The turn after which the caller is connected.
    pub connected: Option<usize>,
}

/// Lets the engine's guards judge turn by turn, as they do in a call.
pub fn judge(turns: &[Met]) -> Judged {
    let patience = Patience::default();
    let mut judged = Judged::default();
    let Some(mut call) = call() else { return judged };
    for (at, met) in turns.iter().enumerate() {
        call.turn += 1;
        let verdict = guard::judge(&mut call, &patience, met.progress, signal(met));
        judged.sums.push(call.matter.sum());
        match verdict {
            Verdict::GoOn => {}
            Verdict::Offer(_) => judged.offered = judged.offered.or(Some(at)),
            Verdict::Connect(_) => {
                judged.offered = judged.offered.or(Some(at));
                judged.connected = judged.connected.or(Some(at));
            }
        }
    }
    judged
}

/// The heaviest signal of a turn that the engine knows.
fn signal(met: &Met) -> Option<Signal> {
    let failed = met.failed.then_some(Signal::BackendFailed);
    let refused = met.refused.then_some(Signal::Refused);
    let missing = met.missing.then_some(Signal::NothingFound);
    failed.into_iter().chain(missing).chain(refused).max_by_key(|signal| guard::weight(*signal))
}

/// What the engine adds for one question too many.
fn long_way() -> u16 {
    let patience = Patience::default();
    let Some(mut call) = call() else { return 0 };
    for _ in 0..=patience.questions {
        let _verdict = guard::judge(&mut call, &patience, true, None);
    }
    call.matter.sum()
}

/// A call in which nothing has happened; `None` never, since the line's number is one.
fn call() -> Option<Call> {
    let line = Number::parse("+15550100")?;
    let (platform, language) = ("twilio".into(), "en-US".into());
    let pin = (BundleId([0; 32]), language);
    Some(Call::new(CallKey([0; 16]), platform, line, Party::Withheld, pin, Moment::from_millis(0)))
}
