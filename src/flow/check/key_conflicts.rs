use super::{Checked, Rule};
use crate::{
    call::Type,
    engine::{Anywhere, shape::Key, step::Use},
    flow::{
        draft::Step,
        problem::{Problem, Problems},
    },
    prompt::keys_said,
};

pub(super) const RULE: Rule = Rule {
    name: "key-conflicts",
    manual: "A key means two things at once: a choice and \"again\" or \"back\" everywhere, one of these and the end \
             of typing, or two numbers with the same count of digits. The choice could never be chosen.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    for step in checked.draft.steps() {
        for key in step.verb.keys() {
            if let Some(other) = other_meaning(checked, step, key) {
                taken(checked, step, (key, &other), problems);
            }
        }
        same_digits(step, problems);
    }
    everywhere(checked, problems);
}

/// Keys that work everywhere, and mean something else somewhere.
fn everywhere(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    let Anywhere { again, back } = draft.anywhere;
    let [_, back_at] = draft.anywhere_at;
    if let (Some(_), true, Some(span)) = (again, again == back, back_at) {
        problems.add(|| {
            Problem::error(RULE.name, draft.file, span, "this key repeats what was said, everywhere")
                .hint("nobody could go back; give this another key")
        });
    }
    for (key, span) in [again, back].into_iter().zip(draft.anywhere_at) {
        let (Some(key), Some(span)) = (key, span) else { continue };
        let Some(step) = draft.steps().find(|step| ends_typing(checked, step) == Some(key.0)) else { continue };
        problems.add(|| {
            let says = format!("the key {} ends what is typed in `{}`", key.0, step.name);
            Problem::warning(RULE.name, draft.file, span, says)
                .hint("whoever types could not do this there by key; give it another key, such as 9 or \"*\"")
        });
    }
}

/// The key that ends what is typed in a step.
fn ends_typing(checked: &Checked<'_>, step: &Step<'_>) -> Option<char> {
    let types = |used: &Use<'_>| matches!(used, Use::Writes(_, of) | Use::Verifies(of, _) if *of != Type::Truth);
    let typed = step.verb.waits() && step.uses().iter().any(types);
    typed.then(|| step.asking.listen.end.or(checked.draft.listen.end).map_or('#', |end| end.0))
}

/// What a key means in a step beside a choice.
fn other_meaning(checked: &Checked<'_>, step: &Step<'_>, key: char) -> Option<String> {
    let anywhere = checked.draft.anywhere;
    let is = |other: Option<Key>| other.is_some_and(|other| other.0 == key);
    if is(anywhere.again) {
        return Some("repeats what was said, everywhere".to_owned());
    }
    if is(anywhere.back) {
        return Some("goes back, everywhere".to_owned());
    }
    let end = step.asking.listen.end.or(checked.draft.listen.end).map_or('#', |end| end.0);
    let typed = step.uses().iter().any(|used| matches!(used, Use::Writes(..)));
    (typed && end == key).then(|| "ends what is typed here".to_owned())
}

fn taken(checked: &Checked<'_>, step: &Step<'_>, (key, other): (char, &str), problems: &mut Problems) {
    let keys = step.verb.keys();
    // Where a text says the key, the text would have to change too.
    let texts = checked.draft.prompts.iter().flat_map(|(language, prompts)| {
        let ids = step.verb.prompts().into_iter();
        ids.filter_map(move |id| Some(keys_said(&prompts.get(id)?.text.plain(), language.as_str())))
    });
    let free =
        ('1'..='9').find(|free| !keys.contains(free)).filter(|_| texts.into_iter().all(|said| !said.contains(&key)));
    for span in step.places_under("key", &key.to_string()) {
        problems.add(|| {
            let says = format!("the key {key} {other}");
            let problem = Problem::error(RULE.name, step.file, span, says)
                .hint("this choice could never be chosen by it; give it another key");
            match free {
                Some(free) => problem.suggest(span, free),
                None => problem,
            }
        });
    }
}

/// Two choices of one step that take as many digits.
fn same_digits(step: &Step<'_>, problems: &mut Problems) {
    if step.uses().iter().filter(|used| matches!(used, Use::Writes(..))).count() < 2 {
        return;
    }
    for count in 2..=10_u8 {
        let count = count.to_string();
        let places = step.tree.places(&count, &|key| key == "digits");
        for span in places.into_iter().skip(1) {
            problems.add(|| {
                Problem::error(RULE.name, step.file, span, format!("another choice takes {count} digits too"))
                    .hint("clew could not tell which of them a caller means; ask which first")
            });
        }
    }
}
