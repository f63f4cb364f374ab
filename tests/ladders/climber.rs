//! A caller on a ladder who does everything that can be done there, in every order.
//!
//! States that can no longer differ are gone through once; paths are counted all the same.

use std::collections::{BTreeMap, BTreeSet};

use clew::{
    call::{
        BundleId, Call, CallKey, Closing, DialOutcome, Effect, Event, EventKind, Moment, Name, Number, Order, Outcome,
        Party, Place, QueueOutcome, Turn, builtin,
    },
    engine::{Flow, advance},
};

use super::table::{CLOSED, Kind, Ladder, OPEN};

/// One rung of one person.
type Spot = (Name, u8);

/// How a call stands, and what has been seen of it from outside.
#[derive(Debug, Clone)]
struct State {
    call: Call,
    /// How often each rung was entered, by the orders.
    entered: BTreeMap<Spot, u8>,
    talked: bool,
    promises: u8,
    message: bool,
    ended: bool,
}

/// Everything that can make a difference to what follows.
type Key = (String, Vec<(Spot, u8)>, Vec<(Spot, u8)>, (bool, u8, bool, bool));

impl State {
    fn key(&self) -> Key {
        let place = match &self.call.place {
            Place::Rung { person, rung, .. } => format!("{person} {rung}"),
            other => format!("{other:?}"),
        };
        let all = |map: &BTreeMap<Spot, u8>| map.iter().map(|(spot, times)| (spot.clone(), *times)).collect();
        let flags = (self.talked, self.promises, self.message, self.call.promise.is_some());
        (place, all(&self.call.tries), all(&self.entered), flags)
    }

    fn tried(&self) -> Vec<(Spot, Outcome)> {
        let tried = self.call.handoff.iter().flat_map(|handoff| &handoff.tried);
        tried.map(|tried| ((tried.person.clone(), tried.rung), tried.outcome)).collect()
    }

    fn times(of: &BTreeMap<Spot, u8>, spot: &Spot) -> u8 {
        of.get(spot).copied().unwrap_or(0)
    }
}

/// One thing that can happen on a rung: the events, and what its ladder's account calls it.
struct Doing {
    name: &'static str,
    events: Vec<(u64, EventKind)>,
    outcome: Option<Outcome>,
}

fn doing(name: &'static str, outcome: impl Into<Option<Outcome>>, events: Vec<(u64, EventKind)>) -> Doing {
    Doing { name, events, outcome: outcome.into() }
}

/// A climber on the ladders of one flow.
pub struct Climber<'a> {
    flow: &'a Flow,
    ladders: BTreeMap<Name, Ladder>,
    open: bool,
    paths: BTreeMap<Key, u128>,
    on_way: BTreeSet<Key>,
    /// How calls ended in which the caller got neither a talk nor a promise nor a message.
    pub empty: BTreeSet<String>,
    /// What was seen, to be sure that it was.
    pub seen: BTreeSet<&'static str>,
}

impl<'a> Climber<'a> {
    pub fn new(flow: &'a Flow, ladders: BTreeMap<Name, Ladder>, open: bool) -> Self {
        let (paths, on_way) = (BTreeMap::new(), BTreeSet::new());
        Self { flow, ladders, open, paths, on_way, empty: BTreeSet::new(), seen: BTreeSet::new() }
    }

    /// Rings, presses a key at the menu, and goes every way from there. How many paths there are.
    pub fn climb(&mut self, from: Party, key: &str) -> u128 {
        let line = Number::parse("+15550199").unwrap();
        let pin = (BundleId([0; 32]), self.flow.language());
        let began: Moment = if self.open { OPEN } else { CLOSED };
        let call = Call::new(CallKey([0; 16]), Name::from("twilio"), line.clone(), from.clone(), pin, began);
        let entered = BTreeMap::new();
        let mut state = State { call, entered, talked: false, promises: 0, message: false, ended: false };
        let kind = EventKind::Rings { from, to: line, on: Vec::new(), attested: false, known: None };
        state.call = advance(self.flow, &state.call, &Event { at: began, kind }).call;
        assert!(matches!(state.call.place, Place::Step { .. }));
        self.happens(&mut state, 3, EventKind::Keys(key.to_owned()));
        self.paths(&state)
    }

