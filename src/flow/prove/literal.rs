//! Values to try where conditions decide.

use super::{confirm::BEGINNINGS_MS, sample::many};
use crate::{
    call::{Name, Type, Value},
    engine::{Flow, step::Use},
};

/// What conditions compare values with.
#[derive(Debug, Default)]
pub(super) struct Literals {
    pub texts: Vec<String>,
    pub numbers: Vec<i64>,
}

impl Literals {
    pub fn of(flow: &Flow) -> Self {
        let mut literals = Self::default();
        let mut read = |source: &str| {
            let quoted = source.split('\'').skip(1).step_by(2).map(str::to_owned);
            literals.texts.extend(quoted);
            let figures =
                source.split(|letter: char| !letter.is_ascii_digit()).filter_map(|figures| figures.parse::<i64>().ok());
            literals
                .numbers
                .extend(figures.flat_map(|number| [number, number + 1, number - 1]).filter(|number| 0 <= *number));
        };
        for step in flow.steps.values() {
            for used in step.verb.uses() {
                match used {
                    Use::Decides(expression) => read(expression.source()),
                    Use::Cases(_, cases, _) => cases.iter().for_each(|case| read(&format!("'{case}'"))),
                    _ => {}
                }
            }
            let exits = step.exits();
            let said = exits.iter().flat_map(|(_, exit)| exit.say.conditions()).chain(step.say.conditions());
            said.for_each(|condition| read(condition.source()));
        }
        literals.texts.sort();
        literals.texts.dedup();
        literals.numbers.sort_unstable();
        literals.numbers.dedup();
        literals
    }

    /// Values of a type, those first that conditions ask for.
    pub fn values(&self, of: &Type) -> Vec<Value> {
        use Type;
        let sample = many(of.sample());
        let mut values = match of {
            Type::Truth => vec![Value::Truth(true), Value::Truth(false)],
            Type::Choice(names) => names.iter().cloned().map(Value::Choice).collect(),
            Type::Text => self.texts.iter().cloned().map(Value::Text).collect(),
            Type::Digits => self.numbers.iter().map(|number| Value::Digits(number.to_string())).collect(),
            Type::Number => self.numbers.iter().map(|number| Value::Number((*number).into())).collect(),
            Type::Money => self.numbers.iter().map(|number| Value::Money((*number).into())).collect(),
            Type::Record(fields) => {
                let mut records = vec![std::collections::BTreeMap::new()];
                for (name, field) in fields {
                    let mut grown = Vec::new();
                    for value in self.values(field).into_iter().take(8) {
                        for record in &records {
                            let mut record: std::collections::BTreeMap<Name, Value> = record.clone();
                            record.insert(name.clone(), value.clone());
                            grown.push(record);
                        }
                    }
                    grown.truncate(VALUES_MAX);
                    records = grown;
                }
                records.into_iter().map(Value::Record).collect()
            }
            Type::Date => days().map(|moment| Value::Date(moment.date())).collect(),
            Type::Moment => days().map(Value::Moment).collect(),
            Type::Phone | Type::Time | Type::Prompt | Type::List(_) => Vec::new(),
        };
        if !values.contains(&sample) {
            values.insert(0, sample);
        }
        values
    }
}

/// The most values of one kind that are tried.
const VALUES_MAX: usize = 60;

/// Days around the beginnings: some before, some behind.
fn days() -> impl Iterator<Item = chrono::NaiveDateTime> {
    let first = BEGINNINGS_MS.first().copied().unwrap_or_default();
    let days = [0_i64, 10, -10, 1, -1].into_iter();
    days.filter_map(move |days| Some(chrono::DateTime::from_timestamp_millis(first + days * 86_400_000)?.naive_utc()))
}
