//! The nouns: what a call is, what the platform tells us, what we tell it, what is kept.
//!
//! Invariant: this layer names no other layer of clew, does no I/O, and knows no clock. Everything in it is a value.
#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros)]

pub mod braces;
pub mod builtin;
mod call;
mod caller;
mod effect;
mod event;
mod handoff;
mod id;
mod journal;
mod lookup;
mod matter;
mod message;
mod moment;
mod name;
mod number;
mod order;
mod place;
mod promise;
mod transcript;
mod turn;
mod types;
mod value;

pub use call::{Call, First, Memory};
pub use caller::{Caller, Change, How, Kept, Left, OpenMatter, PastCall, Prefers, Wish};
pub use effect::Effect;
pub use event::{DialOutcome, Ending, Event, EventKind, InLine, QueueOutcome, WORDS_MAX};
pub use handoff::{Fault, Handoff, Outcome, Reason, Tried};
pub use id::{BundleId, CallKey, CallerKey, Digest};
pub use journal::Entry;
pub use lookup::{Answered, Asked, LookupFault};
pub use matter::{Counted, Matter, Signal};
pub use message::Message;
pub use moment::Moment;
pub use name::Name;
pub use number::{Number, Party};
pub use order::{Dial, Endpoint, Gather, Listen, Order, Record, Rejection, SPEECH_MAX_S, Said, Speaker, Spoken};
pub use place::{Closing, End, OfferWhy, OnRung, Place, SoFar};
pub use promise::{Done, Promise};
pub use transcript::transcript;
pub use turn::{Passed, Turn};
pub use types::Type;
pub use value::Value;
