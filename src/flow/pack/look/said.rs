//! What is said, and how long.

use std::collections::BTreeSet;

use super::{super::Demand, Judged, at_step};
use crate::{
    call::{Name, builtin},
    engine::step::Use,
    flow::{
        check::{before_choosing, heard_whole},
        problem::{Problem, Problems},
    },
};

/// The first thing that can be chosen is heard after so many seconds.
pub(in crate::flow::pack) fn first_option_within(
    limit_s: u64,
    judged: &Judged<'_>,
    demand: &Demand,
    problems: &mut Problems,
) {
    for (step, language, ms) in before_choosing(judged.draft, &judged.unfolded) {
        let seconds = ms / 1_000;
        if limit_s < seconds {
            problems.add(|| {
                at_step(demand, step, format!("callers hear about {seconds} s in {language} before they can choose"))
                    .hint("greet in one sentence; say the rest behind the choice that it belongs to")
            });
        }
    }
}

/// Everything that is said can be cut short.
pub(in crate::flow::pack) fn interruptible(judged: &Judged<'_>, demand: &Demand, problems: &mut Problems) {
    for step in judged.draft.steps() {
        let (exits, uses) = (step.exits(), step.uses());
        let waits = uses.iter().filter_map(|used| if let Use::Says(sayings) = used { Some(*sayings) } else { None });
        let sayings = std::iter::once(&step.say).chain(exits.iter().map(|(_, exit)| &exit.say)).chain(waits);
        for id in sayings.flat_map(heard_whole).collect::<BTreeSet<&Name>>() {
            for span in step.places_of_prompt(id) {
                problems.add(|| {
                    Problem::error(
                        demand.name,
                        step.file,
                        span,
                        format!("`{id}` is heard whole: no key but 0 cuts it short"),
                    )
                    .hint("without `whole: true` callers who know it can go on")
                });
            }
        }
    }
}

/// Whoever is queued is told how long it will take.
pub(in crate::flow::pack) fn wait_told(judged: &Judged<'_>, demand: &Demand, problems: &mut Problems) {
    let draft = judged.draft;
    if !draft.people.iter().flat_map(|person| &person.rungs).any(|rung| rung.rung.holds()) {
        return;
    }
    for (language, prompts) in &draft.prompts {
        let told = prompts.get(&Name::from(builtin::QUEUE_MINUTES));
        let lacks = |prompt: &&crate::flow::draft::Prompt| {
            !prompt.text.inserts().any(|insert| insert.path.as_str() == "minutes")
        };
        if let Some(prompt) = told.filter(lacks) {
            problems.add(|| {
                let says = format!("who is queued is not told in {language} how long it will take");
                Problem::error(demand.name, &prompt.file, prompt.id, says)
                    .hint("insert `{minutes}`, or leave this text out: clew has its own")
            });
        }
    }
}
