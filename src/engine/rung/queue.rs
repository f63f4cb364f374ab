use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};

use super::{Climb, Kind, Rung, Standing, kind};
use crate::{
    call::{
        Event, EventKind, Gather, InLine, Listen, Name, OnRung, Order, Outcome, Place, QueueOutcome, Said, Value,
        builtin,
    },
    engine::{
        Here, Waiting,
        flow::LeaveFor,
        shape::{Key, Seconds},
        step::GAP_S,
    },
};

pub const KIND: Kind = kind::<Queue>("queue", &["queue", "for", "waiting"]);

/// How long callers wait before they are asked whether they still want to, where the flow does not say.
const FOR_S: u16 = 180;

/// How often callers are told how it stands, where the flow does not say.
const EVERY_S: u16 = 45;

/// Longest silence of one round, in seconds, where there is no music.
const ROUND_MAX_S: u8 = 30;

/// An expected wait that is longer than this, in minutes, is not said: it would be a guess.
const MINUTES_MAX: u32 = 60;

/// Puts the caller in a queue until somebody takes the call: `{ queue: care, for: 3m, waiting: hold }`.
///
/// Callers hear their place and how long it will take, as far as the platform knows. 0 and the words for a person lead
/// to the next rung, never back in line. After `for` they are asked whether they would rather be rung back, or leave a
/// message, if a later rung of the ladder does that; who says nothing stays, and keeps the place.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Queue {
    /// The queue, as those who answer it name it: up to 64 letters, digits, `-` and `_`.
    #[serde(deserialize_with = "queue_name")]
    #[schemars(with = "Name")]
    queue: Name,
    /// How long a caller waits before being asked; 3m without it. 30s to 1h.
    #[serde(rename = "for", default, deserialize_with = "wait_s")]
    for_s: Option<Seconds>,
    /// What the queue sounds like: one of `waiting`.
    #[serde(default)]
    waiting: Option<Name>,
}

fn queue_name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Name, D::Error> {
    let name = Name::deserialize(deserializer)?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    match name.as_str().len() <= 64 && name.as_str().bytes().all(plain) {
        true => Ok(name),
        false => Err(de::Error::custom("a queue's name has at most 64 letters, digits, `-` and `_`")),
    }
}

fn wait_s<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Seconds>, D::Error> {
    let wait = Seconds::deserialize(deserializer)?;
    match (30..=3600).contains(&wait.0) {
        true => Ok(Some(wait)),
        false => Err(de::Error::custom("callers wait in a queue for 30s to 1h before they are asked")),
    }
}

/// Where the caller is on the ladder.
struct Spot<'a> {
    rung: u8,
    on: OnRung,
    rungs: &'a [crate::engine::Rank],
}

impl<'a> Spot<'a> {
    fn of(here: &Here<'a>) -> Option<Self> {
        let Place::Rung { person, rung, on, .. } = &here.call.place else { return None };
        Some(Self { rung: *rung, on: *on, rungs: &here.flow.people.get(person)?.rungs })
    }

    /// The first rung behind this one that takes what the caller leaves the queue for.
    fn later(&self, wanted: LeaveFor) -> Option<u8> {
        let behind = (0_u8..).zip(self.rungs).skip(usize::from(self.rung).saturating_add(1));
        let takes = |rung: &dyn Rung| match wanted {
            LeaveFor::Callback => rung.promises(),
            LeaveFor::Message => rung.records(),
        };
        behind.into_iter().find(|(_, rank)| takes(&*rank.rung)).map(|(at, _)| at)
    }
}

impl Queue {
    fn sounds<'a>(&self, here: &Here<'a>) -> Option<&'a Waiting> {
        here.flow.waiting.get(self.waiting.as_ref()?)
    }

    /// The keys that lead out of the queue, with the rung that each leads to.
    fn ways(&self, here: &Here<'_>) -> Vec<(char, LeaveFor, u8)> {
        let Some(spot) = Spot::of(here) else { return Vec::new() };
        let usual = || BTreeMap::from([(Key('1'), LeaveFor::Callback), (Key('2'), LeaveFor::Message)]);
        let keys = self.sounds(here).map_or_else(usual, |waiting| waiting.keys.clone());
        keys.into_iter().filter_map(|(Key(key), wanted)| Some((key, wanted, spot.later(wanted)?))).collect()
    }

    /// How it stands, as far as it is known: the place, and how long it will take.
    fn standing(in_line: InLine) -> Vec<Said> {
        let inserting = |prompt: &str, name: &str, number: u32| Said {
            prompt: prompt.into(),
            values: vec![(name.into(), Value::Number(number.into()))],
            language: None,
        };
        let mut said = match in_line.place {
            None => vec![Said::plain(builtin::QUEUE_STILL)],
            Some(0 | 1) => vec![Said::plain(builtin::QUEUE_NEXT)],
            Some(place) => vec![inserting(builtin::QUEUE_AHEAD, "ahead", u32::from(place) - 1)],
        };
        said.extend(minutes(in_line).map(|minutes| inserting(builtin::QUEUE_MINUTES, "minutes", minutes)));
        said
    }

    /// What a caller in the queue hears next.
    fn hold(&self, in_line: InLine, here: &Here<'_>) -> (Order, OnRung) {
        let sounds = self.sounds(here);
        let mut on = Spot::of(here).map(|spot| spot.on).unwrap_or_default();
        let every_s = u32::from(sounds.map_or(EVERY_S, |waiting| waiting.every_s));
        let tell = on.told_s.is_none_or(|told_s| told_s.saturating_add(every_s) <= in_line.waited_s);
        let mut before = Vec::new();
        if tell {
            let late = u32::from(self.lasts_s()) <= in_line.waited_s;
            on.told_s = Some(in_line.waited_s);
            before.extend(late.then(|| Said::plain(builtin::QUEUE_LONGER)));
            before.extend(Self::standing(in_line));
            before.extend(sounds.map(|waiting| here.all(&waiting.say)).unwrap_or_default());
            // A callback is offered early, and whoever does not want it keeps waiting.
            before.extend(self.ways(here).into_iter().map(|(key, wanted, _)| offer(wanted, key)));
        }
        let music = sounds.and_then(|waiting| Some((waiting.music.as_ref()?, usize::from(waiting.times))));
        let rest_s = u8::try_from(every_s).unwrap_or(ROUND_MAX_S).min(ROUND_MAX_S);
        let hold = Gather {
            before,
            verb: KIND.name.into(),
            prompts: music.map(|(music, times)| vec![here.said(music); times]).unwrap_or_default(),
            language: here.call.language.clone(),
            listen: Listen {
                keys_max: Some(1),
                end: None,
                speech: true,
                wait_s: if music.is_some() { 1 } else { rest_s },
                gap_s: GAP_S,
            },
            hints: Vec::new(),
        };
        (Order::Hold(hold), on)
    }
}