    /// One event, and what must hold after every one.
    fn happens(&self, state: &mut State, after_s: u64, kind: EventKind) -> Turn {
        let at = state.call.last.plus_millis(after_s * 1000);
        let aside = kind.is_aside();
        let silent = kind == EventKind::Silence || matches!(&kind, EventKind::Words(words) if words == "goodbye");
        let before = state.call.place.clone();
        let turn = advance(self.flow, &state.call, &Event { at, kind });
        state.call = turn.call.clone();
        assert!(aside || !turn.orders.is_empty(), "nothing is ordered: {state:?}");
        assert!(!aside || !turn.aside.is_empty(), "nothing is answered: {state:?}");
        for effect in &turn.effects {
            match effect {
                Effect::Promise(_) => state.promises += 1,
                Effect::Keep(_) => state.message = true,
                Effect::Remember(_) | Effect::Forget | Effect::LookUp { .. } => {}
            }
        }
        assert!(state.promises <= 1, "two promises in one call: {state:?}");
        match &state.call.place {
            Place::Rung { person, rung, since, .. } => {
                if !aside && *since == state.call.turn {
                    self.entered(state, (person.clone(), *rung), &turn);
                }
            }
            Place::Closing(closing) => self.closes(state, *closing, &turn),
            Place::Ended(_) => {
                assert!(silent && matches!(before, Place::Closing(_)), "ended by {before:?}: {state:?}");
                state.ended = true;
            }
            other => panic!("on the ladder, and then at {other:?}"),
        }
        let hangs_up = turn.orders.iter().any(|order| matches!(order, Order::HangUp));
        assert_eq!(hangs_up, state.ended, "{:?}", turn.orders);
        assert_eq!(says(&turn, builtin::CLOSING_SILENCE), matches!(state.call.place, Place::Closing(_)));
        turn
    }

    fn kind(&self, (person, rung): &Spot) -> Kind {
        self.ladders[person].0[usize::from(*rung)].0
    }

    /// A rung was entered: what is ordered is what it is, and it is neither too often nor at the wrong time.
    fn entered(&self, state: &mut State, spot: Spot, turn: &Turn) {
        let (kind, when) = self.ladders[&spot.0].0[usize::from(spot.1)];
        assert!(when.holds(self.open), "{spot:?} is entered at the wrong time");
        let fits = match (kind, turn.orders.last().unwrap()) {
            (Kind::Ring | Kind::Together, Order::Dial(dial)) => dial.screened,
            (Kind::Never, Order::Dial(dial)) => !dial.screened,
            (Kind::Queue, Order::Enqueue { .. }) | (Kind::Message, Order::Record(_)) => true,
            (Kind::Promise, Order::Gather(_)) => state.call.from.number().is_none(),
            _ => false,
        };
        assert!(fits, "{kind:?}: {:?}", turn.orders);
        let times = state.entered.entry(spot).or_default();
        *times += 1;
        assert!(*times <= 2, "a rung for the third time: {state:?}");
    }

    /// "If you say nothing, I hang up" stands only behind help, or where all that needs nobody was refused twice.
    fn closes(&self, state: &State, closing: Closing, turn: &Turn) {
        match closing {
            Closing::Talked => assert!(state.talked, "{state:?}"),
            Closing::MessageKept => assert!(state.message, "{state:?}"),
            Closing::Promised | Closing::Owed => assert_eq!(state.promises, 1, "{state:?}"),
            Closing::NoMessage => assert_eq!(state.promises, 0, "no word of the promise: {state:?}"),
        }
        assert!(
            state.talked || state.message || 0 < state.promises || self.all_refused(state),
            "a closing although something was not offered: {state:?}"
        );
        let offers = says(turn, builtin::CLOSING_PERSON) || says(turn, builtin::CLOSING_RETRY);
        assert_eq!(offers, self.may_ring(state), "{state:?}");
    }

    /// Whether everything that needs nobody was offered twice on the ladder that the caller is on.
    fn all_refused(&self, state: &State) -> bool {
        let person = &state.call.handoff.as_ref().unwrap().person;
        let rungs = (0_u8..).zip(&self.ladders[person].0);
        rungs
            .into_iter()
            .filter(|(_, (kind, when))| kind.needs_nobody() && when.holds(self.open))
            .all(|(rung, _)| State::times(&state.entered, &(person.clone(), rung)) == 2)
    }

    /// Whether somebody may still be rung, for the caller where they are.
    fn may_ring(&self, state: &State) -> bool {
        let person = &state.call.handoff.as_ref().unwrap().person;
        [person.clone(), "operator".into()].iter().any(|person| {
            let rungs = (0_u8..).zip(&self.ladders[person].0);
            rungs.into_iter().any(|(rung, (kind, when))| {
                let times = State::times(&state.entered, &(person.clone(), rung));
                !kind.needs_nobody() && when.holds(self.open) && times < 2
            })
        })
    }

