use std::collections::BTreeSet;

use super::{Checked, Rule, expressions};
use crate::{
    call::Name,
    engine::{shape::Saying, step::Use},
    flow::{
        draft::{Body, Draft, Part, Step},
        near::near,
        problem::{NEVER_READ, Problem, Problems},
        types::Types,
    },
};

pub(super) const RULE: Rule = Rule {
    name: NEVER_READ,
    manual: "Callers are asked for something that is read nowhere: no text says it, no condition, lookup or note \
             needs it. They are asked for nothing. Often a step was copied, and what follows still reads the value \
             of the step that it was copied from.",
    whole: true,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    // What could not be read may have been meant to read it.
    if problems.has_errors() {
        return;
    }
    for ((part, body), types) in checked.draft.bodies().zip(&checked.types) {
        let mut read = read(checked.draft, part, body);
        read.extend(checked.draft.facts.keys().map(ToString::to_string));
        for step in body.steps.iter().filter(|step| step.verb.waits()) {
            let filled = step.uses().into_iter().filter_map(|used| match used {
                Use::Writes(name, _) | Use::Picks(name, _) => Some(name.clone()),
                _ => None,
            });
            for name in filled.filter(|name| !read.contains(name.as_str())).collect::<BTreeSet<_>>() {
                if !misspelt(types, &read, &name) {
                    report(step, &name, &read, problems);
                }
            }
        }
    }
}

/// Whether something unknown is read that was meant to be this; that is a problem where it is read.
fn misspelt(types: &Types, read: &BTreeSet<String>, name: &Name) -> bool {
    let unknown = read.iter().filter(|read| types.at(read).is_none() && !types.is_unsure(read));
    unknown.into_iter().any(|unknown| near(unknown, [name.as_str()]).is_some())
}

fn report(step: &Step<'_>, name: &Name, read: &BTreeSet<String>, problems: &mut Problems) {
    for span in step.places_under("into", name.as_str()) {
        problems.add(|| {
            let near = near(name.as_str(), read.iter().map(String::as_str));
            let problem = Problem::warning(RULE.name, step.file, span, format!("nothing reads `{name}`"));
            match near {
                Some(near) => {
                    problem.hint(format!("callers are asked for nothing; is it meant where `{near}` is read?"))
                }
                None => problem.hint("callers are asked for nothing: say it, look it up, note it, or leave it out"),
            }
        });
    }
}

/// The roots of everything that is read in a body.
pub(super) fn read(draft: &Draft<'_>, part: Option<&Part<'_>>, body: &Body<'_>) -> BTreeSet<String> {
    let gives = part.into_iter().flat_map(|part| part.gives.keys());
    let mut read: BTreeSet<String> = gives.map(ToString::to_string).collect();
    let mut add = |path: &str| {
        read.insert(path.split('.').next().unwrap_or(path).to_owned());
    };
    for step in &body.steps {
        for (expression, _) in expressions::of_step(step) {
            expression.reads().into_iter().for_each(|(path, _)| add(path));
        }
        for id in step.prompts() {
            let texts = draft.prompts.values().filter_map(|prompts| prompts.get(id));
            texts.flat_map(|prompt| prompt.text.inserts()).for_each(|insert| add(insert.path.as_str()));
        }
        for used in step.uses() {
            match used {
                Use::Reads(path) | Use::Picks(_, path) => add(path.as_str()),
                Use::Lookup(lookup, _) => {
                    let paths = draft.lookups.get(lookup).map(|kind| kind.value.reads(lookup));
                    paths.into_iter().flatten().for_each(|path| add(path.as_str()));
                }
                _ => {}
            }
        }
        for saying in expressions::sayings(step) {
            if let Saying::Each { list, .. } = saying {
                add(list.as_str());
            }
        }
    }
    read
}
