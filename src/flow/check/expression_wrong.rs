use super::{
    Checked, Rule,
    expressions::{self, Written},
};
use crate::{
    call::{Name, Type},
    engine::{Expression, ExpressionError, Instead, shape::Saying, step::Use},
    flow::{
        draft::Step,
        near::near,
        place::Span,
        problem::{EXPRESSION_WRONG, Problem, Problems},
        types::Types,
    },
};

pub(super) const RULE: Rule = Rule {
    name: EXPRESSION_WRONG,
    manual: "An expression cannot be read, names a value that nothing fills, or compares what can never be \
             compared. What needs something unknown does not hold, so callers would always be led the same way. A \
             text stands in quotes within the expression, as in `kind == 'parcel'`. The same holds for a value \
             that is named alone, as in `note`, `from` or `each`.",
    whole: true,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    for written in expressions::all(checked) {
        judge(&written, problems);
    }
    for ((_, body), types) in checked.draft.bodies().zip(&checked.types) {
        for step in &body.steps {
            named(step, types, problems);
        }
    }
}

fn judge(written: &Written<'_>, problems: &mut Problems) {
    let types = |path: &str| written.types.at(path);
    let judged = |known: &[&str]| match written.condition {
        true => written.expression.check_condition(&types, known),
        false => written.expression.check_with(&types, known).map(drop),
    };
    if judged(&[]).is_ok() {
        return;
    }
    let paths = written.types.paths();
    let known: Vec<&str> = paths.iter().map(String::as_str).collect();
    let source = written.expression.source();
    // A value whose own type is wrong is a problem where it is filled, not wherever it is read.
    let unsure = |at: &std::ops::Range<usize>| source.get(at.clone()).is_some_and(|path| written.types.is_unsure(path));
    let errors: Vec<_> =
        judged(&known).err().unwrap_or_default().into_iter().filter(|error| !unsure(&error.at)).collect();
    let errors: Vec<ExpressionError> = in_order(errors, source, written.tags);
    for span in written.places() {
        for error in &errors {
            problems.add(|| {
                let sure = error.instead.as_ref().is_some_and(|instead| instead.sure);
                if written.noted && !sure && error.at == (0..source.len()) && is_word(source) {
                    return no_quotes(written, span, error);
                }
                let problem = expressions::problem(RULE.name, (written.file, span), source, error, errors.len() == 1);
                match &error.instead {
                    Some(instead) if error.says.starts_with(UNKNOWN) => {
                        problem.hint(format!("did you mean `{}`?", instead.text))
                    }
                    Some(instead) => problem.hint(format!("write `{}`", instead.text)),
                    None => problem.hint(why(written, error)),
                }
            });
        }
    }
}

fn is_word(source: &str) -> bool {
    source.chars().all(|sign| sign.is_alphanumeric() || sign == '_')
}

/// One unknown word that is noted: a text without its quotes, as often as a name that is misspelt.
fn no_quotes(written: &Written<'_>, span: Span, error: &ExpressionError) -> Problem {
    let word = written.expression.source();
    let or = error.instead.as_ref().map_or(String::new(), |name| format!("; or did you mean `{}`?", name.text));
    Problem::error(RULE.name, written.file, span, error.says.clone())
        .hint(format!("a text stands in quotes within the expression: `'{word}'`{or}"))
        .suggest(span, format!("\"'{word}'\""))
}

/// The errors, each with what to write for words that are known from elsewhere: `yes`, and a language without quotes,
/// which reads like one name less another.
fn in_order(errors: Vec<ExpressionError>, source: &str, tags: &[(Name, Span)]) -> Vec<ExpressionError> {
    let mut judged: Vec<ExpressionError> = Vec::new();
    for mut error in errors {
        let word = source.get(error.at.clone()).unwrap_or_default();
        let truth = match word {
            "yes" | "on" => Some("true"),
            "no" | "off" => Some("false"),
            _ => None,
        };
        let rest = source.get(error.at.start..).unwrap_or_default();
        let tag = tags.iter().map(|(tag, _)| tag.as_str()).find(|tag| tag.contains('-') && rest.starts_with(tag));
        if judged.last().is_some_and(|before| error.at.start < before.at.end) {
            continue;
        }
        if let Some(truth) = truth.filter(|_| error.says.starts_with(UNKNOWN)) {
            error.instead = Some(Instead::sure(truth.to_owned()));
        } else if let Some(tag) = tag {
            error.at.end = error.at.start.saturating_add(tag.len());
            error.says = format!("`{tag}` is a text, and stands in quotes here");
            error.instead = Some(Instead::sure(format!("'{tag}'")));
        }
        judged.push(error);
    }
    judged
}