    /// All paths from a state to the end of the call.
    fn paths(&mut self, state: &State) -> u128 {
        if state.ended {
            if !(state.talked || state.message || 0 < state.promises) {
                self.empty.insert(format!("{:?}", state.tried().iter().map(|(_, o)| o.name()).collect::<Vec<_>>()));
            }
            return 1;
        }
        let key = state.key();
        if let Some(known) = self.paths.get(&key) {
            return *known;
        }
        assert!(self.on_way.insert(key.clone()), "round and round: {state:?}");
        let sum = match state.call.place.clone() {
            Place::Rung { person, rung, .. } => self.on_rung(state, &(person, rung)),
            Place::Closing(_) => self.at_closing(state, &key),
            other => panic!("{other:?}"),
        };
        self.on_way.remove(&key);
        self.paths.insert(key, sum);
        sum
    }

    fn on_rung(&mut self, state: &State, spot: &Spot) -> u128 {
        let kind = self.kind(spot);
        let mut sum: u128 = 0;
        for doing in doings(kind, self.behind(spot)) {
            self.seen.insert(doing.name);
            let mut next = state.clone();
            let mut answered = Vec::new();
            let asks = doing.name.contains("0");
            let may_ring = self.may_ring(state);
            next.talked |= doing.outcome == Some(Outcome::Answered);
            for (after_s, event) in doing.events {
                let turn = self.happens(&mut next, after_s, event);
                answered.push(turn.aside);
            }
            if doing.name == "wrong key" {
                assert_eq!(answered[1], [Order::HangUp], "a wrong key takes no call");
            }
            let outcome = match doing.outcome {
                None if doing.name == "gives 0" && may_ring => Some(Outcome::Left),
                None if State::times(&state.entered, spot) == 2 => Some(Outcome::NothingLeft),
                outcome => outcome,
            };
            let (before, after) = (state.tried(), next.tried());
            assert!(after.starts_with(&before), "{before:?} {after:?}");
            let mut more = after[before.len()..].to_vec();
            if let Some(outcome) = outcome {
                assert_eq!(more.first(), Some(&(spot.clone(), outcome)), "{}: {after:?}", doing.name);
                more.remove(0);
            }
            assert!(more.iter().all(|(_, outcome)| *outcome == Outcome::Promised), "{}: {after:?}", doing.name);
            if asks && kind != Kind::Queue && may_ring {
                self.rings(&next, doing.name);
            }
            sum = sum.saturating_add(self.paths(&next));
        }
        if kind == Kind::Queue {
            self.stays(state);
        }
        sum
    }

    /// Which keys lead out of a queue: 1 where a promise is behind it, 2 where a message is.
    fn behind(&self, (person, rung): &Spot) -> [bool; 2] {
        let behind = &self.ladders[person].0[usize::from(*rung) + 1..];
        [Kind::Promise, Kind::Message].map(|wanted| behind.iter().any(|(kind, _)| *kind == wanted))
    }

    /// Who asked for a person where one can be rung is at somebody who is rung.
    fn rings(&self, state: &State, after: &str) {
        let Place::Rung { person, rung, .. } = &state.call.place else {
            panic!("after {after}: {:?}", state.call.place)
        };
        assert!(!self.kind(&(person.clone(), *rung)).needs_nobody(), "after {after}: {person} {rung}, {state:?}");
    }

    /// Whatever else is done in a queue keeps the place in it.
    fn stays(&self, state: &State) {
        for kind in [EventKind::Silence, EventKind::Keys("9".to_owned()), EventKind::Words("hello".to_owned())] {
            let mut next = state.clone();
            let turn = self.happens(&mut next, 3, kind);
            assert!(matches!(turn.orders.last(), Some(Order::Hold(_))), "{:?}", turn.orders);
            assert_eq!(next.key(), state.key());
        }
    }

    fn at_closing(&mut self, state: &State, key: &Key) -> u128 {
        let mut sum: u128 = 0;
        let keys = ["0", "1", "9"].map(|keys| EventKind::Keys(keys.to_owned()));
        let words = ["goodbye", "operator"].map(|words| EventKind::Words(words.to_owned()));
        for event in keys.into_iter().chain(words).chain([EventKind::Silence]) {
            let mut next = state.clone();
            let asks = matches!(&event, EventKind::Keys(keys) if keys == "0")
                || matches!(&event, EventKind::Words(words) if words == "operator");
            let shown = format!("{event:?} at {:?}", state.call.place);
            self.happens(&mut next, 3, event);
            if asks && self.may_ring(state) {
                self.rings(&next, &shown);
            }
            // Where nobody is left, the caller hears so, as often as they ask.
            if next.key() != *key {
                sum = sum.saturating_add(self.paths(&next));
            } else {
                assert!(!self.may_ring(state), "{shown}: {state:?}");
                let helped = state.message || 0 < state.promises;
                assert!(helped || self.all_refused(state), "{shown}: there was something left to give: {state:?}");
            }
        }
        sum
    }
}

