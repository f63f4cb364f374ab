//! Callers and what is remembered of them, on the engine: what a turn remembers is applied as the store does.

use std::sync::OnceLock;

use clew::{
    call::{
        BundleId, Call, CallKey, Caller, Change, Closing, Effect, Event, EventKind, How, Left, Matter, Moment, Name,
        Number, OpenMatter, Order, Party, PastCall, Place, Reason, Said, Signal, Turn,
    },
    engine::{Flow, advance},
    flow::{Bundle, Sources},
};

/// Wednesday, 10:06 in New York: somebody is there. And 22:06.
pub const DAY: Moment = Moment::from_millis(1_795_014_400_000);
pub const NIGHT: Moment = Moment::from_millis(1_795_014_400_000 + 12 * HOUR);

pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAYS: i64 = 24 * HOUR;

pub const FLOW: &str = r#"
flow: again
title: Ringing again
languages: [en-US, es-US]
lines: ["+15550199"]
hours: { staffed: { open: "Mo-Fr 08:00-18:00", zone: America/New_York } }
people:
  operator: { try: [{ ring: "+15550191", when: staffed }, { promise: care }, { message: leave, desk: care }] }
desks: { care: { title: Care, hours: staffed, within: 5m } }
facts:
  number: { title: Parcel, keep: 30d }
  code: { title: Code, private: true, keep: 30d }
  day: { title: Day, keep: 1d }
  word: { title: Word }
matters:
  parcel: { title: your_parcel, resume: parcel }
  health: { title: your_health, resume: health, private: true }
start: main
steps:
  main:
    menu: main
    choices:
      - { key: 1, matter: parcel, to: number }
      - { key: 2, matter: health, to: code }
      - { key: 3, to: done }
      - { key: 4, to: tongue }
      - { key: 5, to: hall }
  number: { ask: number, as: { digits: 4 }, into: number, next: day }
  day: { ask: day, as: { digits: 2 }, into: day, next: word }
  word: { ask: word, as: { digits: 2 }, into: word, next: parcel }
  parcel: { menu: parcel, choices: [{ key: 1, to: main }, { key: 3, to: done }] }
  code: { ask: code, as: { digits: 4 }, into: code, next: health }
  health: { menu: health, choices: [{ key: 1, to: main }, { key: 3, to: done }] }
  hall: { menu: hall, choices: [{ key: 1, to: main }] }
  tongue: { menu: tongue, choices: [{ key: 1, language: en-US, to: main }, { key: 2, language: es-US, to: main }] }
  done: { settle: done }
prompts:
  main:
    en-US: "Parcels, press 1. Health, press 2. To end, press 3. For languages, press 4. For the hall, press 5."
    es-US: "Paquetes, pulse 1. Salud, pulse 2. Para acabar, pulse 3. Para idiomas, pulse 4. Para la sala, pulse 5."
  number: { en-US: "Your number, please.", es-US: "Su número, por favor." }
  day: { en-US: "The day, please.", es-US: "El día, por favor." }
  word: { en-US: "Two figures, please.", es-US: "Dos cifras, por favor." }
  parcel: { en-US: "It is on its way. To go back, press 1. To end, press 3.", es-US: "Para volver, pulse 1. Para acabar, pulse 3." }
  code: { en-US: "Your code, please.", es-US: "Su código, por favor." }
  health: { en-US: "All is well. To go back, press 1. To end, press 3.", es-US: "Para volver, pulse 1. Para acabar, pulse 3." }
  hall: { en-US: "To go back, press 1.", es-US: "Para volver, pulse 1." }
  tongue: { en-US: "For English, press 1. For Spanish, press 2.", es-US: "Para inglés, pulse 1. Para español, pulse 2." }
  done: { en-US: "Did that help? If yes, press 1. If not, press 2.", es-US: "¿Ha servido? Si es así, pulse 1. Si no, pulse 2." }
  your_parcel: { en-US: your parcel, es-US: su paquete }
  your_health: { en-US: your health, es-US: su salud }
  leave: { en-US: Please leave a message., es-US: Deje un mensaje. }
"#;

pub fn build(text: &str) -> Bundle {
    super::support::build(Sources::new("again.yaml", text.to_owned()))
}

pub fn flow() -> &'static Flow {
    static BUNDLE: OnceLock<Bundle> = OnceLock::new();
    &BUNDLE.get_or_init(|| build(FLOW)).flow
}

pub fn number() -> Party {
    Party::read("+12025550123")
}

pub fn key(call: u8) -> CallKey {
    CallKey([call; 16])
}

pub fn at(from: Moment, after: i64) -> Moment {
    Moment::from_millis(from.millis() + after)
}

/// A call on the engine.
pub struct Ringing<'a> {
    pub flow: &'a Flow,
    pub call: Call,
    pub changes: Vec<Change>,
    pub forgets: bool,
    pub turn: Turn,
}

