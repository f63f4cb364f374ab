//! Plays a conversation on a line of its own.

use std::sync::Arc;

use super::{
    coverage::{Coverage, went_through},
    mocks::Mocks,
};
use crate::{
    call::{Call, Counted, Moment},
    cli::{
        line,
        line::{Line, Passing},
    },
    engine::replay,
    flow::Bundle,
    phone::{
        EndedBy, Fault, Heard, InQueue, Piece, State,
        conversation::{Conversation, Ringer, Stimulus},
        twilio::{LineSetup, Phone, WITHHELD},
    },
};

/// The platform that conversations are carried by.
const PLATFORM: &str = "twilio";

/// What one stimulus led to.
#[derive(Default)]
pub(super) struct Played {
    /// The orders, a line each.
    pub lines: Vec<String>,
    /// What was spoken.
    pub spoken: Vec<String>,
    /// What the platform would not have put up with.
    pub fault: Option<String>,
    /// What its author may have forgotten.
    pub hints: Vec<String>,
}

/// What a whole conversation led to.
pub(super) struct Run {
    /// Each stimulus, in order.
    pub played: Vec<Played>,
    /// How much of the caller's time went by, in milliseconds.
    pub millis: u64,
}

/// Plays one conversation, exchange by exchange. What it goes through is counted in `coverage`.
pub(super) async fn play(bundle: &Bundle, conversation: &Conversation, coverage: &mut Coverage) -> Run {
    let mocks = Mocks::default();
    let told = mocks.clone();
    let passing: Passing = Arc::new(move |now| told.pass(now));
    let line = Line::new(bundle, Moment::from_millis(conversation.at_ms)).asking(Arc::new(mocks.clone()), passing);
    let phone = phone(conversation, &conversation.from, 0, line.clone());
    let mut playing = Playing { conversation, mocks, line, phone, rings: 0, ledger: Ledger::default() };
    let mut all = Vec::new();
    for exchange in &conversation.exchanges {
        let heard = playing.one(bundle, &exchange.does).await;
        let (line, id) = (&playing.line, call_id(playing.rings));
        let mut came = played(line, &id, heard);
        if conversation.times && !came.lines.is_empty() {
            came.lines.extend(line.call(PLATFORM, &id).map(|saved| times(&saved.call)));
        }
        if conversation.ledger {
            came.lines.extend(playing.ledger.counted(line, &id));
        }
        all.push(Played { hints: playing.mocks.unanswered(), ..came });
    }
    (1..=playing.rings).for_each(|rings| count(bundle, &playing.line, &call_id(rings), coverage));
    Run { played: all, millis: playing.phone.elapsed_ms() }
}

/// A conversation that is being played.
struct Playing<'a> {
    conversation: &'a Conversation,
    mocks: Mocks,
    line: Line,
    phone: Phone<Line>,
    /// How often somebody has rung.
    rings: usize,
    ledger: Ledger,
}

impl Playing<'_> {
    /// Lets one thing happen.
    async fn one(&mut self, bundle: &Bundle, does: &Stimulus) -> Result<Option<Heard>, Fault> {
        match does {
            Stimulus::Rings => return self.rings(&self.conversation.from).await.map(Some),
            Stimulus::RingsFrom(ringer) => return self.rings(ringer).await.map(Some),
            Stimulus::Acts(act) => return self.phone.acts(act).await.map(Some),
            Stimulus::ActsAfter { act, after_ms } => return self.phone.acts_after(act, *after_ms).await.map(Some),
            Stimulus::Known(known) => {
                let (who, at_ms) = (&self.conversation.from.from, self.phone.elapsed_ms());
                self.line.knows(&bundle.flow.name, who, known, at_ms).await;
            }
            Stimulus::Repeats => return self.phone.repeats().await.map(Some),
            Stimulus::Later { seconds } => self.phone.later(seconds.saturating_mul(1000)),
            Stimulus::Restarts => {
                self.mocks.lose();
                self.line = self.line.clone().restarted();
                *self.phone.network() = self.line.clone();
            }
            Stimulus::RungBack => self.line.rung_back(self.phone.elapsed_ms()).await,
            Stimulus::Lookup { .. } => self.mocks.take(does),
            Stimulus::Place { place, waiting } => {
                let told = self.phone.in_queue();
                let waiting = waiting.unwrap_or(told.waiting).max(*place);
                self.phone.stands(InQueue { place: *place, waiting, ..told });
            }
            Stimulus::Average { seconds } => {
                let told = self.phone.in_queue();
                self.phone.stands(InQueue { average_s: *seconds, ..told });
            }
            Stimulus::Switch { name, on } => {
                self.line.switch(&bundle.flow.name, &name.as_str().into(), *on).await;
            }
        }
        Ok(None)
    }

    /// Another call, whoever rings; what was before it goes on as it is.
    async fn rings(&mut self, ringer: &Ringer) -> Result<Heard, Fault> {
        self.rings += 1;
        let (elapsed, in_queue) = (self.phone.elapsed_ms(), self.phone.in_queue());
        self.phone = phone(self.conversation, ringer, self.rings, self.line.clone());
        self.phone.later(elapsed);
        self.phone.stands(in_queue);
        self.ledger = Ledger::default();
        self.phone.rings().await
    }
}

