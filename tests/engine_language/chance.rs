//! What callers and backends do, from a seed.

use clew::call::{Answered, DialOutcome, Ending, EventKind, LookupFault, Order, Type, Value};
use fastrand::Rng;

use crate::Ringing;

/// The most that is kept of one answer, in bytes, as `server::asking` cuts it.
const ANSWER_MAX: usize = 1_000;

/// What backends and callers do, from a seed.
pub struct Chance {
    pub rng: Rng,
    /// How likely a backend works, of ten.
    pub works: u8,
}

impl Chance {
    pub fn answer(&mut self, of: &Type) -> Answered {
        match self.rng.u8(..10) {
            roll if roll < self.works => match self.value(of) {
                Value::List(items) if items.is_empty() => Answered::Missing,
                value => Answered::Found(value),
            },
            roll if roll % 3 == 0 => Answered::Missing,
            roll if roll % 3 == 1 => Answered::Status(409),
            _ => Answered::Failed(LookupFault::Down),
        }
    }

    fn value(&mut self, of: &Type) -> Value {
        match of {
            Type::Record(fields) => {
                Value::Record(fields.iter().map(|(name, of)| (name.clone(), self.value(of))).collect())
            }
            Type::List(of) => {
                let mut items = Vec::new();
                let count = self.rng.usize(..40);
                while items.len() < count && postcard::to_stdvec(&items).unwrap().len() < ANSWER_MAX - 100 {
                    items.push(self.value(of));
                }
                Value::List(items)
            }
            Type::Number => Value::Number(self.rng.u16(..1000).into()),
            Type::Digits => Value::Digits("4711".to_owned()),
            Type::Truth => Value::Truth(self.rng.bool()),
            _ => Value::Text("x".repeat(self.rng.usize(..60))),
        }
    }

    fn keys(&mut self, most: usize) -> String {
        let usual = ['1', '2', '3', '4', '5', '7', '9', '*', '#'];
        match (most, self.rng.u8(..4)) {
            (1, _) | (_, 0) => usual[self.rng.usize(..usual.len())].to_string(),
            (_, 1) => "123456".chars().take(most).collect(),
            (_, _) => (0..self.rng.usize(1..=most.min(9))).map(|_| self.rng.char('1'..='9')).collect(),
        }
    }

    /// What a caller does at a wait, never asking for a person.
    pub fn does(&mut self, orders: &[Order]) -> EventKind {
        let words = [
            "yes",
            "no",
            "again",
            "go back",
            "parsnip",
            "español",
            "none of them",
            "one",
            "parcel",
            "four seven one one",
        ];
        match orders.last() {
            Some(Order::Record(_)) if self.rng.bool() => {
                EventKind::Recorded { url: "https://example.org/1".to_owned(), seconds: 7, key: None }
            }
            Some(Order::Record(_)) => EventKind::NotRecorded,
            Some(Order::Dial(_)) => {
                let outcomes = [
                    DialOutcome::Answered { talk_s: 60 },
                    DialOutcome::Busy,
                    DialOutcome::NoAnswer,
                    DialOutcome::Failed,
                ];
                EventKind::Dialed(outcomes[self.rng.usize(..4)])
            }
            Some(Order::Gather(gather)) => match self.rng.u8(..10) {
                0..2 => EventKind::Silence,
                2..4 => EventKind::Words(words[self.rng.usize(..words.len())].to_owned()),
                _ => EventKind::Keys(self.keys(gather.listen.keys_max.map_or(9, usize::from))),
            },
            _ => EventKind::Ends(Ending::Completed),
        }
    }

    /// What the backends do: now, later, or never.
    pub fn backends(&mut self, ringing: &mut Ringing<'_>) {
        for _ in 0..4 {
            let Some((lookup, turn)) = ringing.asked.pop() else { return };
            let answer = self.answer(ringing.flow.lookups[&lookup].gives());
            match self.rng.u8(..4) {
                0 => return,
                1 => ringing.takes(EventKind::Found { lookup, turn, answer, in_time: false }),
                _ => ringing.takes(EventKind::Found { lookup, turn, answer, in_time: true }),
            }
        }
    }
}
