//! Holds a caller's calls against the rules, turn after turn, and sums up each matter over all the calls about it.
//!
//! Everything is counted here anew, from what happened and where the call came to: the ledger is not believed.

use std::collections::{BTreeMap, BTreeSet};

use clew::{
    call::{
        Call, Change, Closing, Effect, End, Event, EventKind, How, Moment, Name, OfferWhy, Order, Outcome, Place,
        Promise, Turn,
    },
    engine::{Flow, guard, rung::TRIES_MAX},
};

use super::caller::DAWDLE_MAX_S;

/// For so long after a call the matter goes on with the next one.
const MATTER_MS: u64 = 60 * 60 * 1000;

/// What became of one matter, over all the calls about it.
#[derive(Debug, Default, Clone)]
pub struct Case {
    pub calls: u32,
    /// Turns at the machine, with those at offers.
    pub turns: u64,
    /// Those that led from a question to the next, or to an offer.
    pub questions: u32,
    /// Time at questions and offers, as far as the caller ended it by doing something.
    pub machine_ms: u64,
    /// Time anywhere but on a ladder.
    pub alone_ms: u64,
    pub offered: bool,
    pub to_offer: Option<(u64, u64)>,
    pub to_person: Option<(u64, u64)>,
    /// The call in which there was a talk, a promise or a message.
    pub helped_in: Option<u32>,
}

/// What was seen of one call.
#[derive(Debug, Default)]
struct Seen {
    settled: u16,
    questions: u32,
    /// A question was answered that has not come to the next wait yet.
    pending: bool,
    entered: BTreeMap<(Name, u8), u8>,
    talked: bool,
    promises: u8,
    messages: BTreeSet<String>,
}

/// What is remembered of how the last call was left.
#[derive(Debug, Clone, Copy)]
struct LeftOff {
    at: Moment,
    how: How,
}

/// Holds one caller's calls against the rules.
pub struct Watch<'a> {
    pub seed: u64,
    flow: &'a Flow,
    known: bool,
    case: Case,
    /// Every matter but the last.
    closed: Vec<Case>,
    call: Seen,
    last: Moment,
    left: Option<LeftOff>,
    owed: Vec<Promise>,
    /// How each call ended.
    pub ends: Vec<&'static str>,
    /// What became of rungs.
    pub outcomes: BTreeMap<&'static str, u64>,
    /// When each call came.
    pub rang: Vec<Moment>,
}

impl<'a> Watch<'a> {
    pub fn new(flow: &'a Flow, seed: u64, known: bool) -> Self {
        let (case, closed, call) = (Case::default(), Vec::new(), Seen::default());
        let (left, owed, ends, rang) = (None, Vec::new(), Vec::new(), Vec::new());
        let (last, outcomes) = (Moment::default(), BTreeMap::new());
        Self { seed, flow, known, case, closed, call, last, left, owed, ends, outcomes, rang }
    }

    /// Every matter of this caller.
    pub fn cases(mut self) -> Vec<Case> {
        self.closed.push(self.case);
        self.closed
    }

    /// The caller rings: about the same, if the last call is less than an hour ago and left something unsettled.
    pub fn rings(&mut self, now: Moment) {
        let same = self.left.is_some_and(|left| now.millis_since(left.at) < MATTER_MS && left.how != How::Settled);
        if !same {
            self.another();
        }
        self.case.calls += 1;
        (self.call, self.last) = (Seen::default(), now);
        self.rang.push(now);
    }

    fn another(&mut self) {
        let case = std::mem::take(&mut self.case);
        self.closed.extend((0 < case.calls).then_some(case));
    }

