//! What each act does in each state of a call.

use super::webhook::Form;
use super::{ACCOUNT_SID, Phone, keys, out_of_place, pace};
use crate::phone::document::{Dial, Document, Gather, Record, Target, is_key};
use crate::phone::{Act, EndedBy, Fault, Heard, Network, PersonDoes};

/// What a caller left on a recording.
struct Left {
    seconds: u32,
    /// How long it was silent before the platform stopped recording.
    silence_s: u32,
    /// The key that ended it, or `hangup`.
    digits: String,
}

impl<N: Network> Phone<N> {
    /// An act where the line listens.
    pub(super) async fn at_wait(&mut self, gather: &Gather, typed: &str, act: &Act) -> Result<Heard, Fault> {
        let prompt_ms = pace::of_prompts(gather).saturating_sub(self.passed_ms);
        match act {
            Act::Presses { keys, at_once } => {
                pressable(keys)?;
                if !gather.keys {
                    return self.is_silent(gather, typed).await;
                }
                let begins_ms = if *at_once { pace::AT_ONCE_MS.min(prompt_ms) } else { prompt_ms + pace::FIRST_KEY_MS };
                self.later(begins_ms);
                self.presses(gather, typed, keys).await
            }
            // Keys beat words: once a key was pressed, words are no longer listened for.
            Act::Says(text) if gather.speech && typed.is_empty() => {
                self.later(prompt_ms + pace::of_speech(text) + pace::after_speech(gather.speech_timeout));
                let form = pairs([("SpeechResult", text.as_str()), ("Confidence", "0.9")]);
                self.ask(&gather.action, form, "in-progress").await?;
                self.carry_on().await
            }
            Act::Says(_) | Act::Silent => self.is_silent(gather, typed).await,
            Act::HangsUp => {
                self.later(prompt_ms + pace::FIRST_KEY_MS);
                if let Some(queue) = self.queue.clone() {
                    return self.hangs_up_in_queue(&queue).await;
                }
                self.ends(EndedBy::Caller, "completed").await
            }
            Act::Person(_) => Err(out_of_place("nobody is being rung")),
            Act::Queue(does) => self.in_the_queue(*does).await,
            Act::Records { .. } | Act::RecordsThenPresses { .. } => Err(out_of_place("nothing is being recorded")),
        }
    }

    async fn presses(&mut self, gather: &Gather, typed: &str, pressed: &str) -> Result<Heard, Fault> {
        let taken = keys::take(gather, typed, pressed);
        let between = u64::try_from(taken.used.saturating_sub(1)).unwrap_or(0);
        self.later(between * pace::NEXT_KEY_MS);
        if !taken.complete {
            self.later(pace::of_seconds(gather.timeout_s));
        }
        if self.carry_over {
            self.typed_ahead.clone_from(&taken.left);
        }
        // Nothing but the finish key is no input, and the next verb follows (recalled).
        if !taken.digits.is_empty() {
            self.posts_keys(&gather.action, &taken).await?;
        }
        self.carry_on().await
    }

    pub(super) async fn is_silent(&mut self, gather: &Gather, typed: &str) -> Result<Heard, Fault> {
        let whole_ms = pace::of_prompts(gather) + pace::of_seconds(gather.timeout_s);
        self.later(whole_ms.saturating_sub(self.passed_ms));
        if !typed.is_empty() {
            let taken = keys::take(gather, typed, "");
            self.posts_keys(&gather.action, &taken).await?;
        }
        self.carry_on().await
    }

    /// An act while somebody's phone is ringing.
    pub(super) async fn at_ringing(&mut self, dial: &Dial, act: &Act) -> Result<Heard, Fault> {
        let does = match act {
            Act::Person(does) => *does,
            Act::Silent => PersonDoes::NoAnswer,
            Act::Presses { .. } | Act::Says(_) => {
                let says = "somebody's phone is ringing, and the line hears nothing until that is over; what can \
                            happen is `answers`, `answers and declines`, `voicemail answers`, `cut off`, `busy`, \
                            `no answer`, `fails` or `hangs up`";
                return Err(out_of_place(says));
            }
            Act::HangsUp => return self.gives_up(dial).await,
            Act::Queue(_) => return Err(out_of_place("a phone is ringing, and nobody waits in a queue")),
            Act::Records { .. } | Act::RecordsThenPresses { .. } => {
                return Err(out_of_place("nothing is being recorded"));
            }
        };
        let ring_ms = pace::of_seconds(dial.timeout_s);
        let (status, took_ms, talk_s) = match does {
            PersonDoes::Answers { talk_s } => ("completed", pace::ANSWER_MS.min(ring_ms), talk_s.min(dial.talk_max_s)),
            PersonDoes::Declines => ("completed", pace::ANSWER_MS.min(ring_ms), 0),
            PersonDoes::Voicemail => ("completed", pace::ANSWER_MS.min(ring_ms), pace::MACHINE_S.min(dial.talk_max_s)),
            PersonDoes::Busy => ("busy", pace::REFUSED_MS, 0),
            PersonDoes::NoAnswer => ("no-answer", ring_ms, 0),
            PersonDoes::Fails => ("failed", pace::REFUSED_MS, 0),
        };
        self.later(took_ms);
        let leg = self.leg();
        let connected = status == "completed" && self.picked_up(dial, does, &leg).await?;
        let status = if status == "completed" && !connected { "no-answer" } else { status };
        self.later(if connected { pace::of_seconds(talk_s) } else { 0 });
        if let Some(action) = &dial.action {
            let form = dial_form(status, talk_s, &leg);
            self.ask(action, form, "in-progress").await?;
        }
        self.carry_on().await
    }