/// How the errors begin that are about an unknown name.
const UNKNOWN: &str = "nothing is called";

fn why(written: &Written<'_>, error: &ExpressionError) -> &'static str {
    match (written.refuses, written.condition) {
        (true, _) => "nobody would be turned away: this reads the caller, the line, hours and switches",
        (false, true) if error.says.starts_with(UNKNOWN) => {
            "what needs something unknown does not hold; a text stands in quotes, as in `kind == 'parcel'`"
        }
        (false, true) => "it would never hold, and callers would always be led the same way",
        (false, false) => "it would come to nothing",
    }
}

/// The values that a step names alone.
fn named(step: &Step<'_>, types: &Types, problems: &mut Problems) {
    let uses = step.uses();
    for used in &uses {
        match used {
            Use::Reads(path) => value(step, types, ("note", path.as_str()), &|_| None, problems),
            Use::Picks(_, list) => value(step, types, ("from", list.as_str()), &is_list, problems),
            Use::Verifies(given, equals) => proof(step, types, (given, equals), problems),
            _ => {}
        }
    }
    for saying in expressions::sayings(step) {
        match saying {
            Saying::Each { list, .. } => value(step, types, ("each", list.as_str()), &is_list, problems),
            Saying::Setting(path) => value(step, types, ("", path.as_str()), &is_prompt, problems),
            Saying::Prompt(_) | Saying::When(_, _) | Saying::Whole(_) | Saying::Pause(_) => {}
        }
    }
}

/// What a caller gives as a proof, and what it is compared with.
fn proof(step: &Step<'_>, types: &Types, (given, equals): (&Type, &Expression), problems: &mut Problems) {
    let Ok(of) = equals.check(&|path| types.at(path)) else { return };
    if can_be_equal(given, &of) {
        return;
    }
    for span in expressions::places_in(step, equals) {
        problems.add(|| {
            let says = format!("this is {of}, and never what the caller gives: {given}");
            Problem::error(RULE.name, step.file, span, says)
                .hint("nobody could ever be verified; ask for what is known, or compare it with what is asked")
        });
    }
}

/// Whether two values can have the same letters: days and times have signs that figures have not.
fn can_be_equal(given: &Type, of: &Type) -> bool {
    let figures = |of: &Type| matches!(of, Type::Digits | Type::Number | Type::Money | Type::Phone);
    match (given, of) {
        (_, Type::List(_) | Type::Record(_)) => false,
        (Type::Text, _) | (_, Type::Text) => true,
        (given, of) => given == of || figures(given) && figures(of),
    }
}

fn is_list(of: &Type) -> Option<&'static str> {
    (!matches!(of, Type::List(_))).then_some("a list of a lookup belongs here")
}

fn is_prompt(of: &Type) -> Option<&'static str> {
    (*of != Type::Prompt).then_some("only a prompt can be said so; any other value stands in a text, as in `{name}`")
}

/// One value that is named alone, under a key; one in braces has no key.
fn value(
    step: &Step<'_>,
    types: &Types,
    (key, path): (&str, &str),
    unfit: &dyn Fn(&Type) -> Option<&'static str>,
    problems: &mut Problems,
) {
    let braced = format!("{{{path}}}");
    let places = || match key.is_empty() {
        true => step.places_of_text(&braced),
        false => step.places_under(key, path),
    };
    match types.at(path) {
        Some(of) => {
            for (span, why) in unfit(&of).into_iter().flat_map(|why| places().into_iter().map(move |at| (at, why))) {
                problems.add(|| Problem::error(RULE.name, step.file, span, format!("`{path}` is {of}")).hint(why));
            }
        }
        None if types.is_unsure(path) => {}
        None => places().into_iter().for_each(|span| problems.add(|| unknown(step, types, (key, path), span))),
    }
}

fn unknown(step: &Step<'_>, types: &Types, (key, path): (&str, &str), span: Span) -> Problem {
    let problem = Problem::error(RULE.name, step.file, span, format!("nothing is called `{path}` here"));
    let paths = types.paths();
    match near(path, paths.iter().map(String::as_str)) {
        Some(meant) if step.file.raw(span) == path => problem.near(step.file, span, &meant),
        Some(meant) => problem.hint(meant.asked()),
        None if key == "note" => problem.hint("whoever takes over would not be told; name a value that a step fills"),
        None => problem.hint("callers would hear nothing here; name a value that a step fills"),
    }
}
