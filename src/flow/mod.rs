//! What designers write, read and checked: files in, a [`Bundle`] or problems out.
//!
//! Invariant: pure. Whatever the files hold, reading ends in bounded time with a bundle, or with all problems at once,
//! each at its place. It knows no verb and no rung by name: it works on their registries and traits.
//!
//! To add a standard: its file in `pack/`; see there.
//!
//! To add a rule: its file in `check/`, its line in [`RULES`], and `tests/problems/<rule>.yaml` with what is printed.
#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros)]

mod brackets;
mod build;
mod bundle;
mod check;
mod diff;
mod draft;
mod elsewhere;
pub mod map;
mod near;
mod pack;
mod place;
mod problem;
mod prove;
mod read;
mod sample;
mod schema;
mod shape;
mod show;
mod source;
mod take;
mod tree;
mod types;
mod unfold;
mod wrong;

use read::{inside as read_inside, value_of as read_value};

pub use bundle::{Bundle, Sources, built_in_catalogues};
pub use check::{RULES, Rule};
pub use diff::{Concern, Difference, bounds as bounds_apart, diff, lines};
pub use pack::{Demand, NOT_ADVICE, PACKS, Pack, Verdict, manuals, standing};
pub use place::{Fix, Place, Span};
pub use problem::{KINDS, Problem, Severity};
pub use prove::{
    Bound, Effort, Leg, Lengths, Most, Path, Proof, Remembered, StepProof, account, account_json, bounds, bounds_json,
    conversations, ladders, prove, prove_with, strays,
};
pub use read::MOST;
pub use sample::sample;
pub use schema::schema;
pub use show::{FORMS, Form, Found, counted, difference, relative, summary, text};
pub use take::Take;
