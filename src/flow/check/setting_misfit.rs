use super::{Checked, Rule};
use crate::{
    call::{Name, Type, Value},
    flow::{
        draft::Setting,
        near::near,
        place::{File, Span},
        problem::{Problem, Problems},
        read_value,
    },
};

pub(super) const RULE: Rule = Rule {
    name: "setting-misfit",
    manual: "A line sets something to a value of another type than the setting has, or to a prompt that is not \
             there. Callers of that line would hear what every other line says, or nothing.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    for setting in draft.settings.values() {
        let span = setting.tree.get("usually").map_or(setting.span, |(_, usually)| usually.span);
        prompt(checked, (setting.file, span), &setting.value.usually, problems);
    }
    for set in draft.lines.iter().flat_map(|line| &line.sets) {
        let Some(setting) = draft.settings.get(&set.name) else { continue };
        let Setting { of, usually } = &setting.value;
        match read_value(of, &set.written) {
            Some(value) => prompt(checked, (draft.file, set.value), &value, problems),
            None => problems.add(|| {
                let says = format!("`{}` is {of}", set.name);
                let problem = Problem::error(RULE.name, draft.file, set.value, says);
                match (of, usually) {
                    (Type::Truth, _) => problem.hint("write `true` or `false`"),
                    (Type::Number, Value::Number(usual)) => problem.hint(format!("write a number, such as {usual}")),
                    (Type::Prompt, Value::Prompt(usual)) => {
                        problem.hint(format!("write the id of a prompt, such as {usual}"))
                    }
                    (_, _) => problem.hint("write a text, in quotes"),
                }
            }),
        }
    }
}

fn prompt(checked: &Checked<'_>, (file, span): (&File, Span), value: &Value, problems: &mut Problems) {
    let (Value::Prompt(id), Some(prompts)) = (value, checked.draft.fallback()) else { return };
    if !prompts.contains_key(id) {
        problems.add(|| {
            let problem = Problem::error(RULE.name, file, span, format!("there is no prompt `{id}`"));
            match near(id.as_str(), prompts.keys().map(Name::as_str)) {
                Some(meant) if file.raw(span) == id.as_str() => problem.near(file, span, &meant),
                Some(_) | None => problem.hint("callers of this line would hear nothing here; write that prompt"),
            }
        });
    }
}
