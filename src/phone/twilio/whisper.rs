//! What happens on the leg of a person who picks up, before the two are connected.
//!
//! Invariant: the caller hears nothing of it, and the documents of this leg are no part of the caller's. A document
//! that comes to its end connects the two; one that hangs up does not (recalled).

use super::webhook::{self, Form, Leg};
use super::{Phone, keys, out_of_place, pace, play};
use crate::phone::document::{Dial, Document, Target, Verb};
use crate::phone::{Fault, FaultKind, Network, PersonDoes};

/// What a document on that leg leads to.
enum Then {
    /// Something is asked, with that.
    Asks(Target, Form),
    /// The two are connected.
    Connected,
    /// The person's phone is hung up.
    HungUp,
}

impl<N: Network> Phone<N> {
    /// The first phone of a dial is answered. Whether the two are connected then.
    pub(super) async fn picked_up(&mut self, dial: &Dial, does: PersonDoes, leg: &str) -> Result<bool, Fault> {
        let callee = dial.to.first().ok_or_else(|| out_of_place("nobody is being rung"))?;
        let Some(mut target) = callee.asks.clone() else { return Ok(true) };
        let mut url = String::new();
        let mut with = Form::new();
        for _ in 0..=play::REDIRECTS_MAX {
            url = target.url.clone().unwrap_or(url);
            let from = dial.caller_id.as_deref().unwrap_or(&self.line.from);
            let leg = Leg { id: leg, parent: Some(&self.line.call_id), from, to: &callee.address };
            let form = webhook::common(&leg, "in-progress").into_iter().chain(with).collect();
            let document = self.asks_there(&Target { url: Some(url.clone()), ..target }, form).await?;
            match self.plays_there(document, does)? {
                Then::Asks(next, form) => (target, with) = (next, form),
                Then::Connected => return Ok(true),
                Then::HungUp => return Ok(false),
            }
        }
        Err(Fault::new(FaultKind::GoesRound, "the line asks the person who picked up again and again"))
    }

    /// Asks what to do on the person's leg.
    async fn asks_there(&mut self, target: &Target, form: Form) -> Result<Document, Fault> {
        let url = target.url.clone().unwrap_or_default();
        let webhook = self.posts(target, &form);
        let answer = self.deliver(webhook).await?;
        Document::read(&answer).map_err(|fault| fault.asking(&url))
    }

    /// Carries out a document on the person's leg.
    fn plays_there(&mut self, document: Document, does: PersonDoes) -> Result<Then, Fault> {
        for verb in document.verbs {
            match verb {
                Verb::Speak { piece, times } => {
                    self.later(pace::of_piece(&piece, times));
                    self.person.push(piece);
                }
                Verb::Pause { seconds } => self.later(pace::of_seconds(seconds)),
                Verb::Gather(gather) => {
                    self.later(pace::of_prompts(&gather));
                    self.person.extend(gather.prompts.iter().map(|(piece, _)| piece.clone()));
                    let key = if gather.keys { key(does) } else { "" };
                    let taken = keys::take(&gather, "", key);
                    self.later(if key.is_empty() { 0 } else { pace::FIRST_KEY_MS });
                    self.later(if taken.complete { 0 } else { pace::of_seconds(gather.timeout_s) });
                    if !taken.digits.is_empty() {
                        return Ok(Then::Asks(gather.action, play::keys_form(&taken)));
                    }
                }
                Verb::Redirect(target) => return Ok(Then::Asks(target, Form::new())),
                Verb::HangUp => return Ok(Then::HungUp),
                // Source: Twilio's page on Number: no `Dial` in the document of `url`; the others make no sense there.
                Verb::Dial(_) | Verb::Enqueue(_) | Verb::Leave | Verb::Record(_) | Verb::Reject { .. } => {
                    let says = "a verb does not belong in what is said to a person who picks up";
                    return Err(Fault::new(FaultKind::Nesting, says));
                }
            }
        }
        Ok(Then::Connected)
    }
}

/// The key that is pressed by who is asked for one.
const fn key(does: PersonDoes) -> &'static str {
    match does {
        PersonDoes::Answers { .. } => "1",
        PersonDoes::Declines => "2",
        PersonDoes::Voicemail | PersonDoes::Busy | PersonDoes::NoAnswer | PersonDoes::Fails => "",
    }
}