impl<'a> Ringing<'a> {
    /// The first call of a known number.
    pub fn known(caller: &Caller, at: Moment) -> Ringing<'static> {
        Ringing::new(flow(), (number(), false), (key(99), at), Some(caller))
    }

    pub fn attested(caller: &Caller, at: Moment) -> Ringing<'static> {
        Ringing::new(flow(), (number(), true), (key(99), at), Some(caller))
    }

    pub fn new(
        flow: &'a Flow,
        (from, attested): (Party, bool),
        (key, at): (CallKey, Moment),
        known: Option<&Caller>,
    ) -> Self {
        let to = Number::parse("+15550199").unwrap();
        let pin = (BundleId([0; 32]), flow.language());
        let call = Call::new(key, Name::from("twilio"), to.clone(), from.clone(), pin, at);
        let known = known.map(|known| Box::new(known.clone()));
        let kind = EventKind::Rings { from, to, on: Vec::new(), attested, known };
        let turn = advance(flow, &call, &Event { at, kind });
        let mut ringing = Self { flow, call, changes: Vec::new(), forgets: false, turn };
        ringing.take();
        ringing
    }

    fn take(&mut self) {
        self.call = self.turn.call.clone();
        for effect in &self.turn.effects {
            match effect {
                Effect::Remember(change) => self.changes.push(change.clone()),
                Effect::Forget => self.forgets = true,
                Effect::Keep(_) | Effect::Promise(_) | Effect::LookUp { .. } => {}
            }
        }
    }

    pub fn happens(&mut self, after_ms: i64, kind: EventKind) -> &Place {
        let at = at(self.call.last, after_ms);
        self.turn = advance(self.flow, &self.call, &Event { at, kind });
        self.take();
        &self.call.place
    }

    pub fn presses(&mut self, keys: &str) -> &Place {
        self.happens(3 * SECOND, EventKind::Keys(keys.to_owned()))
    }

    pub fn says(&mut self, words: &str) -> &Place {
        self.happens(3 * SECOND, EventKind::Words(words.to_owned()))
    }

    pub fn silent(&mut self) -> &Place {
        self.happens(8 * SECOND, EventKind::Silence)
    }

    pub fn hangs_up(&mut self) {
        self.happens(SECOND, EventKind::Ends(clew::call::Ending::Completed));
    }

    /// What the caller's record becomes by this call.
    pub fn after(&self, caller: &Caller) -> Caller {
        let mut caller = if self.forgets { Caller::default() } else { caller.clone() };
        self.changes.iter().for_each(|change| caller.apply(change));
        caller
    }

    pub fn said(&self) -> Vec<String> {
        spoken(&self.turn.orders).iter().map(|said| said.prompt.to_string()).collect()
    }

    pub fn hears(&self, prompt: &str) -> bool {
        self.said().iter().any(|said| said == prompt)
    }

    pub fn is_at(&self, step: &str) -> bool {
        matches!(&self.call.place, Place::Step { name, .. } if name.as_str() == step)
    }

    pub fn reason(&self) -> Option<Reason> {
        self.call.handoff.as_ref().map(|handoff| handoff.reason)
    }

    pub fn closing(&self) -> Option<Closing> {
        if let Place::Closing(closing) = self.call.place { Some(closing) } else { None }
    }

    /// What was counted, in order.
    pub fn counted(&self) -> Vec<(Signal, u16)> {
        self.call.matter.signals.iter().map(|counted| (counted.signal, counted.weight)).collect()
    }
}

pub fn spoken(orders: &[Order]) -> Vec<Said> {
    let said = |order: &Order| match order {
        Order::Say(said) => said.clone(),
        Order::Gather(gather) | Order::Hold(gather) | Order::Screen(gather) => {
            gather.before.iter().chain(&gather.prompts).cloned().collect()
        }
        _ => Vec::new(),
    };
    orders.iter().flat_map(said).collect()
}

/// A caller with one earlier call.
pub fn rang(how: How, left: Moment) -> Caller {
    let past = PastCall { call: key(1), began: at(left, -MINUTE), left: Some(Left { at: left, how }) };
    Caller { recent: vec![past], last: left, ..Caller::default() }
}

/// The same with an open matter of this sum, for which so many offers were made.
pub fn open(how: How, left: Moment, (sum, offers): (u16, u8)) -> Caller {
    let mut matter = Matter::default();
    matter.offers = offers;
    if 0 < sum {
        matter.signals.push(clew::call::Counted { turn: 4, signal: Signal::Lost, weight: sum, step: None });
    }
    let flow = flow().name.clone();
    let matter = OpenMatter { flow, about: Some("parcel".into()), matter, facts: Default::default(), at: left };
    Caller { matter: Some(matter), ..rang(how, left) }
}
