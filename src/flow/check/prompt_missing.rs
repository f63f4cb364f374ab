use super::{Checked, Rule};
use crate::{
    call::Name,
    flow::{
        near::near,
        place::Span,
        problem::{Problem, Problems},
    },
};

pub(super) const RULE: Rule = Rule {
    name: "prompt-missing",
    manual: "Something is to be said that has no text in the flow's language, or a recording is named that is not \
             there. The caller would hear an apology instead.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    for step in &draft.steps {
        for id in step.prompts().into_iter().filter(|id| !draft.prompts.contains_key(*id)) {
            for span in step.places_of_prompt(id) {
                problems.add(|| missing(checked, id, span));
            }
        }
    }
    for rung in draft.people.iter().flat_map(|person| &person.rungs) {
        for id in rung.rung.prompts().into_iter().filter(|id| !draft.prompts.contains_key(*id)) {
            for span in rung.places_of(id.as_str()) {
                problems.add(|| missing(checked, id, span));
            }
        }
    }
    for prompt in draft.prompts.values() {
        if let Some(recording) = prompt.audio.as_ref().filter(|name| !checked.recordings.contains_key(*name)) {
            problems.add(|| {
                Problem::error(RULE.name, &prompt.file, prompt.id, format!("there is no recording `{recording}`"))
                    .hint("without `audio` the text is spoken by the platform's voice")
            });
        }
    }
}

fn missing(checked: &Checked<'_>, id: &Name, span: Span) -> Problem {
    let draft = checked.draft;
    let says = format!("there is no prompt `{id}` in {}", draft.language);
    let problem = Problem::error(RULE.name, draft.file, span, says);
    match near(id.as_str(), draft.prompts.keys().map(Name::as_str)) {
        Some(meant) if draft.file.raw(span) == id.as_str() => {
            problem.hint(format!("did you mean `{meant}`?")).fix(span, meant)
        }
        Some(_) | None => {
            let hint = format!("write `{id}: …` in prompts/{}.yaml, or under `prompts:` in the flow", draft.language);
            problem.hint(hint)
        }
    }
}