/// Everything that can happen on a rung.
fn doings(kind: Kind, [callback, message]: [bool; 2]) -> Vec<Doing> {
    use EventKind::{Dialed, Keys, NotRecorded, PickedUp, PickedUpKey, Queued, Silence};
    let talk = |talk_s| Dialed(DialOutcome::Answered { talk_s });
    let left = |key: &str| vec![(5, Keys(key.to_owned())), (1, Queued(QueueOutcome::Left))];
    let mut all = match kind {
        Kind::Ring | Kind::Together | Kind::Never => vec![
            doing("voicemail", Outcome::Voicemail, vec![(9, Dialed(DialOutcome::Voicemail))]),
            doing("busy", Outcome::Busy, vec![(2, Dialed(DialOutcome::Busy))]),
            doing("no answer", Outcome::NoAnswer, vec![(25, Dialed(DialOutcome::NoAnswer))]),
            doing("failed", Outcome::Failed, vec![(1, Dialed(DialOutcome::Failed))]),
        ],
        Kind::Queue => vec![
            doing("queue answers", Outcome::Answered, vec![(90, Queued(QueueOutcome::Connected))]),
            doing("queue left by itself", Outcome::Left, vec![(9, Queued(QueueOutcome::Left))]),
            doing("queue left by 0", Outcome::Left, left("0")),
            doing("queue full", Outcome::Busy, vec![(1, Queued(QueueOutcome::Full))]),
            doing("queue failed", Outcome::Failed, vec![(1, Queued(QueueOutcome::Failed))]),
        ],
        Kind::Promise => vec![
            doing("gives a number", Outcome::Promised, vec![(9, Keys("2025550142".to_owned()))]),
            doing("gives nothing, silent", None, vec![(9, Silence)]),
            doing("gives nothing that rings", None, vec![(9, Keys("12".to_owned()))]),
            doing("gives 0", None, vec![(9, Keys("0".to_owned()))]),
        ],
        Kind::Message => vec![
            doing("leaves a message", Outcome::MessageLeft, vec![(30, recorded(None))]),
            doing("leaves a message and 0", Outcome::MessageLeft, vec![(30, recorded(Some('0')))]),
            doing("gives nothing, says nothing", None, vec![(5, NotRecorded)]),
        ],
    };
    match kind {
        Kind::Ring | Kind::Together => all.extend([
            doing("taken", Outcome::Answered, vec![(9, PickedUp), (9, PickedUpKey('1')), (60, talk(60))]),
            doing("no key", Outcome::Declined, vec![(9, PickedUp), (25, talk(9))]),
            doing("wrong key", Outcome::Declined, vec![(9, PickedUp), (10, PickedUpKey('5')), (11, talk(1))]),
            doing("cut off", Outcome::Dropped, vec![(9, PickedUp), (9, PickedUpKey('1')), (10, talk(1))]),
            doing(
                "gone before the two were connected",
                Outcome::Dropped,
                vec![(9, PickedUp), (9, PickedUpKey('1')), (10, Dialed(DialOutcome::NoAnswer))],
            ),
        ]),
        Kind::Never => all.extend([
            doing("machine answers", Outcome::Answered, vec![(60, talk(50))]),
            doing("cut off", Outcome::Dropped, vec![(9, talk(1))]),
        ]),
        Kind::Queue => {
            all.extend(callback.then(|| doing("queue left by 1", Outcome::Left, left("1"))));
            all.extend(message.then(|| doing("queue left by 2", Outcome::Left, left("2"))));
        }
        Kind::Promise | Kind::Message => {}
    }
    all
}

fn recorded(key: Option<char>) -> EventKind {
    EventKind::Recorded { url: "https://example.org/1".to_owned(), seconds: 9, key }
}

/// Whether a prompt is said in a turn.
fn says(turn: &Turn, prompt: &str) -> bool {
    turn.orders.iter().any(|order| match order {
        Order::Say(said) => said.iter().any(|said| said.prompt.as_str() == prompt),
        Order::Gather(gather) => gather.before.iter().chain(&gather.prompts).any(|said| said.prompt.as_str() == prompt),
        _ => false,
    })
}
