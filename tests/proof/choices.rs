//! Everything that a caller can do at a wait, and a backend answer, as far as it can make a difference.
//!
//! One of everything that the engine cannot tell apart: one wrong key, one answer to a question whose answer nothing is
//! decided by, and several where something is. To add something that callers do: its line in [`Choices::at_step`].

use std::collections::{BTreeMap, BTreeSet};

use clew::{
    answer::Words,
    call::{Answered, Call, Event, EventKind, LookupFault, Matter, Moment, Name, Place, Type, Value},
    engine::{
        Expression, Flow, advance,
        shape::{Exit, Sayings},
        step::Use,
    },
};
use rust_decimal::Decimal;

/// What callers do beside keys, answers and silence.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    /// They ask to hear it again: at the last wait, as often as they can. In turns that is as long as anywhere else.
    pub again: bool,
    /// They ask to hear it again at every wait.
    pub again_anywhere: bool,
    /// They ask to go back.
    pub back: bool,
    /// They ask to be forgotten.
    pub forget: bool,
    /// They decline every offer of a person.
    pub declines: bool,
}

impl Caller {
    /// Does all of it, up to an offer.
    pub const ANY: Self = Self { again: true, again_anywhere: false, back: true, forget: true, declines: false };
    /// Does all of it, and declines what is offered.
    pub const DECLINES: Self = Self { declines: true, ..Self::ANY };
    /// Keys, answers and silence only.
    pub const KEYS: Self = Self { again: false, again_anywhere: false, back: false, forget: false, declines: false };
}

/// Something that answers cannot be told apart by: never a choice, and no answer of any kind.
const MUMBLED: &str = "parsnip";

/// What is tried at questions of a kind that is not known here.
const POOL: [&str; 12] = ["1", "2", "3", "4", "5", "8", "12", "4711", "471147", "20261130", "1030", "5550123"];

/// The most answers of a backend that are told apart.
const ANSWERS_MAX: usize = 64;

/// What can be done in a flow, gathered step by step as the search comes there.
pub struct Choices<'a> {
    flow: &'a Flow,
    caller: Caller,
    /// The full names of values that something is decided by.
    decides: BTreeSet<String>,
    numbers: Vec<Decimal>,
    texts: Vec<String>,
    found: BTreeMap<(Name, u8, Name), Vec<EventKind>>,
}

impl<'a> Choices<'a> {
    pub fn new(flow: &'a Flow, caller: Caller) -> Self {
        let (mut decides, mut sources) = (BTreeSet::new(), Vec::new());
        for step in flow.steps.values() {
            for expression in expressions(step) {
                sources.push(expression.source());
                for (path, _) in expression.reads() {
                    decides.insert(step.scope.full(path).to_string());
                }
            }
        }
        let numbers =
            sources.iter().flat_map(|source| source.split(|sign: char| !sign.is_ascii_digit() && sign != '.'));
        let numbers = numbers.filter_map(|number| number.parse::<Decimal>().ok());
        let numbers = numbers.flat_map(|number| [number, number - Decimal::ONE, number + Decimal::ONE]);
        let quoted = sources.iter().flat_map(|source| source.split('\'').skip(1).step_by(2));
        let cases =
            flow.steps.values().flat_map(|step| step.verb.uses().into_iter().flat_map(cases).collect::<Vec<_>>());
        let texts: BTreeSet<String> = quoted.map(str::to_owned).chain(cases).collect();
        Self {
            flow,
            caller,
            decides,
            numbers: numbers.chain([Decimal::TWO]).collect::<BTreeSet<_>>().into_iter().collect(),
            texts: texts.into_iter().collect(),
            found: BTreeMap::new(),
        }
    }

    /// Whether something is decided by a value, by its full name, or by a part of it.
    pub fn decides(&self, name: &str) -> bool {
        let root = |path: &String| path == name || path.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
        self.decides.iter().any(root)
    }

    /// One of the things that can happen where the call is, by a number.
    #[allow(dead_code, reason = "only a benchmark walks")]
    pub fn one(&mut self, call: &Call, number: usize) -> Option<EventKind> {
        if let Place::Step { name, stage } = &call.place
            && let Some(known) = self.found.get(&(name.clone(), *stage, call.language.clone()))
        {
            return known.get(number % known.len().max(1)).cloned();
        }
        let all = self.at(call);
        all.get(number % all.len().max(1)).cloned()
    }

    /// What a caller can do where the call is, and a backend answer.
    pub fn at(&mut self, call: &Call) -> Vec<EventKind> {
        let yes_or_nothing = || vec![EventKind::Keys("1".to_owned()), EventKind::Silence];
        match &call.place {
            Place::Step { name, stage } => {
                let key = (name.clone(), *stage, call.language.clone());
                if !self.found.contains_key(&key) {
                    let events = self.at_step(call, name, *stage);
                    self.found.insert(key.clone(), events);
                }
                self.found[&key].clone()
            }
            Place::Offer { .. } if self.caller.declines => vec![EventKind::Keys("1".to_owned())],
            Place::Lookup { name, .. } => self.answers(call, name),
            Place::Whole { .. } => vec![EventKind::Silence],
            Place::Forget { .. } | Place::Resume { .. } => yes_or_nothing(),
            Place::Offer { .. } | Place::Ringing | Place::Rung { .. } | Place::Closing(_) | Place::Ended(_) => {
                Vec::new()
            }
        }
    }

