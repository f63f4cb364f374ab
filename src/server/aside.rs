//! Events beside a call: what a caller in a queue hears, and what is said to whoever picks up a phone.
//!
//! Such an event does not turn the call. It is journalled like all others, and answered with a document of its own; the
//! same event delivered again gets the same document. Where the call is no longer where its address was handed out,
//! the answer is harmless: the caller leaves the queue, the phone that was picked up is hung up.

use super::{repeat::Repeat, voice::Voice};
use crate::{
    call::{Digest, EventKind, Order, Place, Spoken},
    dialect::{Dialect, Door, Purpose},
    engine::Flow,
    prompt::{Catalogues, leading},
    store::Saved,
};

/// How long a person is told about a caller, in seconds as estimated from the text: no caller who waits to be connected
/// is kept longer. A voice at 160 words a minute needs 1.2 to 1.45 times less (espeak-ng 1.51), so it stays under 8 s.
const NOTE_MAX_S: u32 = 9;

/// What makes two deliveries of an event beside the call one and the same.
fn digest(turn: Option<u32>, event: &EventKind) -> Digest {
    Digest::of(&(turn, event))
}

/// Judges an event beside the call: its address must be of the rung that the call is on.
pub(super) fn judge(saved: &Saved, turn: Option<u32>, event: &EventKind, full: bool) -> Repeat {
    let Place::Rung { since, .. } = &saved.call.place else { return Repeat::Late };
    match turn {
        Some(turn) if (*since..=saved.call.turn).contains(&turn) => {}
        Some(_) | None => return Repeat::Late,
    }
    if saved.aside_event == digest(turn, event) {
        return Repeat::Again;
    }
    if full { Repeat::Late } else { Repeat::Status }
}

/// Notes which event beside the call comes now, to know it again.
pub(super) fn noted(mut saved: Saved, turn: Option<u32>, event: &EventKind) -> Saved {
    if event.is_aside() {
        saved.aside_event = digest(turn, event);
    }
    saved
}

/// Keeps what such an event is answered with for as long as the call is on a rung.
pub(super) fn keep(saved: &mut Saved, event: &EventKind, orders: Vec<Order>) {
    if event.is_aside() {
        saved.aside = orders;
    } else if !matches!(saved.call.place, Place::Rung { .. }) {
        (saved.aside_event, saved.aside) = (Digest([0; 16]), Vec::new());
    }
}

/// What is ordered where there is nothing to say: the caller leaves the queue, the phone that was picked up is hung
/// up. Everything else needs no answer.
pub(super) const fn harmless(door: Door) -> &'static [Order<Spoken, String>] {
    match door {
        Door::Turn(Purpose::Queueing) => &[Order::Leave],
        Door::Turn(Purpose::PickedUp | Purpose::PickedUpKey) => &[Order::HangUp],
        Door::Call
        | Door::Status
        | Door::Turn(
            Purpose::Heard
            | Purpose::Silent
            | Purpose::Dialed
            | Purpose::Recorded
            | Purpose::NotRecorded
            | Purpose::RecordingReady
            | Purpose::Queued,
        ) => &[],
    }
}

/// What is ordered where we have failed ourselves; `None` where it is the last resort. The caller leaves the queue for
/// a person by the way of its end. Whoever has picked up is connected without a word: it is the caller who must not be
/// lost, and the last resort asks nobody for a key either.
pub(super) fn failing(dialect: &dyn Dialect, door: Door) -> Option<Vec<u8>> {
    match harmless(door) {
        [] => None,
        [Order::HangUp] => Some(dialect.write(&[], None)),
        leaves => Some(dialect.write(leaves, None)),
    }
}

/// The saved answer in words, each wait in its own language. What follows a key is kept short, from its beginning.
pub(super) fn spoken(saved: &Saved, event: &EventKind, of: (&Catalogues, &Flow, &str)) -> Vec<Order<Spoken, String>> {
    let (catalogues, flow, recordings) = of;
    let in_words = |order: &Order| {
        let language = match order {
            Order::Hold(gather) | Order::Screen(gather) | Order::Gather(gather) => &gather.language,
            Order::Say(_)
            | Order::Dial(_)
            | Order::Enqueue { .. }
            | Order::Leave
            | Order::Record(_)
            | Order::Pause { .. }
            | Order::Reject(_)
            | Order::HangUp => &saved.call.language,
        };
        order.spoken(&Voice { catalogues, flow, language, recordings })
    };
    let orders: Vec<_> = saved.aside.iter().map(in_words).collect();
    if matches!(event, EventKind::PickedUpKey(_)) { short(orders) } else { orders }
}

/// The orders with as much of what is said as can be told in time.
fn short(orders: Vec<Order<Spoken, String>>) -> Vec<Order<Spoken, String>> {
    let said = orders.iter().filter_map(|order| if let Order::Say(said) = order { Some(said) } else { None });
    let said: Vec<Spoken> = said.flatten().cloned().collect();
    let mut left = leading(&said, NOTE_MAX_S);
    let cut = |mut order: Order<Spoken, String>| {
        if let Order::Say(said) = &mut order {
            said.truncate(left);
            left = left.saturating_sub(said.len());
        }
        order
    };
    orders.into_iter().map(cut).collect()
}
