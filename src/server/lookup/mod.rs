//! Lookups as they are asked: over the network, to the flow's own services alone.
//!
//! Invariant: every question ends, within its limit, in an [`Answered`]; what can go wrong is one of its faults, logged
//! once, without what was asked. A question goes to the service that the flow names and to no other: see [`net`].
//!
//! To add a way to be answered (a mock, a queue): implement [`Backends`].

pub mod breaker;
mod client;
pub mod decode;
mod exchange;
pub mod net;
mod request;
mod settings;

use std::{collections::BTreeMap, pin::Pin};

use chrono_tz::Tz;

use crate::{
    call::{Answered, LookupFault, Name, Value},
    engine::lookup::{Lookup, Service},
};

pub use client::Client;
pub use exchange::BODY_MAX;
pub use settings::{Configured, Unset, unset};

/// A question to a backend.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The lookup's name in its flow.
    pub name: &'a Name,
    /// The lookup.
    pub lookup: &'a Lookup,
    /// The service that it names.
    pub service: &'a Service,
    /// What is asked with, by dotted path: all that [`Lookup::reads`] names and is known.
    pub with: &'a BTreeMap<Name, Value>,
    /// Where the line is: moments that come with an offset are told in its time. Without it, as they are written.
    pub zone: Option<Tz>,
}

/// An answer that is on its way.
pub type Asking<'a> = Pin<Box<dyn Future<Output = Answered> + Send + 'a>>;

/// Whoever answers lookups.
pub trait Backends: Send + Sync {
    /// Asks. The answer comes within the lookup's limit; dropping it gives the question up.
    fn ask<'a>(&'a self, question: Question<'a>) -> Asking<'a>;
}

/// Nobody: every lookup fails. For lines that have no backends.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nobody;

impl Backends for Nobody {
    fn ask<'a>(&'a self, _question: Question<'a>) -> Asking<'a> {
        Box::pin(async { Answered::Failed(LookupFault::NotAsked) })
    }
}
