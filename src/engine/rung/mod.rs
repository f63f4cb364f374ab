//! The ladder of a person: one file a rung.
//!
//! To add a rung: its file, its line in [`RUNGS`], and a fixture `tests/rungs/<name>.yaml` with a conversation beside
//! it.

mod message;
mod promise;
mod queue;
mod ring;

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;

use super::{
    Here,
    step::{ShapeError, Wait},
};
use crate::call::{Dial, Effect, Event, Name, Number, OnRung, Order, Outcome, Promise};

pub use message::message;
pub(in crate::engine) use message::message_length;
pub use promise::promise;

/// Every rung, in the order of the documentation.
pub static RUNGS: &[Kind] = &[ring::KIND, queue::KIND, promise::KIND, message::KIND];

/// How often a rung is tried in one call, at most.
pub const TRIES_MAX: u8 = 2;

/// A kind of rung, as the reader of flow files sees it.
#[derive(Clone, Copy)]
pub struct Kind {
    /// The key that makes a rung one of this kind.
    pub name: &'static str,
    /// The keys that such a rung may have.
    pub keys: &'static [&'static str],
    /// Reads its shape.
    pub read: fn(&serde_json::Value) -> Result<Box<dyn Rung>, ShapeError>,
    /// The schema of its shape.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

fn schema<R: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    R::json_schema(generator)
}

/// The kind of a rung.
const fn kind<R: Rung + DeserializeOwned + JsonSchema + 'static>(
    name: &'static str,
    keys: &'static [&'static str],
) -> Kind {
    Kind { name, keys, read: read::<R>, schema: schema::<R> }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
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
    fn rings(&self) -> Vec<&Number> {
        Vec::new()
    }

    /// What it sounds like while the caller waits there: one of the flow's `waiting`.
    fn waiting(&self) -> Option<&Name> {
        None
    }

    /// Whether it promises a callback.
    fn promises(&self) -> bool {
        false
    }

    /// Whether it records a message.
    fn records(&self) -> bool {
        false
    }

    /// Whether the caller stays on it by doing nothing, and asking for a person leads to the next rung.
    fn holds(&self) -> bool {
        false
    }

    /// How long a caller waits here for somebody at most, in seconds, before something else is tried or offered. 0 for
    /// a rung that needs nobody.
    fn lasts_s(&self) -> u16 {
        0
    }

    /// What comes behind it where it is the last one, and nothing came of it.
    fn otherwise(&self) -> Option<Box<dyn Rung>> {
        None
    }

    /// The desk that reads what is left here.
    fn desk(&self) -> Option<&Name> {
        None
    }

    /// Whom it rings, if it does: all that the last resort needs.
    fn dial(&self) -> Option<Dial> {
        None
    }

    /// What happens on entering it.
    fn enter(&self, here: &Here<'_>) -> Standing;

    /// What an event means here.
    fn hear(&self, event: &Event, here: &Here<'_>) -> Climb;

    /// What answers an event beside the call, and how the call stands here afterwards.
    fn aside(&self, _event: &Event, _here: &Here<'_>) -> (Vec<Order>, OnRung) {
        (vec![Order::HangUp], OnRung::default())
    }
}

/// What happens on entering a rung.
#[derive(Debug)]
pub enum Standing {
    /// The platform does something, and tells us how it went.
    Order(Order),
    /// The caller is asked for something.
    Ask(Wait),
    /// It is over already.
    Over(Climb),
}

/// What follows on the ladder.
#[derive(Debug, PartialEq, Eq)]
pub enum Climb {
    /// Nobody was reached: the next rung; whoever was cut off is connected once more.
    Next(Outcome),
    /// The caller stays, and this is what the platform is told.
    Stay(Order),
    /// The caller leaves for that rung.
    LeaveFor(u8),
    /// The caller talked to a person, and that is over.
    Talked,
    /// Something was left; then on.
    Left {
        /// What is to be kept.
        effect: Effect,
        /// Whether the caller asked for a person meanwhile.
        asked: bool,
    },
    /// A callback was promised.
    Promised(Promise),
    /// Nothing was left: this rung once more, then the end of the ladder.
    NothingLeft,
}
