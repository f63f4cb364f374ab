//! What works at every wait: the ways to a person that no step has to write.

use std::collections::BTreeMap;

use super::{Everywhere, fold::Folded, some_of};
use crate::{
    call::Name,
    engine::{
        Flow,
        guard::{CEILING_CONNECT, CEILING_OFFER, CONNECT_AT, OFFER_AT},
        shape::{Key, OPERATOR},
    },
};

/// The most steps that are named for one operator.
const NAMED: usize = 6;

/// What works at every wait of a flow.
pub(super) fn everywhere(flow: &Flow, folded: &Folded<'_>) -> Vec<Everywhere> {
    let operator = || Some(Name::from(OPERATOR));
    let mut all = vec![Everywhere { what: "0, or words for a person".to_owned(), to: operator() }];
    let mut others: BTreeMap<&Name, Vec<String>> = BTreeMap::new();
    for (full, step) in flow.steps.iter().filter(|(_, step)| step.verb.waits() && step.operator.as_str() != OPERATOR) {
        let (name, steps) = (folded.name(full).to_string(), others.entry(&step.operator).or_default());
        if !steps.contains(&name) {
            steps.push(name);
        }
    }
    all.extend(others.into_iter().map(|(person, steps)| Everywhere {
        what: format!("the same, at {}", some_of(&steps, NAMED)),
        to: Some(person.clone()),
    }));
    let [first, second] = OFFER_AT;
    all.push(Everywhere {
        what: format!(
            "a person is offered at a frustration of {first} and of {second}, and at question {CEILING_OFFER}"
        ),
        to: operator(),
    });
    all.push(Everywhere {
        what: format!("connected at a frustration of {CONNECT_AT}, and at question {CEILING_CONNECT}"),
        to: operator(),
    });
    let keys = [("hear it again", flow.anywhere.again), ("go back", flow.anywhere.back)];
    let keys = keys.into_iter().filter_map(|(does, key)| key.map(|Key(key)| (does, key)));
    all.extend(keys.map(|(does, key)| Everywhere { what: format!("{key} to {does}"), to: None }));
    all
}
