//! Carrying out a document until it waits for somebody.

use super::webhook::Form;
use super::{Now, Phone, keys, pace, queue};
use crate::phone::document::{Gather, Target, Verb};
use crate::phone::{EndedBy, Fault, FaultKind, Heard, Network, State};

/// Most redirects between two acts. Twilio has a limit too (error 11215), whose number its pages do not give.
pub(super) const REDIRECTS_MAX: u32 = 20;

impl<N: Network> Phone<N> {
    /// Carries out the rest of the document, and those it leads to.
    pub(super) async fn carry_on(&mut self) -> Result<Heard, Fault> {
        let (mut redirects, mut heard_here) = (0, false);
        loop {
            let Some(verb) = self.rest.pop_front() else {
                // A document that has no more verbs hangs up; that of a queue is asked for again, once it was heard.
                if self.queue.is_none() {
                    return self.ends(EndedBy::Line, "completed").await;
                }
                if heard_here {
                    return Ok(self.stops(Now::Holding));
                }
                self.asks_what_to_hear().await?;
                heard_here = true;
                continue;
            };
            if self.queue.is_some() && !queue::belongs(&verb) {
                return Err(Fault::new(FaultKind::Nesting, "a verb does not belong in what is heard in a queue"));
            }
            match verb {
                Verb::Speak { piece, times } => {
                    self.clock_ms = self.clock_ms.saturating_add(pace::of_piece(&piece, times));
                    self.said.push(piece);
                }
                Verb::Pause { seconds } => self.clock_ms += pace::of_seconds(seconds),
                Verb::Gather(gather) => {
                    if let Some(typed) = self.types_ahead(&gather).await? {
                        return Ok(self.stops(Now::Waiting { gather, typed }));
                    }
                }
                Verb::Dial(dial) => return Ok(self.stops(Now::Ringing(dial))),
                Verb::Record(record) => return Ok(self.stops(Now::Recording(record))),
                Verb::Enqueue(enqueue) => {
                    self.enqueues(enqueue).await?;
                    heard_here = true;
                }
                Verb::Leave if self.queue.is_none() => {
                    return Err(Fault::new(FaultKind::Nesting, "`Leave` does not belong outside of a queue"));
                }
                Verb::Leave => self.leaves("leave", 0).await?,
                Verb::Redirect(target) => {
                    redirects += 1;
                    self.not_round(redirects)?;
                    self.ask(&target, Vec::new(), "in-progress").await?;
                }
                Verb::HangUp => return self.ends(EndedBy::Line, "completed").await,
                Verb::Reject { busy } => {
                    let status = if busy { "busy" } else { "no-answer" };
                    return self.ends(EndedBy::Line, status).await;
                }
            }
        }
    }

    fn not_round(&self, redirects: u32) -> Result<(), Fault> {
        if redirects <= REDIRECTS_MAX {
            return Ok(());
        }
        let says = format!("the call goes round without waiting: {redirects} redirects between two acts");
        Err(Fault::new(FaultKind::GoesRound, says))
    }

    /// Stops where the document waits.
    fn stops(&mut self, now: Now) -> Heard {
        if let Now::Waiting { gather, .. } = &now {
            self.said.extend(gather.prompts.iter().map(|(piece, _)| piece.clone()));
        }
        self.passed_ms = 0;
        self.now = now;
        self.heard()
    }

    /// Ends the call and tells the line so.
    pub(super) async fn ends(&mut self, by: EndedBy, status: &str) -> Result<Heard, Fault> {
        self.posts_status(status, &[]).await?;
        self.rest.clear();
        self.queue = None;
        self.now = Now::Over(by);
        Ok(self.heard())
    }

    pub(super) fn heard(&mut self) -> Heard {
        let then = self.state().unwrap_or(State::Over { by: EndedBy::Line });
        Heard { said: std::mem::take(&mut self.said), person: std::mem::take(&mut self.person), then }
    }

    /// Gives a new wait the keys that were typed ahead. The keys it has so far, if it waits on; `None` if it is over
    /// and the next document is here.
    async fn types_ahead(&mut self, gather: &Gather) -> Result<Option<String>, Fault> {
        if !self.carry_over || !gather.keys || self.typed_ahead.is_empty() {
            return Ok(Some(String::new()));
        }
        let taken = keys::take(gather, "", &std::mem::take(&mut self.typed_ahead));
        if !taken.complete {
            return Ok(Some(taken.digits));
        }
        self.typed_ahead.clone_from(&taken.left);
        if !taken.digits.is_empty() {
            self.posts_keys(&gather.action, &taken).await?;
        }
        Ok(None)
    }

    /// Posts what was pressed at a wait.
    pub(super) async fn posts_keys(&mut self, action: &Target, taken: &keys::Taken) -> Result<(), Fault> {
        self.ask(action, keys_form(taken), "in-progress").await
    }
}

/// What was pressed, as it is told.
pub(super) fn keys_form(taken: &keys::Taken) -> Form {
    let finished_on = taken.finished_on.map(String::from).unwrap_or_default();
    vec![
        ("Digits".to_owned(), taken.digits.clone()),
        // Both recalled: no page at hand says them.
        ("FinishedOnKey".to_owned(), finished_on),
        ("msg".to_owned(), "Gather End".to_owned()),
    ]
}
