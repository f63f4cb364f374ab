use std::collections::BTreeSet;

use super::{Checked, Rule, expressions, part_misfit::key};
use crate::{
    call::{Name, Type},
    engine::{Expression, step::Use},
    flow::{
        draft::Step,
        near::{listed, near},
        place::Span,
        problem::{Problem, Problems},
    },
};

pub(super) const RULE: Rule = Rule {
    name: "case-misfit",
    manual: "A branch has a case that its value never is, or lacks a case for something that it can be and has no \
             `else`. Nothing falls through to the next step here: callers without a case are handed to a person.",
    whole: true,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    for ((_, body), types) in checked.draft.bodies().zip(&checked.types) {
        let steps: BTreeSet<&str> = body.steps.iter().map(|step| step.name.as_str()).collect();
        for step in &body.steps {
            for used in step.uses() {
                if let Use::Cases(of, cases, others) = used
                    && let Ok(found) = of.check(&|path| types.at(path))
                {
                    judge((step, &steps), (of, &found), (&cases, others), problems);
                }
            }
        }
    }
}

fn judge(
    (step, steps): (&Step<'_>, &BTreeSet<&str>),
    (of, found): (&Expression, &Type),
    (cases, others): (&[&Name], bool),
    problems: &mut Problems,
) {
    let truths = || vec!["true", "false"];
    let values: Option<Vec<&str>> = match found {
        Type::Choice(names) => Some(names.iter().map(Name::as_str).collect()),
        Type::Truth => Some(truths()),
        Type::List(_) | Type::Record(_) => {
            return whole(step, of, found, problems);
        }
        Type::Digits | Type::Text | Type::Number | Type::Money | Type::Phone | Type::Date | Type::Time => None,
        Type::Moment | Type::Prompt => None,
    };
    let odd = |case: &&&Name| values.as_ref().is_some_and(|values| !values.contains(&case.as_str()));
    for case in cases.iter().filter(odd) {
        problems.add(|| not_one(step, case, found, values.as_deref().unwrap_or_default()));
    }
    if others {
        return;
    }
    let misspelt = |value: &str| cases.iter().filter(odd).any(|case| near(case.as_str(), [value]).is_some());
    let missing: Option<Vec<&str>> = values.as_ref().map(|values| {
        let without = values.iter().copied().filter(|value| !cases.iter().any(|case| case.as_str() == *value));
        without.filter(|value| !misspelt(value)).collect()
    });
    let says = match missing.as_deref() {
        Some([]) => return,
        Some(missing) => format!("there is no case for {}", listed(missing.iter().copied())),
        None => format!("this is {found}, and can be more than these cases"),
    };
    for span in expressions::places_in(step, of) {
        problems.add(|| {
            let problem = Problem::error(RULE.name, step.file, span, &says);
            let named = missing.as_deref().unwrap_or_default().iter().find(|value| steps.contains(*value));
            if let Some(value) = named {
                let hint =
                    format!("a step is called `{value}`: give it the case `{value}: {value}`, or write an `else`");
                return match first_case(step, value) {
                    Some((span, text)) => problem.hint(hint).suggest(span, text),
                    None => problem.hint(hint),
                };
            }
            let problem = problem
                .hint("callers without a case are handed to a person; if that is meant, say so: `else: operator`");
            match step.with_key("else: operator") {
                Some((span, text)) => problem.suggest(span, text),
                None => problem,
            }
        });
    }
}

/// What gives a branch the case `value`, which leads to the step of that name: what to write where its first case
/// stands.
fn first_case(step: &Step<'_>, value: &str) -> Option<(Span, String)> {
    let (_, cases) = step.tree.get("cases")?;
    step.with_entry(cases, &format!("{value}: {value}"))
}

fn not_one(step: &Step<'_>, case: &Name, found: &Type, values: &[&str]) -> Problem {
    let span = key(step, "cases", case);
    let problem = Problem::error(RULE.name, step.file, span, format!("never `{case}`: it is {found}"));
    match near(case.as_str(), values.iter().copied()) {
        Some(meant) if step.file.raw(span) == case.as_str() => problem.near(step.file, span, &meant),
        Some(_) | None => problem.hint("nobody would ever take this way"),
    }
}

fn whole(step: &Step<'_>, of: &Expression, found: &Type, problems: &mut Problems) {
    for span in expressions::places_in(step, of) {
        problems.add(|| {
            Problem::error(RULE.name, step.file, span, format!("this is {found}, which has no cases"))
                .hint("name one of its fields, or ask for its `size(…)`")
        });
    }
}
