//! Switches: off until staff turn one on, on for a while, then off by themselves. Every turn of one is logged.
//!
//! Invariant: what is in memory here is what the store has acknowledged. A switch counts only while the flow that
//! answers has it, and by the moment of the call that asks.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tracing::{error, info};

use crate::{
    call::{Moment, Name},
    engine::{self, Flow},
    store::{CommitError, Store, StoreError, Switched},
};

/// The longest that a switch may be on, in seconds: a month. What should hold for longer belongs into the flow.
pub const LASTS_MAX_S: u32 = 31 * 24 * 60 * 60;

/// The longest name of who turns a switch that is kept, in characters.
const BY_MAX: usize = 80;

/// A switch that a flow has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switch {
    /// Its name.
    pub name: Name,
    /// What it is called for those who turn it.
    pub title: String,
    /// How long it stays on unless that is said, in seconds.
    pub lasts_s: u32,
}

/// The switches of a flow.
#[must_use]
pub fn of_flow(flow: &Flow) -> Vec<Switch> {
    let switch = |(name, switch): (&Name, &engine::Switch)| Switch {
        name: name.clone(),
        title: switch.title.clone(),
        lasts_s: u32::try_from(switch.lasts_s).unwrap_or(LASTS_MAX_S),
    };
    flow.switches.iter().map(switch).collect()
}

/// How a switch is to be turned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turned {
    /// On, or off.
    pub on: bool,
    /// For how long, in seconds; `None` for as long as the flow says.
    pub for_s: Option<u32>,
    /// Who does it.
    pub by: String,
}

/// Why a switch was not turned.
#[derive(Debug)]
pub enum NotTurned {
    /// No flow of this name is served.
    NoFlow(Name),
    /// The flow has no such switch; with those that it has.
    NoSwitch(Name, Vec<Name>),
    /// It cannot be on for so long, or for no time at all.
    TooLong,
    /// It could not be kept.
    Store(StoreError),
}

impl fmt::Display for NotTurned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoFlow(flow) => write!(f, "no flow `{flow}` is served"),
            Self::NoSwitch(name, known) if known.is_empty() => write!(f, "there is no switch `{name}`, nor any other"),
            Self::NoSwitch(name, known) => {
                let known: Vec<&str> = known.iter().map(Name::as_str).collect();
                write!(f, "there is no switch `{name}`; there is {}", known.join(", "))
            }
            Self::TooLong => write!(f, "a switch is on for between 1 second and {} days", LASTS_MAX_S / 86_400),
            Self::Store(error) => write!(f, "could not keep the switch: {error}"),
        }
    }
}

impl std::error::Error for NotTurned {}

/// A switch of a flow as it now is.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The flow.
    pub flow: Name,
    /// The switch.
    pub switch: Switch,
    /// Whether it is on.
    pub on: bool,
    /// How it was last turned, if it ever was.
    pub last: Option<Switched>,
}

/// Every switch that was ever turned, by flow and name; nothing until the store could be read.
type Known = Option<BTreeMap<(Name, Name), Switched>>;

/// The switches of all flows.
pub(super) struct Switches {
    store: Arc<dyn Store>,
    known: Mutex<Known>,
    /// One is turned after the other, so that what is in memory is what was kept last.
    turning: tokio::sync::Mutex<()>,
}

impl Switches {
    /// The switches as the store has them. If it cannot be read now, it is asked again.
    pub(super) fn over(store: Arc<dyn Store>) -> Self {
        let switches = Self { store, known: Mutex::default(), turning: tokio::sync::Mutex::default() };
        drop(switches.known());
        switches
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.is_none() {
            match self.store.switches() {
                Ok(switches) => {
                    let by_name = |switched: Switched| ((switched.flow.clone(), switched.switch.clone()), switched);
                    *known = Some(switches.into_iter().map(by_name).collect());
                }
                Err(error) => error!(%error, "could not read the switches: all of them are off until that succeeds"),
            }
        }
        known
    }

