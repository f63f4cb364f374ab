//! The engine: one event in, the updated call, orders and effects out.
//!
//! Invariant: [`advance()`] is pure, total and deterministic. It sees no clock and no randomness: the moment comes in
//! with the event. It cannot fail: what is impossible becomes a handoff with a reason. So every call replays from its
//! journal ([`replay()`]), and a flow can be searched exhaustively. It names only `call` and `answer`.
#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros)]

mod advance;
mod flow;
mod goodbye;
pub mod guard;
mod ladder;
mod replay;
pub mod rung;
mod scene;
pub mod shape;
pub mod step;
mod walk;

pub use advance::advance;
pub use flow::{Flow, Patience, Person, Step};
pub use replay::{Replay, replay};
