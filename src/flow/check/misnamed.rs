//! An answer that is kept under one name and read under another, everywhere: one slip where it is kept, and not one at
//! each place that reads it. It is told by the rule `never-read`; what reads the other name is not judged any more.

use std::collections::BTreeSet;

use super::never_read;
use crate::{
    call::Name,
    engine::step::Use,
    flow::{
        draft::{Body, Draft, Step},
        near::near,
        problem::{Problem, Problems},
        types::Types,
    },
};

/// The values that clew itself puts into its prompts.
const OF_CLEW: [&str; 6] = ["number", "key", "label", "due", "item", "seconds"];

/// Reports such names, and takes what was meant for known.
pub(super) fn check(draft: &Draft<'_>, all: &mut [Types], problems: &mut Problems) {
    if !draft.whole {
        return;
    }
    for ((part, body), types) in draft.bodies().zip(all) {
        let read = never_read::read(draft, part, body);
        let facts = |name: &str| draft.facts.keys().any(|fact| fact.as_str() == name);
        let takes = |name: &str| {
            draft.lookups.values().flat_map(|lookup| lookup.value.takes().keys()).any(|taken| taken.as_str() == name)
        };
        let unknown = |name: &&String| {
            let known = types.at(name).is_some() || types.is_unsure(name) || takes(name);
            !known && !OF_CLEW.contains(&name.as_str())
        };
        let unknown: Vec<&String> = read.iter().filter(unknown).collect();
        let unread: BTreeSet<&Name> = kept(body)
            .filter(|(_, name)| !read.contains(name.as_str()) && !facts(name.as_str()))
            .map(|(_, n)| n)
            .collect();
        // With more of them it is not clear which belongs to which.
        let (&[meant], Some(name), 1) = (unknown.as_slice(), unread.first(), unread.len()) else { continue };
        let paths = types.paths();
        if near(meant, paths.iter().map(String::as_str)).is_some() {
            continue;
        }
        for (step, _) in kept(body).filter(|(_, kept)| kept == name) {
            for span in step.places_under("into", name.as_str()) {
                problems.add(|| {
                    let says = format!("nothing reads `{name}`, and `{meant}` is read, which nothing fills");
                    let problem = Problem::error(never_read::RULE.name, step.file, span, says);
                    let problem = problem.hint(format!("did you mean `{meant}`?"));
                    if step.file.raw(span) == name.as_str() { problem.fix(span, meant.as_str()) } else { problem }
                });
            }
        }
        types.doubt(meant);
    }
}

/// What is asked in a body, and the name under which it is kept.
fn kept<'a, 'b>(body: &'a Body<'b>) -> impl Iterator<Item = (&'a Step<'b>, &'a Name)> {
    let asks = body.steps.iter().filter(|step| step.verb.waits() && step.tree.get("into").is_some());
    asks.flat_map(|step| {
        let writes = move |used| if let Use::Writes(name, _) = used { Some((step, name)) } else { None };
        step.uses().into_iter().filter_map(writes)
    })
}
