//! Calls to look at a flow with: one in which everything is known that can be, and one in which nothing is.

use crate::{
    call::{Call, CallKey, Moment, Name, Number, Party, Value},
    engine::{Here, step::Use},
    flow::Bundle,
};

/// A call on a line in which everything is known that can be, one in which nothing is, and a moment for both.
pub(super) fn calls(bundle: &Bundle, line: Number) -> (Call, Call, Moment) {
    let flow = &bundle.flow;
    let at = Moment::from_millis(AT_MS);
    let pin = (bundle.id, flow.language());
    let poor = Call::new(CallKey([0; 16]), "nowhere".into(), line, Party::Withheld, pin, at);
    let mut rich = poor.clone();
    // What a part is given may come out of another part: each round fills what the one before made known.
    for _ in 0..PARTS_DEEP {
        for (name, step) in &flow.steps {
            let mut filled: Vec<(Name, Value)> = Vec::new();
            for used in step.verb.uses() {
                match used {
                    Use::Finds(into, lookup) => {
                        let gives = flow.lookups.get(lookup).map(|lookup| many(lookup.gives().sample()));
                        filled.extend(gives.map(|gives| (step.scope.full(into.as_str()), gives)));
                    }
                    Use::Part { with, .. } => {
                        let here = Here { flow, call: &rich, scope: &step.scope, at };
                        let given = with.into_iter().filter_map(|(given, value)| {
                            Some((format!("{name}/{given}").into(), here.comes_to(value)?))
                        });
                        filled.extend(given);
                    }
                    _ => {}
                }
            }
            rich.variables.extend(filled);
        }
    }
    (rich, poor, at)
}

/// How deep parts are looked into for what they are given.
const PARTS_DEEP: usize = 4;

/// 2026-11-24 at 10:30, a Tuesday: for what a wait would say.
const AT_MS: i64 = 1_795_516_200_000;

/// A list of as many items as can be picked from.
pub(super) fn many(sample: Value) -> Value {
    match sample {
        Value::List(items) => Value::List(items.into_iter().cycle().take(8).collect()),
        other => other,
    }
}
