//! What is said: texts and recordings by id, and how values sound.
//!
//! Invariant: pure, and speaking is total: every id and any values become something to say. It names only `call`; the
//! texts are read from files by `flow`.
//!
//! To add a format: its line in [`FORMATS`] and its row in `tests/prompts.rs`.
#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros)]

mod catalogue;
mod formats;
mod speak;
mod template;

pub use catalogue::{BUILT_IN, Catalogue, Entry, says_zero};
pub use formats::{FORMATS, Format};
pub use speak::speak;
pub use template::{Insert, Template, TemplateError, Trouble};
