//! The work of one turn: the call as it becomes, and what has been said and ordered so far.

use super::{Flow, goodbye::Agreed};
use crate::call::{Call, Effect, End, Event, Gather, Listen, Moment, Name, Order, Place, Said, Turn, builtin};

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
    said: Vec<Said>,
    orders: Vec<Order>,
    effects: Vec<Effect>,
}

impl<'a> Scene<'a> {
    /// Begins a turn: the call's clock and turn move on.
    pub(super) fn open(flow: &'a Flow, call: &Call, event: &Event) -> Self {
        let mut call = call.clone();
        let at = event.at.max(call.last);
        if event.kind.turns() {
            call.turn = call.turn.saturating_add(1);
            call.last = at;
        }
        Self { flow, call, at, progress: false, said: Vec::new(), orders: Vec::new(), effects: Vec::new() }
    }

    /// Ends the turn.
    pub(super) fn close(self) -> Turn {
        Turn { call: self.call, orders: self.orders, effects: self.effects }
    }

    /// Says a prompt on the way to whatever the turn ends with.
    pub(super) fn say(&mut self, prompt: &Name) {
        let said = self.flow.said(prompt, &self.call.variables);
        self.said.push(said);
    }

    /// Says something of clew's own.
    pub(super) fn say_own(&mut self, prompt: &'static str) {
        self.say(&prompt.into());
    }

    /// Says something of clew's own, unless the flow says something here.
    pub(super) fn say_if_silent(&mut self, prompt: &'static str) {
        if self.said.is_empty() {
            self.say_own(prompt);
        }
    }

    /// Says what is new to this matter, if it is.
    pub(super) fn give(&mut self, unit: &str, prompts: &[Name]) {
        if prompts.is_empty() {
            return;
        }
        self.note_heard(unit);
        prompts.iter().for_each(|prompt| self.say(prompt));
    }

    /// Notes that the caller is given `unit` to hear: progress, if this matter has not held it before.
    pub(super) fn note_heard(&mut self, unit: &str) {
        self.progress |= self.call.matter.hear(unit);
    }

    /// Asks the host to keep something.
    pub(super) fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Ends the turn with a wait: what has been said on the way is said inside it.
    pub(super) fn wait(&mut self, verb: &str, prompts: Vec<Said>, listen: Listen) {
        let before = std::mem::take(&mut self.said);
        let language = self.call.language.clone();
        self.orders.push(Order::Gather(Gather { before, verb: verb.into(), prompts, language, listen }));
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
        self.say(&agreed.farewell());
        self.order(Order::HangUp);
        self.call.place = Place::Ended(End::Goodbye);
    }

    /// Tells callers about 0, unless what they are about to hear does so itself.
    pub(super) fn hint_zero(&mut self, prompts: &[&Name]) {
        let told = |prompt: &Name| self.flow.says_zero.contains(prompt);
        let told = self.said.iter().any(|said| told(&said.prompt)) || prompts.iter().any(|prompt| told(prompt));
        if !told {
            self.say_own(builtin::ZERO_HINT);
        }
    }
}