    /// How a caller asks to hear it again.
    pub fn again(&self, call: &Call) -> Option<EventKind> {
        let words = self.flow.lexicon(&call.language).again.texts().into_iter().next();
        words.filter(|_| self.caller.again && matches!(call.place, Place::Step { .. })).map(EventKind::Words)
    }

    fn at_step(&self, call: &Call, name: &Name, stage: u8) -> Vec<EventKind> {
        let step = &self.flow.steps[name];
        let keys = |keys: &str| EventKind::Keys(keys.to_owned());
        let mut events = vec![EventKind::Silence];
        events.extend(step.verb.keys().into_iter().map(|key| keys(&key.to_string())));
        let languages = (1..=self.flow.languages.len()).map(|key| keys(&key.to_string()));
        match step.verb.name() {
            "confirm" | "settle" => events.extend([keys("1"), keys("2")]),
            "language" => events.extend(languages),
            _ if 0 < stage => events.extend([keys("1"), keys("2")]),
            "menu" => events.extend(POOL.iter().find_map(|typed| self.understood(call, keys(typed), 2))),
            _ => events.extend(self.answered(call, step.verb.writes())),
        }
        events.extend(self.wrong(call, &events));
        let lexicon = self.flow.lexicon(&call.language);
        let mut says = |wanted: bool, words: &Words| {
            let said = words.texts().into_iter().next().filter(|_| wanted);
            events.extend(said.map(EventKind::Words));
        };
        says(self.caller.again_anywhere, &lexicon.again);
        says(self.caller.back, &lexicon.back);
        says(self.caller.forget, &lexicon.forget);
        events
    }

    /// Something that is not understood: a key if there is such a key, else words.
    fn wrong(&self, call: &Call, choices: &[EventKind]) -> Option<EventKind> {
        let keys = ["9", "8", "7", "6"].into_iter().map(|key| EventKind::Keys(key.to_owned()));
        let mut wrong = keys.filter(|key| !choices.contains(key)).chain([EventKind::Words(MUMBLED.to_owned())]);
        wrong.find(|event| self.understood(call, event.clone(), 1).is_none())
    }

    /// The event, if it is understood where the call is and has as many keys as that.
    fn understood(&self, call: &Call, event: EventKind, keys_min: usize) -> Option<EventKind> {
        if matches!(&event, EventKind::Keys(keys) if keys.len() < keys_min) {
            return None;
        }
        // What is understood once is so always, whatever the guards would make of it in this call.
        let call = &Call { matter: Matter::default(), questions: 0, ..call.clone() };
        let turn = advance(self.flow, call, &Event { at: call.last, kind: event.clone() });
        let moved =
            turn.call.place != call.place && !matches!(turn.call.place, Place::Offer { .. } | Place::Rung { .. });
        let out = turn.passed.iter().any(|passed| passed.exit.is_some());
        // Who is stuck at once is led on without having been understood.
        let Place::Step { name, .. } = &call.place else { return None };
        let stuck = |passed: &clew::call::Passed| passed.step == *name && passed.exit.as_deref() == Some("stuck");
        if turn.passed.first().is_some_and(stuck) {
            return None;
        }
        (moved || out || turn.call.variables != call.variables).then_some(event)
    }

    /// Answers to a question: one, or several where something is decided by them.
    fn answered(&self, call: &Call, writes: Vec<(&Name, Type)>) -> Vec<EventKind> {
        let Place::Step { name, .. } = &call.place else { return Vec::new() };
        let scope = &self.flow.steps[name].scope;
        let several = writes.iter().any(|(name, _)| self.decides(scope.full(name.as_str()).as_str()));
        let numbers = self.numbers.iter().map(ToString::to_string);
        let digits = self.texts.iter().filter(|text| text.chars().all(|sign| sign.is_ascii_digit())).cloned();
        let long = "471147114711471147";
        let lengths = (1..=long.len()).rev().map(|length| long[..length].to_owned());
        let pool = POOL.iter().map(|typed| (*typed).to_owned());
        let said = ["yes", "tomorrow", "five", "john smith", "twelve main street"]
            .map(|said| EventKind::Words(said.to_owned()));
        let typed: Vec<String> = match writes.first() {
            Some((_, Type::Digits)) => digits.chain(lengths).chain(pool).collect(),
            Some((_, Type::Number | Type::Money)) => numbers.chain(pool).collect(),
            Some(_) | None => pool.chain(lengths).collect(),
        };
        let all = typed.into_iter().map(EventKind::Keys).chain(said);
        let words = self.texts.iter().cloned().map(EventKind::Words);
        let mut answers: Vec<EventKind> = Vec::new();
        let mut values = BTreeSet::new();
        for event in all.chain(words).filter_map(|event| self.understood(call, event, 1)) {
            // Not its debug form, which hides what callers say.
            let turn = advance(self.flow, call, &Event { at: call.last, kind: event.clone() });
            // A way out for who is stuck is no answer.
            if turn.call.variables == call.variables {
                continue;
            }
            let value = serde_json::to_string(&turn.call.variables).unwrap();
            if values.insert(value) {
                answers.push(event);
            }
            if !several || 8 < answers.len() {
                break;
            }
        }
        answers
    }

