//! What stands under a name and has one shape: desks, hours, switches, services, lookups, facts, matters, settings.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use schemars::JsonSchema;
use serde::{
    Deserialize,
    de::{Error, Unexpected, Visitor},
};

use super::Trees;
use crate::{
    call::{Name, Type, Value},
    engine::{
        Desk, Fact, Hours, LeaveFor, Lookup, MatterKind, Service, Switch, Waiting,
        shape::{Key, Sayings, Seconds},
    },
    flow::{
        draft::{Found, Named, Setting},
        problem::Problems,
    },
};

/// Everything of one shape.
pub(super) struct Small<'a> {
    pub settings: Found<'a, Setting>,
    pub desks: Found<'a, Desk>,
    pub waiting: Found<'a, Waiting>,
    pub hours: Found<'a, Hours>,
    pub switches: Found<'a, Switch>,
    pub services: Found<'a, Service>,
    pub lookups: Found<'a, Lookup>,
    pub facts: Found<'a, Fact>,
    pub matters: Found<'a, MatterKind>,
}

/// Reads all of it. What cannot be read is there all the same, so that nothing else is said to be missing.
#[expect(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough in its lifetimes")]
pub(super) fn small<'a>(trees: Trees<'a>, unread: &mut BTreeSet<Name>, problems: &mut Problems) -> Small<'a> {
    let small = Small {
        settings: into(trees.typed::<SettingShape>("settings", problems), Setting::from),
        desks: into(trees.typed::<Option<DeskShape>>("desks", problems), |desk| desk.unwrap_or_default().into()),
        waiting: into(trees.typed::<WaitingShape>("waiting", problems), Waiting::from),
        hours: trees.read("hours", problems, |reading, tree, owner| reading.hours(tree, owner)),
        switches: into(trees.typed::<SwitchShape>("switches", problems), Switch::from),
        services: trees.typed("services", problems),
        lookups: trees.typed("lookups", problems),
        facts: into(trees.typed::<FactShape>("facts", problems), Fact::from),
        matters: into(trees.typed::<MatterShape>("matters", problems), MatterKind::from),
    };
    for key in ["hours", "switches", "lookups", "services", "desks", "waiting", "matters"] {
        for (_, name, _) in trees.named(key, &mut Problems::default()) {
            let name = Name::from(name.text.as_str());
            let read = match key {
                "hours" => small.hours.contains_key(&name),
                "switches" => small.switches.contains_key(&name),
                "lookups" => small.lookups.contains_key(&name),
                "services" => small.services.contains_key(&name),
                "desks" => small.desks.contains_key(&name),
                "waiting" => small.waiting.contains_key(&name),
                _ => small.matters.contains_key(&name),
            };
            if !read {
                unread.insert(name);
            }
        }
    }
    small
}

fn into<'a, W, T>(written: Found<'a, W>, read: impl Fn(W) -> T) -> Found<'a, T> {
    let named = |(name, Named { value, file, span, tree })| (name, Named { value: read(value), file, span, tree });
    written.into_iter().map(named).collect()
}

/// A setting that a line may set: its type, and what it is where a line sets nothing.
#[derive(Deserialize, JsonSchema)]
#[serde(try_from = "WrittenSetting")]
#[schemars(with = "WrittenSetting")]
pub struct SettingShape {
    of: Type,
    usually: Value,
}

/// A setting that a line may set, as `{ is: prompt, usually: hello }`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct WrittenSetting {
    /// Its type: `prompt`, `text`, `number` or `truth`.
    is: String,
    /// What it is where a line sets nothing.
    usually: serde_json::Value,
}

impl TryFrom<WrittenSetting> for SettingShape {
    type Error = String;

    fn try_from(written: WrittenSetting) -> Result<Self, String> {
        let of = match written.is.as_str() {
            "prompt" => Type::Prompt,
            "text" => Type::Text,
            "number" => Type::Number,
            "truth" => Type::Truth,
            _ => return Err("a setting is `prompt`, `text`, `number` or `truth`".to_owned()),
        };
        let usually = value_of(&of, &written.usually).ok_or_else(|| format!("`usually` is not {of}"))?;
        Ok(Self { of, usually })
    }
}

/// A value of that type, as it is written.
pub(in crate::flow) fn value_of(of: &Type, written: &serde_json::Value) -> Option<Value> {
    match (of, written) {
        (Type::Prompt, serde_json::Value::String(prompt)) => Some(Value::Prompt(prompt.as_str().into())),
        (Type::Text, serde_json::Value::String(text)) => Some(Value::Text(text.clone())),
        (Type::Truth, serde_json::Value::Bool(truth)) => Some(Value::Truth(*truth)),
        (Type::Number, serde_json::Value::Number(number)) => {
            number.to_string().parse::<rust_decimal::Decimal>().ok().map(Value::Number)
        }
        (_, _) => None,
    }
}

impl From<SettingShape> for Setting {
    fn from(shape: SettingShape) -> Self {
        Self { of: shape.of, usually: shape.usually }
    }
}

