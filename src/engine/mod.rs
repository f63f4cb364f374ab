//! The engine: one event in, the updated call, orders and effects out.
//!
//! Invariant: [`advance()`] is pure, total and deterministic. It sees no clock and no randomness: the moment comes in
//! with the event. It cannot fail: what is impossible becomes a handoff with a reason. So every call replays from its
//! journal ([`replay()`]), and a flow can be searched exhaustively. It names only `call` and `answer`.
#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros)]

pub mod account;
mod advance;
pub mod again;
mod arrival;
mod asking;
mod beginning;
mod closing;
mod everywhere;
pub mod expression;
mod flow;
mod goodbye;
pub mod guard;
mod heard;
mod here;
pub mod hours;
mod ladder;
mod landing;
pub mod lookup;
mod memory;
mod near;
pub mod note;
mod proof;
mod replay;
pub mod rung;
mod scene;
pub mod scope;
pub mod shape;
pub mod step;
mod waiting;
mod waits;
mod walk;

pub use advance::{HURRIED_MS, advance};
pub use expression::{Expression, ExpressionError, Outcome};
pub use flow::{
    Anywhere, Desk, Fact, Flow, LeaveFor, Line, MatterKind, Patience, Person, Rank, Refusal, Step, Switch, Waiting,
};
pub use here::{Here, ROOTS};
pub use hours::Hours;
pub use lookup::{Lookup, Service};
pub use near::Instead;
pub(crate) use near::{Near, near};
pub use proof::veiled;
pub use replay::{Replay, replay};
pub use waiting::GRACE_MS;
pub use waits::{LOOK_AGAIN_S, TRAIL_MAX};
