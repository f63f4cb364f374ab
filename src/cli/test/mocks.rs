//! What is answered to lookups in a conversation, and which switches are on.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;
use tokio::sync::oneshot;

use crate::{
    call::{Answered, LookupFault, Moment},
    phone::conversation::{MockDoes, Stimulus},
    server::lookup::{Asking, Backends, Question, decode::decode},
};

/// What is answered to lookups, and which switches are on. Clones share it, so that a conversation can change it while
/// the line that it rings reads it.
#[derive(Debug, Clone, Default)]
pub struct Mocks(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    lookups: BTreeMap<String, Mock>,
    unanswered: BTreeSet<String>,
    not_asked: BTreeSet<String>,
    /// The time of the conversation.
    now: Option<Moment>,
    /// Answers that come later, and when.
    to_come: Vec<(Moment, oneshot::Sender<()>)>,
    /// Answers that never come: whoever asked is gone.
    lost: Vec<oneshot::Sender<()>>,
}

/// What becomes of asking a lookup.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mock {
    /// What is answered; nothing if the conversation does not say.
    pub reply: Option<Reply>,
    /// Milliseconds until then.
    pub takes_ms: u64,
}

/// What a lookup answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// This body, with status 200.
    Body(Value),
    /// Something else than the lookup gives.
    Nonsense,
    /// This status, without a body.
    Status(u16),
    /// There is no such thing.
    Missing,
    /// It cannot be reached.
    Down,
}

impl Mocks {
    /// Takes in what a line of a conversation says, if it sets the scene.
    pub fn take(&self, does: &Stimulus) {
        let mut state = self.state();
        match does {
            Stimulus::Lookup { name, does } => {
                let mock = state.lookups.entry(name.clone()).or_default();
                match does {
                    MockDoes::Answers { value, .. } => mock.reply = Some(Reply::Body(value.clone())),
                    MockDoes::Nonsense => mock.reply = Some(Reply::Nonsense),
                    MockDoes::Status(status) => mock.reply = Some(Reply::Status(*status)),
                    MockDoes::Missing => mock.reply = Some(Reply::Missing),
                    MockDoes::Down => mock.reply = Some(Reply::Down),
                    MockDoes::Takes { ms } => mock.takes_ms = *ms,
                }
            }
            Stimulus::Switch { .. }
            | Stimulus::Rings
            | Stimulus::RingsFrom(_)
            | Stimulus::Acts(_)
            | Stimulus::ActsAfter { .. }
            | Stimulus::Known(_)
            | Stimulus::Later { .. }
            | Stimulus::Repeats
            | Stimulus::RungBack
            | Stimulus::Restarts
            | Stimulus::Place { .. }
            | Stimulus::Average { .. } => {}
        }
    }

    /// What becomes of asking a lookup now. That nothing is said of one is remembered, for [`Mocks::unanswered`].
    #[must_use]
    pub fn ask(&self, lookup: &str) -> Mock {
        let mut state = self.state();
        let mock = state.lookups.get(lookup).cloned().unwrap_or_default();
        if mock.reply.is_none() {
            state.unanswered.insert(lookup.to_owned());
        }
        mock
    }

    /// Whether it is said what a lookup answers.
    #[must_use]
    pub fn answers(&self, lookup: &str) -> bool {
        self.state().lookups.get(lookup).is_some_and(|mock| mock.reply.is_some())
    }

    /// Tells what time it is: what has come by then is let go. Gives how many answers are still to come.
    #[must_use]
    pub fn pass(&self, now: Moment) -> usize {
        let mut state = self.state();
        state.now = Some(now);
        let (come, to_come): (Vec<_>, Vec<_>) =
            std::mem::take(&mut state.to_come).into_iter().partition(|(due, _)| *due <= now);
        state.to_come = to_come;
        for (_, go) in come {
            // A question that was given up waits for nothing.
            let _given_up = go.send(());
        }
        state.to_come.retain(|(_, go)| !go.is_closed());
        state.to_come.len()
    }

    /// The process that asked is gone, and with it what it waited for.
    pub fn lose(&self) {
        let mut state = self.state();
        let lost = std::mem::take(&mut state.to_come);
        state.lost.extend(lost.into_iter().map(|(_, go)| go));
    }

    /// What lets an answer go that comes so many milliseconds from now.
    fn later(&self, ms: u64) -> oneshot::Receiver<()> {
        let (go, gone) = oneshot::channel();
        let mut state = self.state();
        let due = state.now.unwrap_or(Moment::from_millis(0)).plus_millis(ms);
        state.to_come.push((due, go));
        gone
    }

    /// The lookups of which the conversation says nothing, and those that could not be asked, as hints to its author.
    #[must_use]
    pub fn unanswered(&self) -> Vec<String> {
        let hint = |name: &String| {
            format!(
                "lookup `{name}` has no answer in this conversation; write `lookup {name} answers ...` before this line"
            )
        };
        let never = |name: &String| format!("lookup `{name}` could not be asked: a value that it reads is not known");
        let state = self.state();
        state.unanswered.iter().map(hint).chain(state.not_asked.iter().map(never)).collect()
    }

    /// A panic elsewhere leaves nothing half done here, so a poisoned lock is as good as any.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Backends for Mocks {
    fn ask<'a>(&'a self, question: Question<'a>) -> Asking<'a> {
        Box::pin(async move {
            if question.lookup.path(question.with).is_none() || question.lookup.body(question.with).is_none() {
                self.state().not_asked.insert(question.name.to_string());
                return Answered::Failed(LookupFault::NotAsked);
            }
            let Mock { reply, takes_ms } = self.ask(question.name.as_str());
            if 0 < takes_ms {
                // An error means that the conversation is over.
                let _over = self.later(takes_ms).await;
            }
            answered(reply, &question)
        })
    }
}

/// What a lookup comes to, by the same rules as over the network.
fn answered(reply: Option<Reply>, question: &Question<'_>) -> Answered {
    if question.lookup.path(question.with).is_none() || question.lookup.body(question.with).is_none() {
        return Answered::Failed(LookupFault::NotAsked);
    }
    match reply {
        Some(Reply::Body(body)) => match decode(body.to_string().as_bytes(), question.lookup.gives(), question.zone) {
            Ok(Some(found)) if question.lookup.is_missing(question.name, &found, question.with) => Answered::Missing,
            Ok(Some(found)) => Answered::Found(found),
            Ok(None) => Answered::Missing,
            Err(fault) => Answered::Failed(fault),
        },
        Some(Reply::Nonsense) => Answered::Failed(LookupFault::WrongShape),
        Some(Reply::Status(404 | 410) | Reply::Missing) => Answered::Missing,
        Some(Reply::Status(status)) => Answered::Status(status),
        Some(Reply::Down) | None => Answered::Failed(LookupFault::Down),
    }
}
