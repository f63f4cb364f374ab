//! What a step sees when it acts.

use super::{
    Expression, Flow,
    scope::Scope,
    shape::{ITEM_NAME, Saying, Sayings},
};
use crate::{
    answer::{Ear, Lexicon},
    call::{Call, Moment, Name, Place, Said, Value, builtin},
};

/// What a step sees when it acts: the flow, the call as it is, where names are looked up, and the moment.
#[derive(Clone, Copy)]
pub struct Here<'a> {
    /// The flow.
    pub flow: &'a Flow,
    /// The call.
    pub call: &'a Call,
    /// Where names are looked up.
    pub scope: &'a Scope,
    /// When it is.
    pub at: Moment,
}

/// The roots of paths that no flow can take as a name of its own, with what stands behind each.
pub const ROOTS: [&str; 4] = ["caller", "line", "today", "now"];

/// The time of day where a flow's lines are.
pub(super) fn local(flow: &Flow, at: Moment) -> chrono::NaiveDateTime {
    match flow.hours.values().next() {
        Some(hours) => hours.local(at),
        None => chrono::DateTime::from_timestamp_millis(at.millis()).unwrap_or_default().naive_utc(),
    }
}

impl<'a> Here<'a> {
    /// The words of the call's language.
    #[must_use]
    pub fn lexicon(&self) -> &'a Lexicon {
        self.flow.lexicon(&self.call.language)
    }

    /// What answers are understood with.
    #[must_use]
    pub fn ear(&self) -> Ear<'a> {
        let language = self.call.language.as_str();
        let region = language.split('-').nth(1).unwrap_or("US");
        // The region of a language borrowed from `call`, which lives as long as the ear.
        Ear { lexicon: self.lexicon(), now: self.local(), region }
    }

    /// The time of day where the line is: in the zone of the flow's first hours, else UTC.
    #[must_use]
    pub fn local(&self) -> chrono::NaiveDateTime {
        local(self.flow, self.at)
    }

    /// The language of whoever is reached where the call is.
    #[must_use]
    pub fn person_language(&self) -> Name {
        let person =
            if let Place::Rung { person, .. } = &self.call.place { self.flow.people.get(person) } else { None };
        person.and_then(|person| person.language.clone()).unwrap_or_else(|| self.flow.language())
    }

    /// The value at a dotted path, if it is known.
    #[must_use]
    pub fn value(&self, path: &str) -> Option<Value> {
        let (root, rest) = path.split_once('.').unwrap_or((path, ""));
        if let Some(value) = self.call.variables.get(&self.scope.full(root)) {
            return value.at(rest).cloned();
        }
        match (root, rest) {
            ("caller", _) => self.caller(rest),
            ("line", _) => self.flow.line(&self.call.line)?.settings.get(rest).cloned(),
            ("today", "") => Some(Value::Date(self.local().date())),
            ("now", "") => Some(Value::Moment(self.local())),
            (_, "") => self.named(root),
            (_, _) => None,
        }
    }

    /// Hours and switches by name.
    fn named(&self, name: &str) -> Option<Value> {
        if let Some(hours) = self.flow.hours.get(name) {
            return Some(Value::Truth(hours.open_at(self.at)));
        }
        self.flow.switches.contains_key(name).then(|| Value::Truth(self.call.on.contains(name)))
    }

    fn caller(&self, field: &str) -> Option<Value> {
        match field {
            "number" => self.call.from.number().cloned().map(Value::Phone),
            "withheld" => Some(Value::Truth(self.call.from.number().is_none())),
            "attested" => Some(Value::Truth(self.call.attested)),
            "segment" => self.call.memory.segment.clone().map(|segment| Value::Text(segment.to_string())),
            "verified" => Some(Value::Truth(self.call.verified)),
            "language" => Some(Value::Text(self.call.language.to_string())),
            _ => None,
        }
    }

    /// Whether an expression holds.
    #[must_use]
    pub fn holds(&self, expression: &Expression) -> bool {
        expression.holds(&|path| self.value(path))
    }

    /// What an expression comes to.
    #[must_use]
    pub fn comes_to(&self, expression: &Expression) -> Option<Value> {
        expression.value(&|path| self.value(path))
    }

    /// A prompt with the values that it inserts, as they are now.
    #[must_use]
    pub fn said(&self, prompt: &Name) -> Said {
        self.said_with(prompt, &[])
    }

    /// A prompt with the values that it inserts; `own` come before what the call knows.
    #[must_use]
    pub fn said_with(&self, prompt: &Name, own: &[(&str, Value)]) -> Said {
        let wanted = self.flow.inserts.get(prompt).map_or(&[][..], Vec::as_slice);
        let value = |path: &Name| {
            let (root, rest) = path.as_str().split_once('.').unwrap_or((path.as_str(), ""));
            let found = own.iter().find(|(name, _)| *name == root).and_then(|(_, value)| value.at(rest).cloned());
            found.or_else(|| self.value(path.as_str()))
        };
        let values = wanted.iter().filter_map(|path| Some((path.clone(), value(path)?))).collect();
        Said { prompt: prompt.clone(), values, language: None }
    }

    /// Everything that `sayings` come to now.
    #[must_use]
    pub fn all(&self, sayings: &Sayings) -> Vec<Said> {
        self.marked(sayings).into_iter().map(|(said, _whole)| said).collect()
    }

    /// The same in three parts: what comes before that which is heard whole, from the first to the last text that is
    /// heard whole, and what comes after.
    #[must_use]
    pub fn parted(&self, sayings: &Sayings) -> [Vec<Said>; 3] {
        let marked = self.marked(sayings);
        let before = marked.iter().take_while(|(_, whole)| !whole).count();
        let after = marked.iter().rev().take_while(|(_, whole)| !whole).count();
        let until = marked.len().saturating_sub(after).max(before);
        let mut parts = [Vec::new(), Vec::new(), Vec::new()];
        let [first, middle, last] = &mut parts;
        for (at, (said, _whole)) in marked.into_iter().enumerate() {
            let part = if at < before {
                &mut *first
            } else if at < until {
                &mut *middle
            } else {
                &mut *last
            };
            part.push(said);
        }
        parts
    }

    /// Everything that `sayings` come to now, each with whether it is heard whole.
    fn marked(&self, sayings: &Sayings) -> Vec<(Said, bool)> {
        sayings.0.iter().flat_map(|saying| self.one(saying)).collect()
    }

    fn one(&self, saying: &Saying) -> Vec<(Said, bool)> {
        match saying {
            Saying::Prompt(prompt) => vec![(self.said(prompt), false)],
            Saying::Whole(prompt) => vec![(self.said(prompt), true)],
            Saying::Setting(path) => match self.value(path.as_str()) {
                Some(Value::Prompt(prompt)) => vec![(self.said(&prompt), false)],
                Some(_) | None => Vec::new(),
            },
            Saying::When(when, say) if self.holds(when) => self.marked(say),
            Saying::When(..) => Vec::new(),
            Saying::Pause(seconds) => {
                let values = vec![("seconds".into(), Value::Number((*seconds).into()))];
                vec![(Said { prompt: builtin::PAUSE.into(), values, language: None }, false)]
            }
            Saying::Each { list, say, most } => {
                let Some(Value::List(items)) = self.value(list.as_str()) else { return Vec::new() };
                let items = items.into_iter().take(usize::from(*most));
                items.map(|item| (self.said_with(say, &[(ITEM_NAME, item)]), false)).collect()
            }
        }
    }
}
