//! Lookups beside the call: what a turn asks is begun at once. What is back within a moment belongs to the same turn;
//! what comes later lands in the call, durably, and is used when its wait is over.
//!
//! Invariant: nothing slow stands between a webhook and its answer, and one question is on its way once.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError},
    time::Duration,
};

use tokio::{task::JoinHandle, time::Instant};
use tracing::warn;

use super::{
    Server,
    lookup::{Backends, Question},
};
use crate::{
    call::{Answered, CallKey, Effect, Entry, Event, EventKind, LookupFault, Name, Place, Turn, Value},
    engine::advance,
    flow::Bundle,
};

/// How long a turn waits for what it has asked. Longer would be heard as silence on the phone.
const IN_TIME: Duration = Duration::from_millis(300);

/// The most questions that one turn waits for, one after another.
const IN_TURN_MAX: usize = 4;

/// The largest answer that is kept, in bytes as saved: records stay small. Longer lists are cut.
const ANSWER_MAX: usize = 1_000;

/// How often an answer is tried to be landed in a call that others commit too.
const RACES_MAX: usize = 5;

/// A question that is on its way.
pub(super) struct Asked {
    lookup: Name,
    turn: u32,
    answer: JoinHandle<Answered>,
}

/// A question of a call, while it is on its way.
pub(super) type OnTheWay = std::sync::Mutex<std::collections::BTreeSet<(CallKey, Name, u32)>>;

impl Server {
    /// Begins what a turn asks, waits for a moment where the call waits for it, and goes on with what came. Adds what
    /// happened to `journal`; gives the turn as it then is, and the questions that are still on their way.
    pub(super) async fn ask(
        &self,
        bundle: &Arc<Bundle>,
        mut turn: Turn,
        journal: &mut Vec<Entry>,
    ) -> (Turn, Vec<Asked>) {
        let until = Instant::now() + IN_TIME;
        let mut late = Vec::new();
        for _ in 0..IN_TURN_MAX {
            let (questions, kept) = questions(std::mem::take(&mut turn.effects));
            turn.effects = kept;
            let mut wanted = None;
            for (lookup, asked_in, with) in questions {
                let Some(asked) = self.begin(bundle, turn.call.key, (lookup, asked_in), with) else { continue };
                if waits_for(bundle, &turn, &asked.lookup) {
                    wanted = Some(asked);
                } else {
                    late.push(asked);
                }
            }
            let Some(mut asked) = wanted else { break };
            let Ok(answer) = tokio::time::timeout_at(until, &mut asked.answer).await else {
                late.push(asked);
                break;
            };
            self.arrived(turn.call.key, &asked);
            let answer = answer.unwrap_or(Answered::Failed(LookupFault::Down));
            let kind = EventKind::Found { lookup: asked.lookup, turn: asked.turn, answer, in_time: true };
            let event = Event { at: turn.call.last, kind };
            let next = advance(&bundle.flow, &turn.call, &event);
            journal.push(Entry { event, result: next.digest() });
            let effects = std::mem::take(&mut turn.effects);
            turn = Turn { effects: effects.into_iter().chain(next.effects.clone()).collect(), ..next };
        }
        (turn, late)
    }

    /// Begins a question, unless it is on its way already.
    fn begin(
        &self,
        bundle: &Arc<Bundle>,
        key: CallKey,
        (lookup, turn): (Name, u32),
        with: BTreeMap<Name, Value>,
    ) -> Option<Asked> {
        let mut on_the_way = self.on_the_way.lock().unwrap_or_else(PoisonError::into_inner);
        if !on_the_way.insert((key, lookup.clone(), turn)) {
            return None;
        }
        let (backends, bundle, name) = (Arc::clone(&self.backends), Arc::clone(bundle), lookup.clone());
        let metrics = Arc::clone(&self.metrics);
        let answer = tokio::spawn(async move {
            let answer = put(&*backends, &bundle, &name, &with).await;
            metrics.looked_up(&answer);
            answer
        });
        Some(Asked { lookup, turn, answer })
    }