/// A desk: who owes callbacks and reads messages.
#[derive(Deserialize, JsonSchema, Default)]
#[serde(deny_unknown_fields, default)]
pub struct DeskShape {
    /// What it is called.
    #[serde(rename = "title")]
    _title: Option<String>,
    /// When somebody sits there: one of `hours`.
    hours: Option<Name>,
    /// How soon it rings back, such as 1h; 1h without it.
    within: Option<Length>,
}

impl From<DeskShape> for Desk {
    fn from(shape: DeskShape) -> Self {
        let within = shape.within.map_or(60 * 60, |length| length.0);
        Self { hours: shape.hours, within_s: u32::try_from(within).unwrap_or(u32::MAX) }
    }
}

/// A switch that staff can turn on, as `{ title: "Storm closure", lasts: 24h }`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SwitchShape {
    /// What it is for.
    #[serde(default)]
    title: String,
    /// How long it stays on by itself, such as 24h or 3d, at most 30d; 24h without it.
    lasts: Option<Length>,
}

impl From<SwitchShape> for Switch {
    fn from(shape: SwitchShape) -> Self {
        Self { title: shape.title, lasts_s: shape.lasts.map_or(24 * 60 * 60, |length| length.0) }
    }
}

/// What notes, memory and logs may hold of a value, as `{ title: "Parcel", private: true }`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FactShape {
    /// What it is called in a note.
    title: Option<String>,
    /// It is personal: never spoken to an unverified caller.
    #[serde(default)]
    private: bool,
    /// It is never kept and never spoken.
    #[serde(default)]
    secret: bool,
    /// For how long it may be kept, such as 30d.
    keep: Option<Length>,
}

impl From<FactShape> for Fact {
    fn from(shape: FactShape) -> Self {
        let FactShape { title, private, secret, keep } = shape;
        let keep_days = keep.and_then(|length| u16::try_from(length.0 / (24 * 60 * 60)).ok());
        Self { title, private, secret, keep_days }
    }
}

/// What callers come for, as `{ title: m_parcel, resume: find }`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatterShape {
    /// What it is called: a prompt.
    title: Name,
    /// The step where a caller goes on with it, when they ring again and it is not settled.
    resume: Name,
    /// It is personal: who rings again is asked about it only where the number is known to be their own.
    #[serde(default)]
    private: bool,
}

impl From<MatterShape> for MatterKind {
    fn from(MatterShape { title, resume, private }: MatterShape) -> Self {
        Self { title, resume, private }
    }
}

/// What a queue sounds like, as `{ music: hold_music, every: 45s, say: still_open, keys: { 1: callback } }`.
///
/// Callers are told their place and how long it will take, as far as the platform knows; nobody has to write that.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaitingShape {
    /// What is played: a prompt with a recording.
    music: Option<Name>,
    /// How often callers are told how it stands: 20s to 5m, 45s without it.
    #[serde(default = "every", deserialize_with = "every_s")]
    #[schemars(with = "Seconds")]
    every: u16,
    /// What is said then besides.
    #[serde(default)]
    say: Sayings,
    /// The keys that lead out of the queue: to a `callback` or a `message`, where a later rung of the ladder has one.
    /// Without it, 1 is a callback and 2 a message.
    #[serde(default = "usual_keys")]
    keys: BTreeMap<Key, LeaveFor>,
}

fn every() -> u16 {
    45
}

fn every_s<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let Seconds(seconds) = Seconds::deserialize(deserializer)?;
    match (20..=300).contains(&seconds) {
        true => Ok(seconds),
        false => Err(D::Error::custom("`every` lies between 20s and 5m")),
    }
}

fn usual_keys() -> BTreeMap<Key, LeaveFor> {
    BTreeMap::from([(Key('1'), LeaveFor::Callback), (Key('2'), LeaveFor::Message)])
}

impl From<WaitingShape> for Waiting {
    fn from(WaitingShape { music, every, say, keys }: WaitingShape) -> Self {
        // How often the music fits into a round is known once its recording is.
        Self { music, times: 1, every_s: every, say, keys }
    }
}

/// A length of time up to 30 days, in seconds: `30s`, `45m`, `24h`, `7d`.
#[derive(Debug, Clone, Copy, JsonSchema)]
#[schemars(with = "String")]
struct Length(u64);

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;
        impl Visitor<'_> for Written {
            type Value = Length;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a length of time such as 45m, 24h or 7d, at most 30d")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Length, E> {
                let units = [('s', 1), ('m', 60), ('h', 60 * 60), ('d', 24 * 60 * 60)];
                let unit = units.iter().find_map(|(unit, each)| Some((text.strip_suffix(*unit)?, *each)));
                let length = unit.and_then(|(digits, each)| digits.trim().parse::<u64>().ok()?.checked_mul(each));
                let length = length.filter(|length| (1..=30 * 24 * 60 * 60).contains(length));
                length.map(Length).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_any(Written)
    }
}