    /// The caller hangs up while it rings. The action is asked all the same, but its document is not carried out
    /// (recalled).
    async fn gives_up(&mut self, dial: &Dial) -> Result<Heard, Fault> {
        self.later(pace::FIRST_KEY_MS);
        if let Some(action) = &dial.action {
            let leg = self.leg();
            let form = dial_form("canceled", 0, &leg);
            self.asks_in_vain(action, form).await?;
        }
        self.ends(EndedBy::Caller, "completed").await
    }

    /// An act while the caller is recorded.
    pub(super) async fn at_recording(&mut self, record: &Record, act: &Act) -> Result<Heard, Fault> {
        if *act == Act::HangsUp {
            return self.hangs_up_recording(record).await;
        }
        let left = left_by(act, record)?;
        self.later(pace::of_seconds(left.seconds) + pace::of_seconds(left.silence_s));
        // Nothing recorded: the action is not asked, the next verb follows (recalled).
        if 0 < left.seconds {
            let form = self.recording_form(&left);
            self.ask(&record.action, form.clone(), "in-progress").await?;
            self.stores(record, form, "in-progress").await?;
        }
        self.carry_on().await
    }

    /// The caller hangs up into the recording: the action is asked, but its document is not carried out.
    async fn hangs_up_recording(&mut self, record: &Record) -> Result<Heard, Fault> {
        let left = Left { seconds: pace::TAP_S, silence_s: 0, digits: "hangup".to_owned() };
        self.later(pace::of_seconds(left.seconds));
        let form = self.recording_form(&left);
        self.asks_in_vain(&record.action, form.clone()).await?;
        self.stores(record, form, "completed").await?;
        self.ends(EndedBy::Caller, "completed").await
    }

    fn recording_form(&mut self, left: &Left) -> Form {
        self.legs += 1;
        let sid = format!("RE{:032x}", self.legs);
        let url = format!("https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT_SID}/Recordings/{sid}");
        let seconds = left.seconds.to_string();
        pairs([
            ("RecordingUrl", url.as_str()),
            ("RecordingSid", &sid),
            ("RecordingDuration", &seconds),
            ("Digits", &left.digits),
        ])
    }

    /// Tells that a recording is stored, if that was asked for.
    async fn stores(&mut self, record: &Record, mut form: Form, status: &str) -> Result<(), Fault> {
        let Some(target) = &record.status else { return Ok(()) };
        form.retain(|(name, _)| name != "Digits");
        form.extend(pairs([
            ("RecordingStatus", "completed"),
            ("RecordingChannels", "1"),
            ("RecordingSource", "RecordVerb"),
        ]));
        self.tells(target, form, status).await
    }

    /// Asks after the caller has hung up: the answer must be a sound document, and nobody hears it.
    pub(super) async fn asks_in_vain(&mut self, target: &Target, form: Form) -> Result<(), Fault> {
        let webhook = self.webhook(target, form, "completed");
        let url = webhook.url.clone();
        self.last = Some(webhook.clone());
        let answer = self.deliver(webhook).await?;
        Document::read(&answer).map(drop).map_err(|fault| fault.asking(&url))
    }
}

fn dial_form(status: &str, talk_s: u32, leg: &str) -> Form {
    let talk = talk_s.to_string();
    let mut form = pairs([("DialCallStatus", status), ("DialCallSid", leg)]);
    if status == "completed" {
        form.extend(pairs([("DialCallDuration", talk.as_str()), ("DialBridged", "true")]));
    }
    form
}

/// What an act leaves on a recording.
fn left_by(act: &Act, record: &Record) -> Result<Left, Fault> {
    let silent_after = |seconds: u32| Left {
        seconds: seconds.min(record.length_max_s),
        silence_s: if seconds < record.length_max_s { record.silence_s } else { 0 },
        digits: String::new(),
    };
    let ended_by = |seconds: u32, key: char| Left {
        seconds: seconds.clamp(pace::TAP_S, record.length_max_s),
        silence_s: 0,
        digits: key.to_string(),
    };
    Ok(match act {
        Act::Records { seconds } => silent_after(*seconds),
        Act::RecordsThenPresses { seconds, key } => {
            pressable(&key.to_string())?;
            let heeded = *seconds < record.length_max_s && record.finish.contains(*key);
            if heeded { ended_by(*seconds, *key) } else { silent_after(*seconds) }
        }
        Act::Says(text) => silent_after(pace::in_seconds(pace::of_speech(text))),
        Act::Presses { keys, .. } => {
            pressable(keys)?;
            let key = keys.chars().find(|key| record.finish.contains(*key));
            key.map_or(silent_after(0), |key| ended_by(pace::TAP_S, key))
        }
        Act::Silent | Act::HangsUp => silent_after(0),
        Act::Person(_) => return Err(out_of_place("nobody is being rung")),
        Act::Queue(_) => return Err(out_of_place("nobody waits in a queue")),
    })
}

pub(super) fn pairs<const SIZE: usize>(all: [(&str, &str); SIZE]) -> Form {
    all.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn pressable(keys: &str) -> Result<(), Fault> {
    if !keys.is_empty() && keys.chars().all(is_key) {
        return Ok(());
    }
    Err(out_of_place("only `0` to `9`, `*` and `#` can be pressed, at least one"))
}
