//! The ladder of a person: one file a rung.
//!
//! To add a rung: its file, its line in [`RUNGS`], and a fixture `tests/rungs/<name>.yaml` with a conversation beside
//! it.

mod message;
mod ring;

use std::fmt;

use serde::de::DeserializeOwned;

use super::step::ShapeError;
use crate::call::{Call, Effect, Event, Name, Number, Order};

/// Every rung, in the order of the documentation.
pub static RUNGS: &[Kind] = &[ring::KIND, message::KIND];

/// How often a rung is tried in one call, at most.
pub const TRIES_MAX: u8 = 2;

/// A kind of rung, as the reader of flow files sees it.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The key that makes a rung one of this kind.
    pub name: &'static str,
    /// The keys that such a rung may have.
    pub keys: &'static [&'static str],
    /// Reads its shape.
    pub read: fn(&serde_json::Value) -> Result<Box<dyn Rung>, ShapeError>,
}

fn read<R: Rung + DeserializeOwned + 'static>(map: &serde_json::Value) -> Result<Box<dyn Rung>, ShapeError> {
    let rung: Box<dyn Rung> = Box::new(serde_path_to_error::deserialize::<_, R>(map)?);
    Ok(rung)
}

/// One way to reach a person.
pub trait Rung: fmt::Debug + Send + Sync {
    /// The rung's name, as in [`Kind::name`].
    fn name(&self) -> &'static str;

    /// Whether it works although nobody is there. The last rung of a ladder must.
    fn needs_nobody(&self) -> bool;

    /// What it says, to be spoken just before its orders.
    fn prompts(&self) -> Vec<&Name> {
        Vec::new()
    }

    /// The numbers it rings.
    fn rings(&self) -> &[Number] {
        &[]
    }

    /// The desk that reads what is left here.
    fn desk(&self) -> Option<&Name> {
        None
    }

    /// What the platform is told on entering it.
    fn order(&self) -> Order;

    /// What an event means here.
    fn hear(&self, event: &Event, call: &Call) -> Climb;
}

/// What follows on the ladder.
#[derive(Debug, PartialEq, Eq)]
pub enum Climb {
    /// Nobody was reached: the next rung.
    Next,
    /// The caller talked to a person, and that is over.
    Talked,
    /// Something was left; then on.
    Left {
        /// What is to be kept.
        effect: Effect,
        /// Whether the caller asked for a person meanwhile.
        asked: bool,
    },
    /// Nothing was left: this rung once more, then the end of the ladder.
    NothingLeft,
}
