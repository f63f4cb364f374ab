//! Plays a conversation on a line of its own.

use std::sync::Arc;

use super::{
    coverage::{Coverage, went_through},
    mocks::Mocks,
};
use crate::{
    call::Moment,
    cli::{
        line,
        line::{Line, Passing},
    },
    engine::replay,
    flow::Bundle,
    phone::{
        EndedBy, Fault, Heard, Piece, State,
        conversation::{Conversation, Stimulus},
        twilio::{LineSetup, Phone},
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
    let mut line = Line::new(bundle, Moment::from_millis(conversation.at_ms)).asking(Arc::new(mocks.clone()), passing);
    let mut rings = 0_usize;
    let mut phone = phone(conversation, rings, line.clone());
    let mut all = Vec::new();
    for exchange in &conversation.exchanges {
        let heard = match &exchange.does {
            Stimulus::Rings => {
                rings += 1;
                if 1 < rings {
                    let elapsed = phone.elapsed_ms();
                    phone = self::phone(conversation, rings, line.clone());
                    phone.later(elapsed);
                }
                phone.rings().await.map(Some)
            }
            Stimulus::Acts(act) => phone.acts(act).await.map(Some),
            Stimulus::Repeats => phone.repeats().await.map(Some),
            Stimulus::Later { seconds } => {
                phone.later(seconds.saturating_mul(1000));
                Ok(None)
            }
            Stimulus::Restarts => {
                mocks.lose();
                line = line.restarted();
                *phone.network() = line.clone();
                Ok(None)
            }
            Stimulus::Lookup { .. } => {
                mocks.take(&exchange.does);
                Ok(None)
            }
            Stimulus::Switch { name, on } => {
                line.switch(&bundle.flow.name, &name.as_str().into(), *on).await;
                Ok(None)
            }
        };
        all.push(Played { hints: mocks.unanswered(), ..played(&line, &call_id(rings), heard) });
    }
    (1..=rings).for_each(|rings| count(bundle, &line, &call_id(rings), coverage));
    Run { played: all, millis: phone.elapsed_ms() }
}

fn played(line: &Line, call_id: &str, heard: Result<Option<Heard>, Fault>) -> Played {
    match heard {
        Ok(None) => Played::default(),
        Ok(Some(heard)) => {
            let over_by_caller = matches!(heard.then, State::Over { by: EndedBy::Caller });
            let lines = if over_by_caller { Vec::new() } else { line.transcript(PLATFORM, call_id) };
            let spoken = heard.said.into_iter().map(|piece| match piece {
                Piece::Text { text, .. } => text,
                Piece::Audio { url } => url,
            });
            Played { lines, spoken: spoken.collect(), ..Played::default() }
        }
        Err(fault) => Played { fault: Some(fault.to_string()), ..Played::default() },
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

fn phone(conversation: &Conversation, rings: usize, line: Line) -> Phone<Line> {
    let setup = LineSetup {
        answer_url: format!("{}/twilio/call", line::BASE),
        status_url: format!("{}/twilio/status", line::BASE),
        from: conversation.from.clone().unwrap_or_else(|| "+266696687".to_owned()),
        to: conversation.to.clone(),
        call_id: call_id(rings.max(1)),
        secret: None,
    };
    Phone::new(setup, line).ringing_at(conversation.at_ms)
}

fn call_id(rings: usize) -> String {
    format!("CA{rings:032}")
}