    /// The names of the switches of a flow that are on, in order.
    pub(super) fn on(&self, flow: &Flow, now: Moment) -> Vec<Name> {
        let switches = of_flow(flow);
        if switches.is_empty() {
            return Vec::new();
        }
        let known = self.known();
        let is_on = |name: &Name| {
            let switched = known.as_ref().and_then(|known| known.get(&(flow.name.clone(), name.clone())));
            switched.is_some_and(|switched| switched.is_on(now))
        };
        let mut on: Vec<Name> = switches.into_iter().map(|switch| switch.name).filter(is_on).collect();
        on.sort_unstable();
        on
    }

    /// All switches of a flow as they now are.
    pub(super) fn standing(&self, flow: &Flow, now: Moment) -> Vec<Standing> {
        let known = self.known();
        let standing = |switch: Switch| {
            let key = (flow.name.clone(), switch.name.clone());
            let last = known.as_ref().and_then(|known| known.get(&key)).cloned();
            let on = last.as_ref().is_some_and(|last| last.is_on(now));
            Standing { flow: flow.name.clone(), switch, on, last }
        };
        of_flow(flow).into_iter().map(standing).collect()
    }

    /// Turns a switch of a flow, durably, and logs who did.
    pub(super) async fn turn(
        &self,
        flow: &Flow,
        name: &Name,
        turned: &Turned,
        now: Moment,
    ) -> Result<Standing, NotTurned> {
        let _alone = self.turning.lock().await;
        let switches = of_flow(flow);
        let switched = switched(&flow.name, &switches, name, turned, now)?;
        self.store.switch(&switched).await.map_err(|error| match error {
            CommitError::Failed(error) => NotTurned::Store(error),
            CommitError::Raced | CommitError::Unknown => NotTurned::Store(StoreError::new("somebody else turned it")),
        })?;
        if let Some(known) = self.known().as_mut() {
            known.insert((flow.name.clone(), name.clone()), switched.clone());
        }
        log(&switched);
        let standing = self.standing(flow, now).into_iter().find(|standing| standing.switch.name == *name);
        standing.ok_or_else(|| NotTurned::NoSwitch(name.clone(), Vec::new()))
    }

    /// Notes in the log which switches have run out.
    pub(super) fn run_out(&self, now: Moment) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        for switched in known.iter_mut().flat_map(BTreeMap::values_mut) {
            if switched.on && !switched.is_on(now) {
                switched.on = false;
                info!(flow = %switched.flow, switch = %switched.switch, "a switch has gone off by itself");
            }
        }
    }
}

/// How a switch is kept that is turned so, if a flow with these switches can turn it.
///
/// # Errors
/// When there is no such switch, or it cannot be on for so long.
pub fn switched(
    flow: &Name,
    switches: &[Switch],
    name: &Name,
    turned: &Turned,
    now: Moment,
) -> Result<Switched, NotTurned> {
    let Some(switch) = switches.iter().find(|switch| switch.name == *name) else {
        let known = switches.iter().map(|switch| switch.name.clone()).collect();
        return Err(NotTurned::NoSwitch(name.clone(), known));
    };
    let lasts_s = turned.for_s.unwrap_or(switch.lasts_s);
    if turned.on && !(1..=LASTS_MAX_S).contains(&lasts_s) {
        return Err(NotTurned::TooLong);
    }
    let until = if turned.on { now.plus_millis(u64::from(lasts_s).saturating_mul(1000)) } else { now };
    let by = turned.by.chars().filter(|char| !char.is_control()).take(BY_MAX).collect();
    Ok(Switched { flow: flow.clone(), switch: name.clone(), on: turned.on, since: now, until, by })
}

/// Tells in the log that a switch was turned, and who did.
pub fn log(switched: &Switched) {
    let Switched { flow, switch, on, until, by, .. } = switched;
    info!(%flow, %switch, on, until = shown(*until), by, "a switch was turned");
}

/// A moment as people and programs read it, such as `2026-11-24T10:30:00Z`.
#[must_use]
pub fn shown(moment: Moment) -> String {
    let time = chrono::DateTime::from_timestamp_millis(moment.millis()).unwrap_or_default();
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// A length of time such as `45m`, `3h` or `2d`, in seconds.
#[must_use]
pub fn duration_s(text: &str) -> Option<u32> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return None,
    };
    let plain = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| number.parse::<u32>().ok()?.checked_mul(unit)).flatten()
}
