//! What each reader is held to, whatever it reads.

use std::collections::BTreeMap;

use clew::{
    call::{Type, Value},
    engine::{Expression, ExpressionError},
    flow::{Bundle, FORMS, Found, KINDS, Problem, RULES, Severity, Sources, Span, sample, summary, text},
    phone::conversation::{Came, Stimulus, compare, parse, rewrite},
    prompt::Template,
    settings::Settings,
};
use fastrand::Rng;

use super::mutate;

/// More problems of one flow are not kept.
const PROBLEMS_MAX: usize = 200;

/// More is not printed of one problem than its lines, twice, and some words.
const PRINTED_MAX: usize = 4 * mutate::TEXT_MAX;

pub fn flow(corpus: &[String], random: &mut Rng) {
    let prompts = sample().prompts;
    let mut sources = Sources::new("flows/case.yaml", mutate::text(corpus, random));
    sources.prompts = prompts;
    read(&sources);
}

pub fn prompts(corpus: &[String], random: &mut Rng) {
    let mut sources = sample();
    for (_, text) in sources.prompts.values_mut() {
        *text = mutate::text(corpus, random);
    }
    read(&sources);
}

/// Reads a flow: a bundle with warnings, or problems with an error, each at a place that is there.
fn read(sources: &Sources) {
    let problems = match Bundle::build(sources.clone()) {
        Ok((bundle, warnings)) => {
            assert!(warnings.iter().all(|problem| problem.severity == Severity::Warning));
            assert_eq!(bundle.id, sources.id());
            warnings
        }
        Err(problems) => {
            assert!(problems.iter().any(|problem| problem.severity == Severity::Error), "refused for nothing");
            problems
        }
    };
    assert!(problems.len() <= PROBLEMS_MAX, "{} problems", problems.len());
    problems.iter().for_each(|problem| holds(problem, sources));
    let found = [Found { problems: &problems, sources }];
    assert_eq!(summary(&found).is_none(), problems.is_empty());
    for (name, form) in FORMS {
        let shown = form.show(&found, "");
        assert!(name != "github" || shown.lines().count() == problems.len(), "{shown}");
    }
    if let Some(first) = problems.first() {
        let printed = text(std::slice::from_ref(first), sources, false);
        assert!(printed.len() <= PRINTED_MAX, "{} bytes are printed of one problem", printed.len());
        assert!(!printed.contains('\u{1b}') && !printed.contains('\u{202e}'), "{printed:?}");
    }
}

/// A problem is of a known rule, in one of the files, at a place that is there; and so is what would repair it.
fn holds(problem: &Problem, sources: &Sources) {
    let mut rules = RULES.iter().map(|rule| rule.name).chain(KINDS.iter().map(|(name, _)| *name));
    assert!(rules.any(|rule| rule == problem.rule), "{}", problem.rule);
    let file = sources.file(&problem.place.file).unwrap_or_else(|| panic!("there is no such file: {problem:?}"));
    inside(problem.place.span, file, problem);
    let line = file[..problem.place.span.start].matches('\n').count() + 1;
    assert_eq!(problem.place.line, line, "{problem:?}");
    if let Some(fix) = &problem.fix {
        inside(fix.span, file, problem);
    }
    assert!(!problem.says.is_empty(), "{problem:?}");
}

fn inside(span: Span, file: &str, problem: &Problem) {
    assert!(file.get(span.range()).is_some(), "{span:?} is no place of {} bytes: {problem:?}", file.len());
}

pub fn template(corpus: &[String], random: &mut Rng) {
    let text = mutate::text(corpus, random);
    match Template::parse(&text) {
        Ok(template) => {
            assert!(template.plain().len() <= text.len(), "{text:?}");
            for insert in template.inserts() {
                assert!(text[insert.at..].starts_with(insert.path.as_str()), "{text:?}: {insert:?}");
            }
        }
        Err(error) => {
            assert!(text.is_char_boundary(error.at), "{text:?}: {error:?}");
            assert!(!error.trouble.to_string().is_empty());
        }
    }
}

