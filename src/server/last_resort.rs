//! The last resort: a document for each platform and line, rendered when the program starts, so that it needs nothing
//! that can fail. It says sorry and rings the operator, three times; then it speaks a number and ends the call, the one
//! exception to "a limit never hangs up".

use std::{
    collections::BTreeMap,
    sync::{PoisonError, RwLock},
};

use axum::body::Bytes;

use super::voice::Voice;
use crate::{
    call::{Number, Order, Said, Spoken, Value, builtin},
    dialect::{self, Dialect},
    engine::{Flow, shape::OPERATOR},
    flow::Bundle,
    prompt::Catalogues,
};

/// How often the operator is rung.
const ROUNDS: usize = 3;

/// The pause between two rounds, in seconds.
const PAUSE_S: u8 = 5;

/// All documents of last resort.
#[derive(Default)]
pub(super) struct LastResorts(RwLock<BTreeMap<(&'static str, Option<Number>), Bytes>>);

impl LastResorts {
    /// Renders the documents of these bundles, for every platform. The first bundle also serves unknown lines. Those of
    /// lines that none of them answers any more stay: calls on them may still be in progress.
    pub(super) fn render(&self, bundles: &[std::sync::Arc<Bundle>], recordings: &str) {
        let mut documents = self.0.read().unwrap_or_else(PoisonError::into_inner).clone();
        documents.retain(|(_, line), _| line.is_some());
        for dialect in dialect::ALL {
            for bundle in bundles {
                let document = Bytes::from(last_resort(*dialect, &bundle.flow, &bundle.catalogues, recordings));
                for line in bundle.flow.lines.keys() {
                    documents.insert((dialect.name(), Some(line.clone())), document.clone());
                }
                documents.entry((dialect.name(), None)).or_insert(document);
            }
        }
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = documents;
    }

    /// The document for a line of a platform, or the platform's first.
    pub(super) fn document(&self, platform: &'static str, line: Option<&Number>) -> Bytes {
        let documents = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let found = documents.get(&(platform, line.cloned())).or_else(|| documents.get(&(platform, None)));
        found.cloned().unwrap_or_default()
    }
}

/// The document of last resort of one flow for one platform. It calls nothing of ours back, but for recordings.
#[must_use]
pub fn last_resort(dialect: &dyn Dialect, flow: &Flow, catalogues: &Catalogues, recordings: &str) -> Vec<u8> {
    let language = &flow.language();
    let voice = Voice { catalogues, flow, language, recordings };
    let orders: Vec<Order<Spoken, String>> = orders(flow).iter().map(|order| order.spoken(&voice)).collect();
    dialect.write(&orders, None)
}

fn orders(flow: &Flow) -> Vec<Order> {
    let rungs = flow.people.get(OPERATOR).map_or(&[][..], |operator| &operator.rungs);
    let rings: Vec<Order> = rungs.iter().filter_map(|rank| rank.rung.dial()).map(Order::Dial).collect();
    let number = rungs.iter().find_map(|rank| rank.rung.rings().first().copied());
    let mut orders = vec![Order::Say(vec![Said::plain(builtin::LAST_RESORT)])];
    for round in 0..ROUNDS {
        if 0 < round {
            orders.push(Order::Pause { seconds: PAUSE_S });
        }
        orders.extend(rings.iter().cloned());
    }
    if let Some(number) = number {
        orders.push(Order::Say(vec![Said {
            prompt: builtin::LAST_RESORT_NUMBER.into(),
            values: vec![("number".into(), Value::Phone(number.clone()))],
            language: None,
        }]));
    }
    orders.push(Order::HangUp);
    orders
}