fn offer(wanted: LeaveFor, key: char) -> Said {
    let prompt = match wanted {
        LeaveFor::Callback => builtin::QUEUE_CALLBACK,
        LeaveFor::Message => builtin::QUEUE_MESSAGE,
    };
    Said { prompt: prompt.into(), values: vec![("key".into(), Value::Digits(key.to_string()))], language: None }
}

/// About how long it will take still, in minutes, rounded up. In a queue that moves evenly those who wait have waited
/// half of their time on average; so a caller waits twice that, by the share of the line in front. Not said where the
/// platform does not know enough.
fn minutes(in_line: InLine) -> Option<u32> {
    let (place, waiting) = (u32::from(in_line.place?), u32::from(in_line.waiting?).max(1));
    let whole_s = in_line.average_s.filter(|average_s| 0 < *average_s)?.saturating_mul(2);
    let left_s = whole_s.saturating_mul(place.min(waiting)) / waiting;
    Some(left_s.div_ceil(60).max(1)).filter(|minutes| *minutes <= MINUTES_MAX)
}

impl Rung for Queue {
    fn name(&self) -> &'static str {
        KIND.name
    }

    fn needs_nobody(&self) -> bool {
        false
    }

    fn waiting(&self) -> Option<&Name> {
        self.waiting.as_ref()
    }

    fn holds(&self) -> bool {
        true
    }

    fn lasts_s(&self) -> u16 {
        self.for_s.as_ref().map_or(FOR_S, |wait| wait.0)
    }

    fn enter(&self, _here: &Here<'_>) -> Standing {
        Standing::Order(Order::Enqueue { queue: self.queue.clone() })
    }

    fn hear(&self, event: &Event, here: &Here<'_>) -> Climb {
        match &event.kind {
            EventKind::Queued(QueueOutcome::Connected) => Climb::Talked,
            EventKind::Queued(QueueOutcome::Full) => Climb::Next(Outcome::Busy),
            EventKind::Queued(QueueOutcome::Left) => Climb::Next(Outcome::Left),
            EventKind::Keys(keys) => {
                let way = self.ways(here).into_iter().find(|(key, _, _)| keys.chars().eq([*key]));
                match way {
                    Some((_, _, rung)) => Climb::LeaveFor(rung),
                    None => Climb::Stay(self.hold(unknown(here), here).0),
                }
            }
            EventKind::Words(_) | EventKind::Silence => Climb::Stay(self.hold(unknown(here), here).0),
            EventKind::Queued(QueueOutcome::Failed)
            | EventKind::Rings { .. }
            | EventKind::Proof(_)
            | EventKind::Found { .. }
            | EventKind::Dialed(_)
            | EventKind::Queueing(_)
            | EventKind::PickedUp
            | EventKind::PickedUpKey(_)
            | EventKind::Recorded { .. }
            | EventKind::NotRecorded
            | EventKind::RecordingReady { .. }
            | EventKind::Ends(_) => Climb::Next(Outcome::Failed),
        }
    }

    fn aside(&self, event: &Event, here: &Here<'_>) -> (Vec<Order>, OnRung) {
        let on = Spot::of(here).map(|spot| spot.on).unwrap_or_default();
        let EventKind::Queueing(in_line) = event.kind else { return (vec![Order::HangUp], on) };
        // Whoever is leaving has only to hear that.
        if on.leaves_for.is_some() {
            return (vec![Order::Leave], on);
        }
        let (hold, on) = self.hold(in_line, here);
        (vec![hold], on)
    }
}

/// What is known of the line between two questions of the platform: how long the caller had waited at the last one.
fn unknown(here: &Here<'_>) -> InLine {
    let told_s = Spot::of(here).and_then(|spot| spot.on.told_s);
    InLine { place: None, waiting: None, waited_s: told_s.unwrap_or(0), average_s: None }
}