    /// One turn of a call, seen from outside: `before` is where it was, `event` what happened, `turn` what became.
    pub fn turn(&mut self, before: &Place, event: &Event, turn: &Turn) {
        let (seed, kind, after) = (self.seed, &event.kind, &turn.call);
        self.counts(before, event, after);
        self.bounds(after);
        assert!(
            !turn.orders.is_empty() || !kind.turns(),
            "seed {seed}: nothing is ordered after {kind:?} at {before:?}"
        );
        if matches!(turn.orders.last(), Some(Order::HangUp)) && !matches!(before, Place::Ended(_)) {
            assert!(self.agreed(before, kind, after), "seed {seed}: hung up without agreement: {kind:?} at {before:?}");
        }
        let flow_again = !matches!(after.place, Place::Rung { .. } | Place::Closing(_) | Place::Ended(_));
        let no_key = !matches!(kind, EventKind::Keys(_)) && matches!(before, Place::Rung { .. } | Place::Closing(_));
        assert!(!flow_again || !no_key, "seed {seed}: back in the flow from a ladder, after {kind:?} at {before:?}");
        self.ladder(before, event, turn);
        if let (Place::Ended(end), false) = (&after.place, matches!(before, Place::Ended(_))) {
            self.ended(before, *end, after);
        }
        self.last = after.last;
    }

    /// Counts turns, questions and time.
    fn counts(&mut self, before: &Place, event: &Event, after: &Call) {
        let acts = matches!(event.kind, EventKind::Keys(_) | EventKind::Words(_) | EventKind::Silence);
        let machine = acts && matches!(before, Place::Step { .. } | Place::Offer { .. });
        let passed_ms = event.at.millis_since(self.last);
        self.case.turns += u64::from(machine);
        self.case.machine_ms += if machine { passed_ms } else { 0 };
        let ladder = matches!(before, Place::Rung { .. } | Place::Closing(_) | Place::Ended(_));
        self.case.alone_ms += if ladder { 0 } else { passed_ms };
        if after.settled != self.call.settled {
            // A settled matter is help; what comes then is another matter, with bounds of its own.
            self.call.settled = after.settled;
            self.another();
            self.case.calls = 1;
        }
        self.call.pending |= machine && matches!(before, Place::Step { .. });
        match after.place {
            Place::Lookup { .. } | Place::Whole { .. } => {}
            Place::Step { .. } | Place::Offer { .. } if self.call.pending => {
                self.call.pending = false;
                self.case.questions += 1;
                self.call.questions += 1;
            }
            _ => self.call.pending = false,
        }
        let so_far = (self.case.turns, self.case.alone_ms / 1000);
        if matches!(after.place, Place::Offer { why: OfferWhy::Frustration, .. }) {
            self.case.offered = true;
            self.case.to_offer.get_or_insert(so_far);
        }
        if after.handoff.is_some() {
            self.case.to_person.get_or_insert(so_far);
        }
    }

    /// No caller is with the machine for longer than this, over all calls about a matter.
    fn bounds(&self, after: &Call) {
        let (seed, case) = (self.seed, &self.case);
        if matches!(after.place, Place::Step { .. } | Place::Offer { .. }) {
            assert!(case.questions <= 24, "seed {seed}: {} questions, in {:?}: {case:?}", case.questions, after.place);
            // Both offers, each hurried once, and before each call "a person first", hurried once too.
            let offers = 4 + 2 * u64::from(case.calls);
            assert!(case.turns <= 24 + offers, "seed {seed}: {} turns, in {:?}", case.turns, after.place);
            let questions = self.call.questions;
            assert!(questions < guard::CEILING_CONNECT.into(), "seed {seed}: {questions} questions in one call");
        }
        if matches!(after.place, Place::Step { .. }) && !case.offered {
            assert!(case.questions <= 18, "seed {seed}: {} questions without an offer: {case:?}", case.questions);
            // Time alone: 4 minutes after the first two lift the sum to 90; seen at the next event.
            let seconds = case.machine_ms / 1000;
            assert!(seconds <= 360 + DAWDLE_MAX_S, "seed {seed}: {seconds} s without an offer: {case:?}");
        }
    }

    /// What a ladder did in a turn.
    fn ladder(&mut self, before: &Place, event: &Event, turn: &Turn) {
        let (seed, after) = (self.seed, &turn.call);
        if let Place::Rung { person, rung, since, .. } = &after.place
            && (event.kind.turns() || !matches!(before, Place::Rung { .. }))
            && *since == after.turn
        {
            let times = self.call.entered.entry((person.clone(), *rung)).or_default();
            *times += 1;
            assert!(*times <= TRIES_MAX, "seed {seed}: rung {rung} of {person} for the third time in a call");
        }
        for effect in &turn.effects {
            match effect {
                Effect::Promise(promise) => self.promised(promise),
                Effect::Keep(message) => {
                    self.call.messages.insert(message.url.clone());
                }
                Effect::Remember(Change::Left { left, .. }) => {
                    let settled = left.how != How::Settled || 0 < self.call.settled;
                    assert!(settled, "seed {seed}: remembered as settled, and it was not");
                    self.left = Some(LeftOff { at: left.at, how: left.how });
                }
                Effect::Remember(_) | Effect::Forget | Effect::LookUp { .. } => {}
            }
        }
        self.call.talked |= matches!(after.place, Place::Closing(Closing::Talked));
        if self.helped() {
            self.case.helped_in.get_or_insert(self.case.calls);
        }
    }

