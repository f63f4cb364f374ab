//! The work of one turn: the call as it becomes, and what has been said and ordered so far.

use super::{Flow, Here, goodbye::Agreed, guard, memory, scope::Scope, shape::Exit, step::Wait};
use crate::{
    answer::{Heard, asks_for_person_where},
    call::{
        Call, Effect, End, Event, EventKind, Gather, Moment, Name, Order, Passed, Place, Said, Signal, SoFar, Turn,
        Value, builtin,
    },
};

/// One turn in the making.
pub(super) struct Scene<'a> {
    /// The flow.
    pub flow: &'a Flow,
    /// The call as it becomes.
    pub call: Call,
    /// When it happens.
    pub at: Moment,
    /// Whether the caller got anywhere new in this turn.
    pub progress: bool,
    /// The heaviest thing, beside a turn that leads nowhere new, that the caller met with in this turn.
    pub signal: Option<Signal>,
    /// Whether this turn counts, once it comes to a wait: it is the caller's own doing, or comes from it.
    pub counts: bool,
    /// Whether the caller said nothing.
    pub silent: bool,
    /// Whether the caller asked to hear the question again: all of it, not what it says the second time.
    pub in_full: bool,
    /// Whether the caller chose another language than was spoken before.
    pub new_language: bool,
    /// What the flow had said on the way to the wait that this turn began at.
    told_before: Vec<Said>,
    said: Vec<Said>,
    orders: Vec<Order>,
    aside: Vec<Order>,
    effects: Vec<Effect>,
    passed: Vec<Passed>,
}

/// The scope of what clew itself says.
static TOP: std::sync::LazyLock<Scope> = std::sync::LazyLock::new(Scope::default);

