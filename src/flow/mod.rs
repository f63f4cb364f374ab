//! What designers write, read and checked: files in, a [`Bundle`] or problems out.
//!
//! Invariant: pure. Whatever the files hold, reading ends in bounded time with a bundle, or with all problems at once,
//! each at its place. It knows no verb and no rung by name: it works on their registries and traits.
//!
//! To add a rule: its file in `check/`, its line in [`RULES`], and `tests/problems/<rule>.yaml` with what is printed.
#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros)]

mod build;
mod bundle;
mod check;
mod draft;
mod elsewhere;
mod near;
mod place;
mod problem;
mod read;
mod sample;
mod shape;
mod show;
mod source;
mod tree;
mod wrong;

pub use bundle::{Bundle, Sources, built_in_catalogue};
pub use check::{RULES, Rule};
pub use place::{Fix, Place, Span};
pub use problem::{KINDS, Problem, Severity};
pub use sample::sample;
pub use show::{json, text};
