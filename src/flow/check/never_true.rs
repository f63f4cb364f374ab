use super::{
    Checked, Rule,
    expressions::{self, Written},
};
use crate::{
    engine::ExpressionError,
    flow::problem::{Problem, Problems, Severity},
};

pub(super) const RULE: Rule = Rule {
    name: "never-true",
    manual: "A condition can never be true, or is always true, whatever callers do: it compares one value with two \
             others at once, or a constant with a constant. What stands behind it is never heard, or the other way \
             is never taken. Nearly always `and` and `or` are mixed up.",
    whole: true,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    for written in expressions::all(checked).iter().filter(|written| written.condition) {
        let types = |path: &str| written.types.at(path);
        if written.expression.check_condition(&types, &[]).is_err() {
            continue;
        }
        if let Some(error) = written.expression.never(&types) {
            report(written, &error, false, problems);
        } else if let Some(error) = written.expression.always(&types) {
            report(written, &error, true, problems);
        }
    }
}

fn report(written: &Written<'_>, error: &ExpressionError, always: bool, problems: &mut Problems) {
    for span in written.places() {
        problems.add(|| {
            let problem =
                expressions::problem(RULE.name, (written.file, span), written.expression.source(), error, true);
            let severity = if always && written.refuses { Severity::Error } else { Severity::Warning };
            Problem { severity, ..problem }.hint(match (written.refuses, always) {
                (true, true) => "every caller would be turned away",
                (true, false) => "nobody would be turned away",
                (false, true) => "it decides nothing: take it out, or say what else it depends on",
                (false, false) => "nobody would ever hear or reach what it leads to; is an `and` meant to be an `or`?",
            })
        });
    }
}
