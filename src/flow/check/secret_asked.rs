use super::{Checked, Rule};
use crate::{
    call::{Name, Type},
    engine::step::Use,
    flow::{
        draft::Step,
        place::Span,
        problem::{Problem, Problems},
        tree::{Node, Tree},
    },
};

pub(super) const RULE: Rule = Rule {
    name: "secret-asked",
    manual: "A secret, such as a PIN, a password or the number of a payment card, is asked like any other value. \
             It would be kept with the call and stand in its journal. `verify` compares what callers give with \
             what is known, and keeps nothing of it. Numbers of payment cards belong to a payment service, not on \
             this line.",
    whole: false,
    check,
};

/// Words that name a secret, in names of values and prompts.
const SECRETS: [&str; 9] = ["pin", "cvv", "cvc", "password", "passcode", "passwort", "kennwort", "contraseña", "ssn"];

/// Words that name a payment card, if as many digits are asked as one has.
const CARDS: [&str; 5] = ["card", "credit", "debit", "karte", "tarjeta"];

/// The fewest and the most digits of a payment card (ISO/IEC 7812-1: up to 19; those in use have 13 or more).
const CARD_DIGITS: std::ops::RangeInclusive<i64> = 13..=19;

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    for step in checked.draft.steps().filter(|step| step.verb.waits()) {
        for (name, of) in step.verb.writes() {
            let secret = checked.draft.facts.get(name).is_some_and(|fact| fact.value.secret);
            let span = step.places_under("into", name.as_str()).first().copied().unwrap_or(step.span);
            if secret {
                problems.add(|| {
                    Problem::error(RULE.name, step.file, span, format!("`{name}` is a secret, and would be kept"))
                        .hint("compare it instead: { verify: PROMPT, as: …, equals: …, next: …, fails: … }")
                });
            } else if matches!(of, Type::Digits | Type::Text | Type::Number) {
                named(step, name, span, problems);
            }
        }
    }
}

fn named(step: &Step<'_>, name: &Name, span: Span, problems: &mut Problems) {
    let uses = step.uses();
    let says = uses.iter().filter_map(|used| if let Use::Says(says) = used { Some(says.prompts()) } else { None });
    let names: Vec<&Name> = std::iter::once(name).chain(says.flatten()).collect();
    let names_one = |words: &[&str]| {
        names
            .iter()
            .find(|name| name.as_str().split(['_', '-']).any(|word| words.contains(&word.to_lowercase().as_str())))
    };
    let card = step.tree.get("as").and_then(|(_, of)| of.get("digits")).is_some_and(|(_, digits)| is_card(digits));
    if let Some(secret) = names_one(&SECRETS) {
        problems.add(|| {
            let says = match *secret == name {
                true => format!("`{name}` sounds like a secret, and would be kept"),
                false => format!("`{secret}` asks for a secret, it seems, and `{name}` would be kept"),
            };
            Problem::warning(RULE.name, step.file, span, says)
                .hint("`verify` compares it with what is known, and keeps nothing of it")
        });
    } else if card && names_one(&CARDS).is_some() {
        problems.add(|| {
            let says = format!("`{name}` looks like the number of a payment card, and would be kept");
            Problem::warning(RULE.name, step.file, span, says).hint(
                "whoever reads the journal could pay with it; take cards by a payment service, or connect to a person",
            )
        });
    }
}

/// Whether as many digits are asked as a payment card has.
fn is_card(digits: &Tree) -> bool {
    let one = |tree: &Tree| if let Node::Int(number) = tree.node { CARD_DIGITS.contains(&number) } else { false };
    one(digits) || digits.list().is_some_and(|both| !both.is_empty() && both.iter().all(one))
}