    /// Everything that a backend can answer.
    fn answers(&self, call: &Call, name: &Name) -> Vec<EventKind> {
        let step = &self.flow.steps[name];
        let Some(lookup) = step.lookup() else { return Vec::new() };
        let Some(asked) = call.asked.get(lookup) else { return Vec::new() };
        let into = step
            .verb
            .uses()
            .into_iter()
            .find_map(|used| if let Use::Finds(into, _) = used { Some(into) } else { None });
        let path = into.map_or_else(String::new, |into| step.scope.full(into.as_str()).to_string());
        let values = self.values(self.flow.lookups[lookup].gives(), &path);
        let statuses = step.exits().into_iter().filter_map(|(label, _)| label.parse().ok().map(Answered::Status));
        let answers = values.into_iter().map(Answered::Found).chain(statuses);
        let answers = answers.chain([Answered::Missing, Answered::Failed(LookupFault::Down)]);
        let found = |answer| EventKind::Found { lookup: lookup.clone(), turn: asked.turn, answer, in_time: true };
        answers.map(found).collect()
    }

    /// The values of a type that can be told apart by what reads them.
    fn values(&self, of: &Type, path: &str) -> Vec<Value> {
        if let Type::Record(fields) = of {
            let mut rows = vec![BTreeMap::new()];
            for (name, of) in fields {
                let values = self.values(of, &format!("{path}.{name}"));
                let with = |row: &BTreeMap<Name, Value>| {
                    let row = row.clone();
                    values.clone().into_iter().map(move |value| {
                        let mut row = row.clone();
                        row.insert(name.clone(), value);
                        row
                    })
                };
                rows = rows.iter().flat_map(with).take(ANSWERS_MAX).collect();
            }
            return rows.into_iter().map(Value::Record).collect();
        }
        if !self.decides.contains(path) && !matches!(of, Type::List(_)) {
            return vec![of.sample()];
        }
        match of {
            Type::Truth => vec![Value::Truth(true), Value::Truth(false)],
            Type::Choice(names) => names.iter().cloned().map(Value::Choice).collect(),
            Type::Number => self.numbers.iter().copied().map(Value::Number).collect(),
            Type::Money => self.numbers.iter().copied().map(Value::Money).collect(),
            Type::Text => self.texts.iter().cloned().chain([MUMBLED.to_owned()]).map(Value::Text).collect(),
            Type::Digits => self.texts.iter().cloned().chain(["1".to_owned()]).map(Value::Digits).collect(),
            Type::List(of) => {
                vec![Value::List(Vec::new()), Value::List(vec![of.sample()]), Value::List(vec![of.sample(); 2])]
            }
            Type::Phone | Type::Date | Type::Time | Type::Moment | Type::Prompt | Type::Record(_) => vec![of.sample()],
        }
    }
}

/// The names that a branch has cases for.
fn cases(used: Use<'_>) -> Vec<String> {
    if let Use::Cases(_, names, _) = used { names.into_iter().map(ToString::to_string).collect() } else { Vec::new() }
}

/// Every expression of a step that decides where its callers go, or what they hear, or that notes something.
fn expressions(step: &clew::engine::Step) -> Vec<&Expression> {
    fn of_exit(exit: &Exit) -> impl Iterator<Item = &Expression> {
        exit.set.values().chain(exit.say.conditions())
    }
    let looks_up = step.lookup().is_some();
    let used = step.verb.uses().into_iter().flat_map(|used| match used {
        Use::Decides(expression) | Use::Cases(expression, _, _) => vec![expression],
        // What a backend is asked with decides nothing here: it may answer anything.
        Use::Computes(expression) if !looks_up => vec![expression],
        Use::Says(sayings) => Sayings::conditions(sayings),
        Use::Part { with, .. } => with.into_iter().map(|(_, expression)| expression).collect(),
        _ => Vec::new(),
    });
    let exits = step.exits().into_iter().flat_map(|(_, exit)| of_exit(exit).collect::<Vec<_>>());
    let own = step.say.conditions().into_iter().chain(step.set.values());
    used.chain(exits).chain(own).collect()
}

/// The moment at which a search begins.
pub fn noon() -> Moment {
    // Tuesday 2026-11-24, 17:00 UTC: noon in New York.
    Moment::from_millis(1_795_539_600_000)
}
