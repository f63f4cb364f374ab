//! Callers on the engine, with a small memory of their own: what a turn remembers is applied as a store does.

use clew::{
    call::{
        self, Answered, BundleId, Call, CallKey, DialOutcome, Effect, End, Ending, Event, EventKind, InLine,
        LookupFault, Moment, Name, Number, Order, Party, Place, QueueOutcome, Turn, Value,
    },
    engine::{Flow, advance},
};

use super::{
    caller::{Caller, DAWDLE_MAX_S, Does, Leaves, Queued, Rung},
    watch::Watch,
};

pub fn number(text: &str) -> Number {
    Number::parse(text).unwrap()
}

pub fn new_call(flow: &Flow, (key, from): (CallKey, Party), at: Moment) -> Call {
    let line = flow.lines.keys().next().cloned().unwrap_or_else(|| number("+15550100"));
    let pin = (BundleId([0; 32]), flow.language());
    Call::new(key, Name::from("twilio"), line, from, pin, at)
}

/// One call of a caller, as it goes on.
struct Ringing<'a, 'b> {
    flow: &'a Flow,
    call: Call,
    /// What the platform was told last.
    orders: Vec<Order>,
    watch: &'b mut Watch<'a>,
    record: &'b mut call::Caller,
}

impl Ringing<'_, '_> {
    fn happens(&mut self, at: Moment, kind: EventKind) {
        let event = Event { at, kind };
        let turn = advance(self.flow, &self.call, &event);
        self.watch.turn(&self.call.place, &event, &turn);
        for effect in &turn.effects {
            match effect {
                Effect::Remember(change) => self.record.apply(change),
                Effect::Forget => *self.record = call::Caller::default(),
                Effect::Keep(_) | Effect::Promise(_) | Effect::LookUp { .. } => {}
            }
        }
        let Turn { call, orders, .. } = turn;
        self.call = call;
        if event.kind.turns() {
            self.orders = orders;
        }
    }

    fn after(&mut self, seconds: u64, kind: EventKind) {
        self.happens(self.call.last.plus_millis(seconds * 1000), kind);
    }
}

/// One caller on the engine, call after call.
pub fn on_engine<'a>(flow: &'a Flow, seed: u64) -> Watch<'a> {
    let mut caller = Caller::new(seed);
    let mut watch = Watch::new(flow, seed, caller.known);
    let mut record = call::Caller::default();
    let (mut now, mut made) = (caller.rings_at, 0_u8);
    loop {
        made += 1;
        let last = one_call(flow, &mut caller, (made, now), (&mut watch, &mut record));
        let hung_up = last.place != Place::Ended(End::Goodbye);
        match caller.again_s(u32::from(made), hung_up) {
            Some(seconds) => now = last.last.plus_millis(seconds * 1000),
            None => return watch,
        }
    }
}

fn one_call<'a>(
    flow: &'a Flow,
    caller: &mut Caller,
    (nth, now): (u8, Moment),
    (watch, record): (&mut Watch<'a>, &mut call::Caller),
) -> Call {
    let from = Party::read(if caller.known { "+12025550123" } else { "anonymous" });
    let call = new_call(flow, (CallKey([nth; 16]), from.clone()), now);
    let known = caller.known.then(|| Box::new(record.clone()));
    let (to, attested) = (call.line.clone(), caller.known && caller.attested);
    watch.rings(now);
    let mut ringing = Ringing { flow, call, orders: Vec::new(), watch, record };
    ringing.happens(now, EventKind::Rings { from, to, on: Vec::new(), attested, known });
    for _ in 0..300 {
        if ringing.call.ended() {
            return ringing.call;
        }
        for (seconds, kind) in events(caller, &ringing) {
            ringing.after(seconds, kind);
        }
    }
    panic!("seed {}: a call without end, at {:?}", ringing.watch.seed, ringing.call.place)
}

/// What happens next, each event with the seconds before it.
fn events(caller: &mut Caller, ringing: &Ringing<'_, '_>) -> Vec<(u64, EventKind)> {
    let order = ringing.orders.last();
    let digits = matches!(order, Some(Order::Gather(gather)) if gather.listen.keys_max != Some(1));
    let does = match (&ringing.call.place, order) {
        (Place::Rung { .. }, Some(Order::Record(_))) => return recorded(caller),
        (Place::Rung { .. }, Some(Order::Dial(dial))) => return dialed(caller, dial.screened),
        (Place::Rung { .. }, Some(Order::Leave)) => return vec![(1, EventKind::Queued(QueueOutcome::Left))],
        (Place::Rung { .. }, Some(Order::Enqueue { .. } | Order::Hold(_))) => return queued(caller),
        (Place::Rung { .. }, _) => caller.asked_for_a_number(),
        (Place::Step { .. }, _) => caller.at_step(digits),
        (Place::Lookup { .. }, _) if caller.rng.bool() => return found(caller, &ringing.call),
        (Place::Lookup { .. } | Place::Whole { .. }, _) => Does::Nothing,
        (Place::Offer { .. } | Place::Forget { .. }, _) => caller.at_offer(),
        (Place::Resume { .. }, _) => caller.at_resume(),
        (Place::Closing(_), _) => caller.at_closing(),
        (Place::Ringing | Place::Ended(_), _) => Does::HangsUp,
    };
    let kind = match does {
        // Where one key is taken the platform sends one key.
        Does::Keys(keys) if !digits => EventKind::Keys(keys.chars().take(1).collect()),
        Does::Keys(keys) => EventKind::Keys(keys),
        Does::Words(words) => EventKind::Words(words),
        Does::Nothing => EventKind::Silence,
        Does::HangsUp => EventKind::Ends(Ending::Completed),
    };
    vec![(caller.rng.u64(1..=DAWDLE_MAX_S), kind)]
}