pub fn expression(corpus: &[String], random: &mut Rng) {
    let source = mutate::text(corpus, random);
    let parsed = match Expression::parse(&source) {
        Ok(parsed) => parsed,
        Err(error) => return at(&error, &source),
    };
    assert_eq!(parsed.source(), source);
    for (path, range) in parsed.reads() {
        assert!(source.get(range.clone()).is_some(), "{source:?}: {path} at {range:?}");
    }
    let types = types();
    match parsed.check(&|path: &str| types[path.len() % types.len()].clone()) {
        Ok(_) => {}
        Err(errors) => {
            assert!(!errors.is_empty() && errors.len() <= source.len().max(1), "{source:?}: {errors:?}");
            errors.iter().for_each(|error| at(error, &source));
        }
    }
    let values: Vec<Option<Value>> = types.iter().map(|of| of.as_ref().map(Type::sample)).collect();
    for shift in 0..2 {
        let value = |path: &str| values[(path.len() + shift) % values.len()].clone();
        assert_eq!(parsed.holds(&value), parsed.value(&value) == Some(Value::Truth(true)), "{source:?}");
    }
}

/// A type of each kind, and none.
fn types() -> Vec<Option<Type>> {
    let mut types: Vec<Option<Type>> = Type::names().map(Type::named).collect();
    types.push(Some(Type::List(Box::new(Type::Text))));
    types.push(Some(Type::Record(BTreeMap::from([("state".into(), Type::Text)]))));
    types.push(None);
    types
}

fn at(error: &ExpressionError, source: &str) {
    assert!(source.get(error.at.clone()).is_some(), "{source:?}: {error:?}");
    assert!(!error.says.is_empty());
}

pub fn conversation(corpus: &[String], random: &mut Rng) {
    let source = mutate::text(corpus, random);
    let all = match parse(&source) {
        Ok(all) => all,
        Err(errors) => {
            assert!((1..=50).contains(&errors.len()));
            for error in errors {
                assert!((1..=source.lines().count()).contains(&error.line), "{error}");
                assert!(!error.says.is_empty() && !error.hint.is_empty() && !error.says.contains('\n'), "{error}");
            }
            return;
        }
    };
    let exchanges: Vec<_> = all.iter().flat_map(|conversation| &conversation.exchanges).collect();
    let came = |stimulus: &Stimulus| match stimulus.sets_the_scene() {
        true => Came::default(),
        false => Came {
            orders: vec!["say hello".to_owned(), "menu main because asked".to_owned()],
            spoken: vec!["Hello there.".to_owned(), "Anything \"quoted\".".to_owned()],
        },
    };
    let actual: Vec<Came> = exchanges.iter().map(|exchange| came(&exchange.does)).collect();
    let rewritten = rewrite(&source, &actual);
    let again = parse(&rewritten).unwrap_or_else(|errors| panic!("rewriting broke it: {errors:?}\n{rewritten}"));
    let does: Vec<_> = again.iter().flat_map(|conversation| &conversation.exchanges).collect();
    assert_eq!(does.len(), exchanges.len());
    for ((before, after), came) in exchanges.iter().zip(&does).zip(&actual) {
        assert_eq!(before.does, after.does);
        assert!(compare(&after.expected, &came.orders, &came.spoken).is_none(), "{rewritten}");
    }
    assert_eq!(rewrite(&rewritten, &actual), rewritten);
}

/// What a secret begins with here, and nothing else does.
const SECRET: &str = "\u{2620}secret";

pub fn settings(corpus: &[String], random: &mut Rng) {
    let platforms = [("twilio", "TWILIO_AUTH_TOKEN")];
    let file = mutate::text(corpus, random);
    let mut environment = BTreeMap::new();
    for variable in ["CLEW_LISTEN", "CLEW_LOG", "CLEW_PUBLIC_URL", "CLEW_DATA", "TWILIO_AUTH_TOKEN", "CLEW_NO_SUCH"] {
        if random.bool() {
            let text: String = mutate::text(corpus, random).chars().take(random.usize(0..200)).collect();
            let secret = if variable.starts_with("CLEW") { "" } else { SECRET };
            environment.insert(variable.to_owned(), format!("{secret}{text}"));
        }
    }
    if let Err(mistakes) = Settings::read(Some(("clew.toml", &file)), &environment, &BTreeMap::new(), &platforms) {
        assert!(!mistakes.is_empty());
        assert!(mistakes.len() <= 16 + file.len() + environment.len(), "{mistakes:?}");
        for mistake in mistakes.iter().map(ToString::to_string) {
            assert!(!mistake.is_empty() && !mistake.contains(SECRET), "a secret is told: {mistake}");
        }
    }
}