impl<'a> Scene<'a> {
    /// Begins a turn: the call's clock and turn move on.
    pub(super) fn open(flow: &'a Flow, call: &Call, event: &Event) -> Self {
        let mut call = call.clone();
        let at = event.at.max(call.last);
        let mut told_before = Vec::new();
        if event.kind.turns() {
            told_before = std::mem::take(&mut call.told);
            call.turn = call.turn.saturating_add(1);
            call.last = at;
        }
        let counts = !matches!(event.kind, EventKind::Rings { .. });
        let (said, orders, effects, passed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self {
            flow,
            call,
            at,
            progress: false,
            signal: None,
            counts,
            silent: false,
            in_full: false,
            new_language: false,
            told_before,
            said,
            orders,
            aside: Vec::new(),
            effects,
            passed,
        }
    }

    /// Ends the turn.
    pub(super) fn close(self) -> Turn {
        Turn { call: self.call, orders: self.orders, aside: self.aside, effects: self.effects, passed: self.passed }
    }

    /// What a step in this scope sees.
    pub(super) fn here<'b>(&'b self, scope: &'b Scope) -> Here<'b> {
        Here { flow: self.flow, call: &self.call, scope, at: self.at }
    }

    /// Says a prompt on the way to whatever the turn ends with.
    pub(super) fn say(&mut self, prompt: &Name) {
        let said = self.here(&TOP).said(prompt);
        self.said.push(said);
    }

    /// Says this on the way to whatever the turn ends with.
    pub(super) fn say_all(&mut self, said: Vec<Said>) {
        self.said.extend(said);
    }

    /// Says something of clew's own.
    pub(super) fn say_own(&mut self, prompt: &'static str) {
        self.say(&prompt.into());
    }

    /// Whether nothing has been said on the way.
    pub(super) fn is_silent(&self) -> bool {
        self.said.is_empty()
    }

    /// Whether this is said on the way.
    pub(super) fn says(&self, prompt: &'static str) -> bool {
        self.said.iter().any(|said| said.prompt.as_str() == prompt)
    }

    /// Nobody can be rung: takes back that the caller is being connected, and says so if there is `regret`.
    pub(super) fn connects_nobody(&mut self, regret: bool) {
        let connecting = [builtin::CONNECTING, builtin::SORRY_CONNECTING];
        self.said.retain(|said| !connecting.contains(&said.prompt.as_str()));
        if regret && !self.says(builtin::NOBODY_NOW) {
            self.say_own(builtin::NOBODY_NOW);
        }
    }

    /// What has been said on the way, to be said later.
    pub(super) fn take_said(&mut self) -> Vec<Said> {
        std::mem::take(&mut self.said)
    }

    /// Says this on the way at `unit`, a step or an exit: progress, if this matter has not held one of the prompts
    /// there before. What a prompt inserts does not count: ever new values would never become a long way.
    pub(super) fn give(&mut self, unit: &str, said: Vec<Said>) {
        for said in said.iter().filter(|said| said.prompt.as_str() != builtin::PAUSE) {
            self.note_heard(&format!("{unit}: {}", said.prompt));
        }
        self.call.told.extend(said.iter().cloned());
        self.said.extend(said);
    }

    /// The caller is where they were: what led there is still what "again" repeats.
    pub(super) fn keep_told(&mut self) {
        let since = std::mem::replace(&mut self.call.told, std::mem::take(&mut self.told_before));
        self.call.told.extend(since);
    }

    /// Says once more what led to the wait that the caller is at.
    pub(super) fn say_told(&mut self) {
        self.keep_told();
        self.said.extend(self.call.told.iter().cloned());
    }

    /// Notes that the caller is given `unit` to hear: progress, if this matter has not held it before.
    pub(super) fn note_heard(&mut self, unit: &str) {
        self.progress |= self.call.matter.hear(unit);
    }

    /// Notes a value under its full name; one that is not known is forgotten.
    pub(super) fn note(&mut self, name: &Name, value: Option<Value>) {
        match value {
            Some(value) => {
                self.call.doubtful.remove(name);
                self.call.variables.insert(name.clone(), value);
            }
            None => self.forget(name),
        }
    }

    /// Forgets a value, by its full name: its question is asked again, and a new answer is progress once.
    pub(super) fn forget(&mut self, name: &Name) {
        self.call.matter.doubt(name);
        self.call.variables.remove(name);
        self.call.doubtful.remove(name);
    }

    /// Forgets everything whose full name begins so.
    pub(super) fn forget_below(&mut self, prefix: &str) {
        self.call.variables.retain(|name, _| !name.as_str().starts_with(prefix));
        self.call.doubtful.retain(|name| !name.as_str().starts_with(prefix));
    }

    /// Notes that a value is in doubt, by its full name: its question is asked again.
    pub(super) fn doubt(&mut self, name: &Name) {
        self.call.matter.doubt(name);
        if self.call.variables.contains_key(name) {
            self.call.doubtful.insert(name.clone());
        }
    }

    /// Notes what the caller met with; the heaviest counts.
    pub(super) fn signal(&mut self, signal: Signal) {
        let heaviest = self.signal.into_iter().chain([signal]).max_by_key(|signal| guard::weight(*signal));
        self.signal = heaviest;
    }

    /// Whether the caller asks for a person, in any language that the flow speaks.
    pub(super) fn asks(&self, heard: Heard<'_>) -> bool {
        self.asks_where(heard, false)
    }

    /// The same at a question for which zeros alone can be an answer.
    pub(super) fn asks_where(&self, heard: Heard<'_>, zeros: bool) -> bool {
        self.flow.lexicons.values().any(|lexicon| asks_for_person_where(heard, lexicon, zeros))
    }

    /// What the turn has come to so far, where it goes on at another event.
    pub(super) fn so_far(&self) -> SoFar {
        SoFar { counts: self.counts, progress: self.progress, signal: self.signal }
    }

    /// Goes on with a turn that another event has begun.
    pub(super) fn resume(&mut self, so_far: SoFar) {
        (self.counts, self.progress, self.signal) = (so_far.counts, so_far.progress, so_far.signal);
        self.keep_told();
    }

    /// Notes a step that was entered.
    pub(super) fn visited(&mut self, step: &Name) {
        self.passed.push(Passed { step: step.clone(), exit: None });
    }

    /// Notes an exit that was taken.
    pub(super) fn trace(&mut self, step: &Name, exit: &Exit) {
        let exits = self.flow.steps.get(step).map(super::Step::exits).unwrap_or_default();
        // An exit of a part is a copy of what its step says, noted when the part was left.
        if let Some((label, _)) = exits.into_iter().find(|(_, found)| std::ptr::eq(*found, exit)) {
            self.passed.push(Passed { step: step.clone(), exit: Some(label) });
        }
    }

    /// Notes that a part was left by an exit.
    pub(super) fn left(&mut self, step: &Name, exit: &Name) {
        self.passed.push(Passed { step: step.clone(), exit: Some(exit.to_string()) });
    }

    /// Answers an event beside the call.
    pub(super) fn answer_aside(&mut self, orders: Vec<Order>) {
        self.aside = orders;
    }

    /// Asks the host to keep or do something.
    pub(super) fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Ends the turn with a wait: what has been said on the way is said inside it.
    pub(super) fn wait(&mut self, verb: &str, wait: Wait) {
        let before = self.take_said();
        let language = self.call.language.clone();
        let Wait { prompts, listen, hints } = wait;
        self.orders.push(Order::Gather(Gather { before, verb: verb.into(), prompts, language, listen, hints }));
    }

    /// Ends the turn with an order that the caller cannot interrupt.
    pub(super) fn order(&mut self, order: Order) {
        if !self.said.is_empty() {
            self.orders.push(Order::Say(std::mem::take(&mut self.said)));
        }
        self.orders.push(order);
    }

    /// Ends the call, as the caller has agreed.
    pub(super) fn goodbye(&mut self, agreed: &Agreed) {
        memory::left(self, agreed.how(), self.at);
        self.say(&agreed.farewell());
        self.order(Order::HangUp);
        self.call.place = Place::Ended(End::Goodbye);
    }

    /// Tells callers about 0, unless what they are about to hear does so itself.
    pub(super) fn hint_zero(&mut self, prompts: &[Said], hint: &'static str) {
        if !self.tells_zero(&self.said) && !self.tells_zero(prompts) {
            self.say_own(hint);
        }
    }

    /// Whether one of these texts tells callers about 0.
    pub(super) fn tells_zero(&self, said: &[Said]) -> bool {
        said.iter().any(|said| self.flow.says_zero.contains(&said.prompt))
    }
}