/// A backend answers in time: it has the parcel, or not, or is down.
fn found(caller: &mut Caller, call: &Call) -> Vec<(u64, EventKind)> {
    let Some((lookup, asked)) = call.asked.iter().next() else { return vec![(2, EventKind::Silence)] };
    let state = ["on_the_way", "out_for_delivery", "delivered"][caller.rng.usize(..3)];
    let eta = chrono::DateTime::from_timestamp_millis(call.last.millis()).unwrap().date_naive();
    let fields = [("state".into(), Value::Choice(state.into())), ("eta".into(), Value::Date(eta))];
    let answer = match caller.rng.u8(..4) {
        0 => Answered::Missing,
        1 => Answered::Failed(LookupFault::Down),
        _ => Answered::Found(Value::Record(fields.into_iter().collect())),
    };
    vec![(1, EventKind::Found { lookup: lookup.clone(), turn: asked.turn, answer, in_time: true })]
}

fn recorded(caller: &mut Caller) -> Vec<(u64, EventKind)> {
    let url = format!("https://example.org/{}", caller.rng.u64(..));
    let ready = EventKind::RecordingReady { url: url.clone(), seconds: 12 };
    let left = |key| vec![(20, EventKind::Recorded { url: url.clone(), seconds: 12, key }), (2, ready.clone())];
    match caller.leaves() {
        Leaves::Nothing => vec![(5, EventKind::NotRecorded)],
        Leaves::HangsUp => vec![(20, EventKind::Ends(Ending::Completed))],
        Leaves::Message => left(None),
        Leaves::MessageAndZero => left(Some('0')),
    }
}

fn dialed(caller: &mut Caller, screened: bool) -> Vec<(u64, EventKind)> {
    use EventKind::{Dialed, Ends, PickedUp, PickedUpKey};
    let talk = |talk_s| Dialed(DialOutcome::Answered { talk_s });
    let picks_up = |key: Option<char>| {
        let pressed = key.map(|key| (9, PickedUpKey(key)));
        screened.then_some((9, PickedUp)).into_iter().chain(pressed.filter(|_| screened)).collect::<Vec<_>>()
    };
    let (mut before, ended) = match caller.on_rung() {
        Rung::Taken => (picks_up(Some('1')), (60, talk(60))),
        Rung::CutOff => (picks_up(Some('1')), (1, talk(1))),
        Rung::Declined => (picks_up(None), (9, talk(0))),
        Rung::WrongKey => (picks_up(Some('5')), (1, talk(0))),
        Rung::Voicemail => (Vec::new(), (9, Dialed(DialOutcome::Voicemail))),
        Rung::Busy => (Vec::new(), (2, Dialed(DialOutcome::Busy))),
        Rung::NoAnswer => (Vec::new(), (20, Dialed(DialOutcome::NoAnswer))),
        Rung::Fails => (Vec::new(), (1, Dialed(DialOutcome::Failed))),
        Rung::HangsUp => (Vec::new(), (20, Ends(Ending::Completed))),
    };
    before.push(ended);
    before
}

fn queued(caller: &mut Caller) -> Vec<(u64, EventKind)> {
    let waited_s = caller.rng.u32(..200);
    let in_line = InLine { place: Some(2), waiting: Some(3), waited_s, average_s: Some(40) };
    let then = match caller.in_queue() {
        Queued::Taken => EventKind::Queued(QueueOutcome::Connected),
        Queued::Presses(key) => EventKind::Keys(key.to_string()),
        Queued::Talks => EventKind::Words("hello".to_owned()),
        Queued::Waits => EventKind::Silence,
        Queued::Full => EventKind::Queued(QueueOutcome::Full),
        Queued::Fails => EventKind::Queued(QueueOutcome::Failed),
        Queued::HangsUp => EventKind::Ends(Ending::Completed),
    };
    vec![(1, EventKind::Queueing(in_line)), (20, then)]
}