    fn helped(&self) -> bool {
        self.call.talked || 0 < self.call.promises || !self.call.messages.is_empty()
    }

    /// One promise a call, and one open promise a matter: one about nothing in particular is about everything.
    fn promised(&mut self, promise: &Promise) {
        let seed = self.seed;
        self.call.promises += 1;
        assert_eq!(self.call.promises, 1, "seed {seed}: a second promise in one call");
        if self.known {
            let same = |owed: &&Promise| {
                let about = owed.about.is_none() || promise.about.is_none() || owed.about == promise.about;
                about && !owed.is_missed(promise.made)
            };
            let twice = self.owed.iter().find(same);
            assert_eq!(twice, None, "seed {seed}: a second open promise: {promise:?}");
            self.owed.push(promise.clone());
        }
    }

    /// A call is over.
    fn ended(&mut self, before: &Place, end: End, after: &Call) {
        let seed = self.seed;
        for tried in after.handoff.iter().flat_map(|handoff| &handoff.tried) {
            *self.outcomes.entry(tried.outcome.name()).or_default() += 1;
            let talked = tried.outcome != Outcome::Answered || self.call.talked;
            assert!(talked, "seed {seed}: an answer, and no closing after a talk");
        }
        self.ends.push(ended(end));
        // By ourselves we part with whoever has got something, is owed something, or has refused everything twice.
        if let (Place::Closing(closing), End::Goodbye) = (before, end) {
            let fits = match closing {
                Closing::Talked => self.call.talked,
                Closing::MessageKept => !self.call.messages.is_empty(),
                Closing::Promised => 0 < self.call.promises,
                Closing::Owed => {
                    0 < self.call.promises || self.owed.iter().any(|owed| !owed.is_missed(self.rang_last()))
                }
                Closing::NoMessage => self.helped() || self.all_refused(after),
            };
            assert!(fits, "seed {seed}: parted at {closing:?} without it: {:?}", self.call);
        }
    }

    fn rang_last(&self) -> Moment {
        self.rang.last().copied().unwrap_or_default()
    }

    /// Whether everything on the ladder that needs nobody was offered twice.
    fn all_refused(&self, after: &Call) -> bool {
        let Some(person) = after.handoff.as_ref().map(|handoff| &handoff.person) else { return false };
        let rungs = (0_u8..).zip(&self.flow.people[person].rungs);
        let mut nobody = rungs.filter(|(_, rank)| rank.rung.needs_nobody() && rank.when.is_none());
        nobody.all(|(rung, _)| self.call.entered.get(&(person.clone(), rung)) == Some(&TRIES_MAX))
    }

    /// Whether the caller has just agreed to a goodbye; written down apart from the engine's own reasons.
    fn agreed(&self, before: &Place, kind: &EventKind, after: &Call) -> bool {
        let yes = matches!(kind, EventKind::Keys(keys) if keys == "1")
            || matches!(kind, EventKind::Words(words) if words.contains("yes"));
        let silent = matches!(kind, EventKind::Silence);
        match before {
            Place::Closing(_) => silent || matches!(kind, EventKind::Words(words) if words.contains("bye")),
            Place::Step { name, .. } if self.flow.steps[name].verb.name() == "settle" => yes,
            Place::Step { .. } => 0 < after.settled && !silent,
            _ => false,
        }
    }
}

const fn ended(end: End) -> &'static str {
    match end {
        End::Goodbye => "goodbye, agreed",
        End::HungUpInFlow => "caller hung up in the flow",
        End::OnLadder => "caller hung up while being connected",
        End::AtClosing => "caller hung up at the closing",
        End::Refused => "turned away",
        End::Failed => "never got through",
    }
}
