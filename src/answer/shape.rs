//! Parts of designers' shapes that several kinds of answers share.

use std::borrow::Cow;

use rust_decimal::Decimal;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;

/// How many, as a designer writes it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected how many: a number such as 6, or [6, 10]; 1 to 30")]
enum CountWritten {
    /// Exactly so many.
    Exactly(u8),
    /// The fewest and the most.
    Between(u8, u8),
}

/// How many: exactly, or at least and at most. 1 to 30.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "CountWritten")]
pub struct Count {
    /// The fewest.
    pub min: u8,
    /// The most.
    pub max: u8,
}

/// The most digits or letters that any question can ask for; nobody gives more without a mistake.
const COUNT_MAX: u8 = 30;

impl TryFrom<CountWritten> for Count {
    type Error = String;

    fn try_from(written: CountWritten) -> Result<Self, String> {
        let (min, max) = match written {
            CountWritten::Exactly(count) => (count, count),
            CountWritten::Between(min, max) => (min, max),
        };
        let fits = 1 <= min && min <= max && max <= COUNT_MAX;
        let wrong = || format!("expected how many: a number such as 6, or [6, 10]; 1 to {COUNT_MAX}");
        fits.then_some(Self { min, max }).ok_or_else(wrong)
    }
}

impl Count {
    /// Whether so many are enough and not too many.
    #[must_use]
    pub fn holds(self, count: usize) -> bool {
        (usize::from(self.min)..=usize::from(self.max)).contains(&count)
    }
}

/// The least and the most, as a designer writes them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected the least and the most, such as [1, 20]")]
enum RangeWritten {
    /// The least and the most.
    Between(serde_json::Number, serde_json::Number),
}

/// The least and the most that a number may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "RangeWritten")]
pub struct Range {
    /// The least.
    pub min: Decimal,
    /// The most.
    pub max: Decimal,
}

impl TryFrom<RangeWritten> for Range {
    type Error = String;

    fn try_from(RangeWritten::Between(min, max): RangeWritten) -> Result<Self, String> {
        let decimal = |number: serde_json::Number| {
            let text = number.to_string();
            let known = text.parse().or_else(|_| Decimal::from_scientific(&text));
            known.map_err(|_error| format!("`{text}` is too large or too small"))
        };
        let (min, max) = (decimal(min)?, decimal(max)?);
        if max < min {
            return Err(format!("expected the least first: [{max}, {min}]"));
        }
        Ok(Self { min, max })
    }
}

impl Range {
    /// Whether a number lies in it.
    #[must_use]
    pub fn holds(self, number: Decimal) -> bool {
        self.min <= number && number <= self.max
    }
}

/// Where a day lies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", expecting = "expected `future`, `past` or `any`")]
pub enum When {
    /// Anywhere. A day without a year is the nearest one.
    #[default]
    Any,
    /// Today or later. A day without a year is the next one.
    Future,
    /// Today or earlier. A day without a year is the last one.
    Past,
}

/// What stands under the name of a kind that takes nothing: `as: time` is read as `{ time: }`.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "Option<serde_json::Value>")]
pub(super) struct Nothing;

impl TryFrom<Option<serde_json::Value>> for Nothing {
    type Error = &'static str;

    fn try_from(written: Option<serde_json::Value>) -> Result<Self, Self::Error> {
        if written.is_none() { Ok(Self) } else { Err("expected nothing here: the kind is written as a bare word") }
    }
}

impl JsonSchema for Count {
    fn schema_name() -> Cow<'static, str> {
        "Count".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(schemas: &mut SchemaGenerator) -> Schema {
        CountWritten::json_schema(schemas)
    }
}

impl JsonSchema for Range {
    fn schema_name() -> Cow<'static, str> {
        "Range".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(schemas: &mut SchemaGenerator) -> Schema {
        RangeWritten::json_schema(schemas)
    }
}

impl JsonSchema for Nothing {
    fn schema_name() -> Cow<'static, str> {
        "Nothing".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(schemas: &mut SchemaGenerator) -> Schema {
        <()>::json_schema(schemas)
    }
}