    /// How many questions are on their way.
    #[must_use]
    pub fn asking(&self) -> usize {
        self.on_the_way.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn arrived(&self, key: CallKey, asked: &Asked) {
        let mut on_the_way = self.on_the_way.lock().unwrap_or_else(PoisonError::into_inner);
        on_the_way.remove(&(key, asked.lookup.clone(), asked.turn));
    }

    /// Lands what comes later, each in a task of its own.
    pub(super) fn land_later(self: &Arc<Self>, key: CallKey, late: Vec<Asked>) {
        for mut asked in late {
            let server = Arc::clone(self);
            tokio::spawn(async move {
                let answer = (&mut asked.answer).await.unwrap_or(Answered::Failed(LookupFault::Down));
                server.land(key, &asked, answer).await;
                server.arrived(key, &asked);
            });
        }
    }

    /// Keeps an answer in its call. What cannot be kept is asked again while the call still waits for it.
    async fn land(&self, key: CallKey, asked: &Asked, answer: Answered) {
        let (lookup, turn) = (asked.lookup.clone(), asked.turn);
        let kind = EventKind::Found { lookup, turn, answer, in_time: false };
        let slot = self.calls.slot(key);
        let mut kept = slot.lock().await;
        for _ in 0..RACES_MAX {
            let saved = match kept.take() {
                Some(saved) => Some(saved),
                None => self.load(key).await.ok().flatten(),
            };
            let Some(saved) = saved.filter(|saved| !saved.call.ended()) else { return };
            let event = Event { at: self.clock.now(), kind: kind.clone() };
            let revision = saved.revision.saturating_add(1);
            match self.next(saved, revision, &event).await {
                Ok(next) => {
                    if let Some(saved) = next.saved {
                        *kept = Some(saved);
                        return;
                    }
                }
                Err(trouble) => {
                    warn!(call = %key, lookup = %asked.lookup, %trouble, "could not keep what a backend answered");
                    return;
                }
            }
        }
    }
}

/// Puts one question.
async fn put(backends: &dyn Backends, bundle: &Bundle, name: &Name, with: &BTreeMap<Name, Value>) -> Answered {
    let flow = &bundle.flow;
    let found = flow.lookups.get(name).and_then(|lookup| Some((lookup, flow.services.get(lookup.service())?)));
    let Some((lookup, service)) = found else { return Answered::Failed(LookupFault::NotAsked) };
    let zone = flow.hours.values().next().map(crate::engine::Hours::zone);
    fitting(backends.ask(Question { name, lookup, service, with, zone }).await)
}

/// A question that is to be put: the lookup, the turn that asks, and what it is asked with.
type Put = (Name, u32, BTreeMap<Name, Value>);

/// The questions among a turn's effects, and the others.
fn questions(effects: Vec<Effect>) -> (Vec<Put>, Vec<Effect>) {
    let (mut questions, mut kept) = (Vec::new(), Vec::new());
    for effect in effects {
        match effect {
            Effect::LookUp { lookup, turn, with } => questions.push((lookup, turn, with)),
            Effect::Keep(_) | Effect::Promise(_) | Effect::Remember(_) | Effect::Forget => kept.push(effect),
        }
    }
    (questions, kept)
}

/// Whether the call waits for just this.
fn waits_for(bundle: &Bundle, turn: &Turn, lookup: &Name) -> bool {
    let Place::Lookup { name, .. } = &turn.call.place else { return false };
    bundle.flow.steps.get(name).and_then(crate::engine::Step::lookup).is_some_and(|waited| waited == lookup)
}

/// An answer small enough to be kept: long lists are cut, and what is too large all the same is no answer.
fn fitting(answer: Answered) -> Answered {
    let size = |answer: &Answered| postcard::to_stdvec(answer).map_or(usize::MAX, |bytes| bytes.len());
    let mut answer = answer;
    while ANSWER_MAX < size(&answer) {
        let smaller = if let Answered::Found(value) = &mut answer { cut(value) } else { false };
        if !smaller {
            return Answered::Failed(LookupFault::TooLarge);
        }
    }
    answer
}

/// Cuts the longest list of a value by half; false if there is none to cut.
fn cut(value: &mut Value) -> bool {
    match longest(value) {
        Some(items) if 1 < items.len() => {
            items.truncate(items.len() / 2);
            true
        }
        Some(_) | None => false,
    }
}

fn longest(value: &mut Value) -> Option<&mut Vec<Value>> {
    match value {
        Value::List(items) => Some(items),
        Value::Record(fields) => fields.values_mut().filter_map(longest).max_by_key(|items| items.len()),
        Value::Digits(_)
        | Value::Text(_)
        | Value::Truth(_)
        | Value::Number(_)
        | Value::Money(_)
        | Value::Phone(_)
        | Value::Date(_)
        | Value::Time(_)
        | Value::Moment(_)
        | Value::Choice(_)
        | Value::Prompt(_) => None,
    }
}
