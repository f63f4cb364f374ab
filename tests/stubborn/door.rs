//! Callers through the real door: real documents, a strict phone, the store and its memory in between. When a call is
//! over, its journal is played again, and every turn of it held against the rules.

use clew::{
    call::{Call, End, Entry, Number, Place},
    cli::line::{self, Line},
    engine::replay,
    flow::Bundle,
    phone::{
        Act, EndedBy, PersonDoes, QueueDoes, State,
        twilio::{LineSetup, Phone, WITHHELD},
    },
};

use super::{
    caller::{Caller, Does, Habit, Leaves, Queued, Rung},
    watch::Watch,
};

/// One caller through the door, call after call.
pub async fn through_the_door(bundle: &Bundle, seed: u64) -> Watch<'_> {
    let mut caller = Caller::new(seed);
    let mut watch = Watch::new(&bundle.flow, seed, caller.known);
    let line = Line::new(bundle, caller.rings_at);
    let (mut now_ms, mut made) = (0, 0);
    loop {
        made += 1;
        let call = one_call(bundle, &line, &mut caller, (made, now_ms), &mut watch).await;
        let passed_ms = call.last.millis_since(caller.rings_at);
        match caller.again_s(made, call.place != Place::Ended(End::Goodbye)) {
            Some(seconds) => now_ms = passed_ms + seconds * 1000,
            None => return watch,
        }
    }
}

async fn one_call<'a>(
    bundle: &'a Bundle,
    line: &Line,
    caller: &mut Caller,
    (nth, now_ms): (u32, u64),
    watch: &mut Watch<'a>,
) -> Call {
    let seed = watch.seed;
    let id = format!("CA{seed:024}{nth:08}");
    let setup = LineSetup {
        answer_url: format!("{}/twilio/call", line::BASE),
        status_url: format!("{}/twilio/status", line::BASE),
        from: if caller.known { "+12025550123" } else { WITHHELD }.to_owned(),
        to: bundle.flow.lines.keys().next().map_or("+15550100", Number::e164).to_owned(),
        call_id: id.clone(),
        secret: None,
    };
    let mut phone = Phone::new(setup, line.clone()).ringing_at(caller.rings_at.millis());
    phone.later(now_ms);
    let mut heard = phone.rings().await.unwrap_or_else(|fault| panic!("seed {seed}: {fault}"));
    for _ in 0..300 {
        let saved = line.call("twilio", &id).unwrap_or_else(|| panic!("seed {seed}: the call is not in the store"));
        if let State::Over { by } = heard.then {
            assert!(saved.call.ended(), "seed {seed}: over on the phone, but {:?} in the store", saved.call.place);
            if by == EndedBy::Line {
                assert_eq!(saved.call.place, Place::Ended(End::Goodbye), "seed {seed}: the line ended the call");
            }
            let journal = line.store().journal(saved.call.key).unwrap();
            hold(bundle, &saved.call, &journal, watch);
            return saved.call;
        }
        let act = act(caller, &saved.call.place, &heard.then);
        heard = phone.acts(&act).await.unwrap_or_else(|fault| panic!("seed {seed}: after {act:?}: {fault}"));
    }
    panic!("seed {seed}: a call without end")
}

/// Holds every turn of a call against the rules.
fn hold<'a>(bundle: &'a Bundle, call: &Call, journal: &[Entry], watch: &mut Watch<'a>) {
    let replay = replay(&bundle.flow, call, journal);
    assert!(replay.same(), "seed {}: its journal comes to something else: {:?}", watch.seed, replay.differs);
    watch.rings(journal[0].event.at);
    let mut before = Place::Ringing;
    for (entry, turn) in journal.iter().zip(&replay.turns) {
        watch.turn(&before, &entry.event, turn);
        before = turn.call.place.clone();
    }
}

fn act(caller: &mut Caller, place: &Place, then: &State) -> Act {
    let does = match (place, then) {
        (_, State::Ringing { .. }) => return ringing(caller),
        (_, State::Queued { .. }) => return queued(caller),
        (_, State::Recording { .. }) => {
            return match caller.leaves() {
                Leaves::Nothing => Act::Silent,
                Leaves::HangsUp => Act::HangsUp,
                Leaves::Message => Act::Records { seconds: 12 },
                Leaves::MessageAndZero => Act::RecordsThenPresses { seconds: 12, key: '0' },
            };
        }
        (Place::Rung { .. }, _) => caller.asked_for_a_number(),
        (Place::Offer { .. }, _) => caller.at_offer(),
        (Place::Resume { .. }, _) => caller.at_resume(),
        (Place::Closing(_), _) => caller.at_closing(),
        (_, State::Waiting { keys_max, .. }) => caller.at_step(*keys_max != Some(1)),
        (_, State::Over { .. }) => Does::HangsUp,
    };
    let at_once = caller.habit == Habit::TypingAhead;
    match does {
        Does::Keys(keys) => Act::Presses { keys, at_once },
        Does::Words(words) => Act::Says(words),
        Does::Nothing => Act::Silent,
        Does::HangsUp => Act::HangsUp,
    }
}

fn ringing(caller: &mut Caller) -> Act {
    Act::Person(match caller.on_rung() {
        Rung::Taken => PersonDoes::Answers { talk_s: 60 },
        Rung::CutOff => PersonDoes::Answers { talk_s: 1 },
        Rung::Declined | Rung::WrongKey => PersonDoes::Declines,
        Rung::Voicemail => PersonDoes::Voicemail,
        Rung::Busy => PersonDoes::Busy,
        Rung::NoAnswer => PersonDoes::NoAnswer,
        Rung::Fails => PersonDoes::Fails,
        Rung::HangsUp => return Act::HangsUp,
    })
}

fn queued(caller: &mut Caller) -> Act {
    Act::Queue(match caller.in_queue() {
        Queued::Taken => QueueDoes::Taken { talk_s: 60 },
        Queued::Waits => QueueDoes::Waits { seconds: caller.rng.u32(5..200) },
        Queued::Full => QueueDoes::Full,
        Queued::Fails => QueueDoes::Fails,
        Queued::Presses(key) => return Act::Presses { keys: key.to_string(), at_once: false },
        Queued::Talks => return Act::Says("hello".to_owned()),
        Queued::HangsUp => return Act::HangsUp,
    })
}
