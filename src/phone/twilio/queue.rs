//! A caller in a queue: what is asked again and again, and how the wait ends.
//!
//! Source: Twilio's page on Enqueue: the document of `waitUrl` is asked for anew whenever it has come to its end, and
//! the action when the wait is over, with `QueueResult`.

use super::webhook::Form;
use super::{Now, Phone, acts::pairs, out_of_place, pace, play};
use crate::phone::document::{Enqueue, Verb};
use crate::phone::{Act, EndedBy, Fault, FaultKind, Heard, InQueue, Network, QueueDoes};

/// A wait in a queue.
#[derive(Clone)]
pub(super) struct Queue {
    pub(super) enqueue: Enqueue,
    since_ms: u64,
}

impl<N: Network> Phone<N> {
    /// What the platform tells of a queue from now on.
    pub fn stands(&mut self, in_queue: InQueue) {
        self.in_queue = in_queue;
    }

    /// What the platform tells of a queue.
    #[must_use]
    pub fn in_queue(&self) -> InQueue {
        self.in_queue
    }

    /// The caller comes into a queue, and hears the first of it.
    pub(super) async fn enqueues(&mut self, enqueue: Enqueue) -> Result<(), Fault> {
        self.queue = Some(Queue { enqueue, since_ms: self.clock_ms });
        self.asks_what_to_hear().await
    }

    /// Asks what the caller hears in the queue.
    pub(super) async fn asks_what_to_hear(&mut self) -> Result<(), Fault> {
        let Some(queue) = self.queue.clone() else { return Ok(()) };
        let InQueue { place, waiting, average_s } = self.in_queue;
        let mut form = self.queue_form(&queue);
        form.extend(pairs([
            ("QueuePosition", place.to_string().as_str()),
            ("CurrentQueueSize", &waiting.to_string()),
            ("AvgQueueTime", &average_s.to_string()),
            ("MaxQueueSize", "1000"),
        ]));
        self.ask(&queue.enqueue.wait, form, "in-progress").await
    }

    /// The wait is over, and the line says what comes then.
    pub(super) async fn leaves(&mut self, result: &str, talk_s: u32) -> Result<(), Fault> {
        let Some(queue) = self.queue.clone() else { return Err(out_of_place(NOT_IN_A_QUEUE)) };
        let mut form = self.queue_form(&queue);
        form.extend(pairs([("QueueResult", result)]));
        self.later(pace::of_seconds(talk_s));
        self.ask(&queue.enqueue.action, form, "in-progress").await?;
        self.queue = None;
        Ok(())
    }

    /// The caller hangs up in the queue. The action is asked all the same, but its document is not carried out.
    pub(super) async fn hangs_up_in_queue(&mut self, queue: &Queue) -> Result<Heard, Fault> {
        let mut form = self.queue_form(queue);
        form.extend(pairs([("QueueResult", "hangup")]));
        self.asks_in_vain(&queue.enqueue.action, form).await?;
        self.ends(EndedBy::Caller, "completed").await
    }

    fn queue_form(&self, queue: &Queue) -> Form {
        let seconds = self.clock_ms.saturating_sub(queue.since_ms) / 1000;
        pairs([("QueueSid", "QU00000000000000000000000000000001"), ("QueueTime", &seconds.to_string())])
    }

    /// An act where the document of a queue listens for nothing.
    pub(super) async fn at_hold(&mut self, act: &Act) -> Result<Heard, Fault> {
        match act {
            Act::Queue(does) => self.in_the_queue(*does).await,
            Act::HangsUp => match self.queue.clone() {
                Some(queue) => self.hangs_up_in_queue(&queue).await,
                None => self.ends(EndedBy::Caller, "completed").await,
            },
            Act::Presses { .. } | Act::Says(_) | Act::Silent => self.carry_on().await,
            Act::Person(_) => Err(out_of_place("nobody is being rung")),
            Act::Records { .. } | Act::RecordsThenPresses { .. } => Err(out_of_place("nothing is being recorded")),
        }
    }

    /// What becomes of the caller in the queue.
    pub(super) async fn in_the_queue(&mut self, does: QueueDoes) -> Result<Heard, Fault> {
        if self.queue.is_none() {
            return Err(out_of_place(NOT_IN_A_QUEUE));
        }
        match does {
            QueueDoes::Waits { seconds } => return self.waits(pace::of_seconds(seconds)).await,
            QueueDoes::Taken { talk_s } => self.leaves("bridged", talk_s).await?,
            QueueDoes::Full => self.leaves("queue-full", 0).await?,
            QueueDoes::Fails => self.leaves("error", 0).await?,
        }
        self.carry_on().await
    }

    /// Lets so much time pass, round after round.
    async fn waits(&mut self, mut left_ms: u64) -> Result<Heard, Fault> {
        let mut said = Vec::new();
        let mut in_vain = 0;
        loop {
            let round_ms = self.round_ms();
            if left_ms < round_ms {
                self.later(left_ms);
                self.passed_ms += left_ms;
                return Ok(Heard { said, ..self.heard() });
            }
            let before_ms = self.clock_ms;
            let heard = match self.now.clone() {
                Now::Waiting { gather, typed } => self.is_silent(&gather, &typed).await?,
                Now::Idle | Now::Holding | Now::Ringing(_) | Now::Recording(_) | Now::Over(_) => {
                    self.carry_on().await?
                }
            };
            said.extend(heard.said.iter().cloned());
            let spent_ms = self.clock_ms - before_ms;
            left_ms = left_ms.saturating_sub(spent_ms);
            in_vain = if spent_ms == 0 { in_vain + 1 } else { 0 };
            if play::REDIRECTS_MAX < in_vain {
                return Err(Fault::new(FaultKind::GoesRound, "the queue's document takes no time, again and again"));
            }
            if left_ms == 0 || self.queue.is_none() {
                return Ok(Heard { said, ..heard });
            }
        }
    }

    /// How long the present round of the queue still takes.
    fn round_ms(&self) -> u64 {
        match &self.now {
            Now::Waiting { gather, .. } => {
                let whole = pace::of_prompts(gather) + pace::of_seconds(gather.timeout_s);
                whole.saturating_sub(self.passed_ms)
            }
            Now::Idle | Now::Holding | Now::Ringing(_) | Now::Recording(_) | Now::Over(_) => 0,
        }
    }
}

/// Why there is nothing to wait for.
const NOT_IN_A_QUEUE: &str = "nobody waits in a queue; `later` lets time pass anywhere";

/// Whether a verb may stand in a document of a queue. Source: Twilio's page on Enqueue (`waitUrl`).
pub(super) const fn belongs(verb: &Verb) -> bool {
    match verb {
        Verb::Speak { .. } | Verb::Pause { .. } | Verb::Gather(_) | Verb::Redirect(_) | Verb::HangUp | Verb::Leave => {
            true
        }
        Verb::Dial(_) | Verb::Enqueue(_) | Verb::Record(_) | Verb::Reject { .. } => false,
    }
}
