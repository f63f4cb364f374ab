//! What the demands of standards look at: the way to the first menu, what is told there, who is reached by 0 and how
//! long that may take.
//!
//! To add something to look at: a file here for what belongs together, its line below, and the demand that uses it.

mod asked;
mod choices;
mod ladders;
mod opening;
mod said;
mod staffed;
mod told;

pub(super) use asked::{keys_too, never_twice, no_dead_stop};
pub(super) use choices::{CANCEL, COMPLAINT, chosen, options_at_most};
pub(super) use ladders::{answered_within, rings_back, somebody};
pub(super) use opening::{languages_first, languages_offered, nothing_asked_before, nothing_before};
pub(super) use said::{first_option_within, interruptible, wait_told};
pub(super) use staffed::{hours_a_day, open_between};
pub(super) use told::person_told;

use super::Demand;
use crate::{
    engine::Flow,
    flow::{
        Proof,
        draft::{Draft, Step},
        place::Span,
        problem::{Problem, Problems},
        unfold::{Lead, Unfolded},
    },
};

/// A flow that is held against a standard.
pub(super) struct Judged<'a> {
    pub draft: &'a Draft<'a>,
    /// The flow with its parts in place.
    pub unfolded: Unfolded<'a>,
    /// What runs.
    pub flow: &'a Flow,
    /// What is proven of each of its lines.
    pub proofs: &'a [Proof],
}

impl Judged<'_> {
    /// Whether a way out leads to a step that is itself a ladder, and whether that promises a callback.
    fn draft_ladder(&self, lead: &Lead) -> Option<bool> {
        let Lead::Step(name) = lead else { return None };
        let ladder = self.unfolded.node(name)?.step.verb.ladder()?;
        Some(ladder.rungs.iter().any(|rank| rank.rung.promises()))
    }

    /// Where the name of the first step stands: for what is missing on the way in.
    fn start(&self) -> Span {
        self.draft.body.start.as_ref().map_or(Span::default(), |(_, span)| *span)
    }
}

/// A problem at a step's name.
fn at_step(demand: &Demand, step: &Step<'_>, says: impl Into<String>) -> Problem {
    Problem::error(demand.name, step.file, step.span, says)
}

/// Whoever is never understood is offered a person after so many seconds, whatever happens: the proof says so.
pub(super) fn offered_within(limit_s: u32, judged: &Judged<'_>, demand: &Demand, problems: &mut Problems) {
    for proof in judged.proofs.iter().filter(|proof| limit_s < proof.unhelped.seconds.at_most) {
        let seconds = &proof.unhelped.seconds;
        let slowest =
            seconds.path.iter().flat_map(|path| &path.legs).max_by_key(|leg| leg.after_ms).map(|leg| leg.step.as_str());
        let step = judged.unfolded.node(&proof.start).map(|node| node.step);
        let (file, span) = step.map_or((judged.draft.file, judged.start()), |step| (step.file, step.span));
        problems.add(|| {
            let says = format!(
                "a caller who is never understood is offered a person only after {} s, not within {limit_s} s",
                seconds.at_most
            );
            let what = "say less before each question, or listen for a shorter time (`listen: { wait: 3s }`)";
            let slowest = slowest.map_or_else(String::new, |name| format!("; most of it passes at `{name}`"));
            Problem::error(demand.name, file, span, says).hint(format!("{what}{slowest}"))
        });
    }
}