fn played(line: &Line, call_id: &str, heard: Result<Option<Heard>, Fault>) -> Played {
    let posted = line.posted();
    match heard {
        Ok(None) => Played::default(),
        Ok(Some(heard)) => {
            let over_by_caller = matches!(heard.then, State::Over { by: EndedBy::Caller });
            let in_full = |piece| format!("person hears \"{}\"", words(piece));
            let mut lines: Vec<String> = heard.person.into_iter().map(in_full).collect();
            if !over_by_caller {
                if posted.turned {
                    lines.extend(line.transcript(PLATFORM, call_id));
                }
                lines.extend(posted.aside);
            }
            Played { lines, spoken: heard.said.into_iter().map(words).collect(), ..Played::default() }
        }
        Err(fault) => Played { fault: Some(fault.to_string()), ..Played::default() },
    }
}

/// How far a call has come: counted turns of its matter, and its seconds.
fn times(call: &Call) -> String {
    let ms = call.last.millis_since(call.started);
    let seconds = format!("{}.{:03}", ms / 1000, ms % 1000);
    format!("turn {}, {}s", call.matter.questions, seconds.trim_end_matches('0').trim_end_matches('.'))
}

/// The ledger of a call's matter, as it was told last.
#[derive(Default)]
struct Ledger(Vec<Counted>);

impl Ledger {
    /// What has been counted since, a line each.
    fn counted(&mut self, line: &Line, call_id: &str) -> Vec<String> {
        let Some(saved) = line.call(PLATFORM, call_id) else { return Vec::new() };
        let now = saved.call.matter.signals;
        // Another matter begins anew.
        let told = if now.starts_with(&self.0) { self.0.len() } else { 0 };
        let mut sum = 0_u16;
        let mut lines = Vec::new();
        for (nth, counted) in now.iter().enumerate() {
            sum = sum.saturating_add(counted.weight);
            if told <= nth {
                let at = counted.step.as_ref().map_or_else(String::new, |step| format!(" at {step}"));
                let when = if counted.turn == 0 { " before" } else { "" };
                lines.push(format!("counted {} {}{at}{when}; the sum is {sum}", counted.signal.name(), counted.weight));
            }
        }
        self.0 = now;
        lines
    }
}

fn words(piece: Piece) -> String {
    match piece {
        Piece::Text { text, .. } => text,
        Piece::Audio { url } => url,
    }
}

/// Counts what a call went through, from its journal: so it is all there, also after a restart.
fn count(bundle: &Bundle, line: &Line, call_id: &str, coverage: &mut Coverage) {
    let Some(saved) = line.call(PLATFORM, call_id) else { return };
    // A store in memory can always be read.
    let journal = line.store().journal(saved.call.key).unwrap_or_default();
    for turn in &replay(&bundle.flow, &saved.call, &journal).turns {
        went_through(turn).for_each(|(step, exit)| coverage.saw(step, exit));
    }
}

fn phone(conversation: &Conversation, ringer: &Ringer, rings: usize, line: Line) -> Phone<Line> {
    let setup = LineSetup {
        answer_url: format!("{}/twilio/call", line::BASE),
        status_url: format!("{}/twilio/status", line::BASE),
        from: ringer.from.clone().unwrap_or_else(|| WITHHELD.to_owned()),
        to: conversation.to.clone(),
        call_id: call_id(rings.max(1)),
        secret: None,
    };
    let phone = Phone::new(setup, line).ringing_at(conversation.at_ms);
    if ringer.attested { phone.attested() } else { phone }
}

fn call_id(rings: usize) -> String {
    format!("CA{rings:032}")
}
