use std::collections::BTreeSet;

use super::{Checked, Rule};
use crate::{
    call::{Name, builtin},
    flow::{
        draft::{Origin, Prompt},
        near::near,
        place::Span,
        problem::{Problem, Problems},
    },
    prompt::Insert,
};

pub(super) const RULE: Rule = Rule {
    name: "insert-unknown",
    manual: "A text inserts a value that no step of the flow asks for. The caller would hear a gap in its place.",
    whole: true,
    check,
};

/// The values that clew itself puts into its own prompts.
const OF_CLEW: [(&str, &str); 1] = [("last_resort_number", "number")];

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    let written: BTreeSet<&str> = draft.steps.iter().filter_map(|step| step.verb.writes()).map(Name::as_str).collect();
    let in_steps = draft.steps.iter().flat_map(|step| step.prompts());
    let on_rungs = draft.people.iter().flat_map(|person| &person.rungs).flat_map(|rung| rung.rung.prompts());
    let said: BTreeSet<&Name> = in_steps.chain(on_rungs).collect();
    for (id, prompt) in &draft.prompts {
        // Shared texts that this flow never says are judged with the flow that does.
        let of_clew = builtin::ALL.contains(&id.as_str());
        let judged = prompt.origin == Origin::Flow || of_clew || said.contains(id);
        for insert in prompt.text.inserts().filter(|_| judged) {
            let known = |name: &str| written.contains(name) || OF_CLEW.contains(&(id.as_str(), name));
            if !known(insert.name.as_str()) {
                problems.add(|| unknown(prompt, insert, &written));
            }
        }
    }
}

fn unknown(prompt: &Prompt, insert: &Insert, written: &BTreeSet<&str>) -> Problem {
    let name = insert.name.as_str();
    let body = prompt.file.raw(prompt.body);
    let at = body.find(&format!("{{{name}")).map(|at| prompt.body.start + at + 1);
    let span = at.map_or(prompt.body, |start| Span { start, end: start + name.len() });
    let says = format!("no step asks for `{name}`");
    let problem = Problem::error(RULE.name, &prompt.file, span, says);
    match near(name, written.iter().copied()) {
        Some(meant) if at.is_some() => problem.hint(format!("did you mean `{meant}`?")).fix(span, meant),
        Some(_) | None => problem.hint("the caller would hear a gap; ask for it first, by a step with `into`"),
    }
}
