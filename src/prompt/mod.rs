//! What is said: texts and recordings by id and language, how values sound, and what a recording holds.
//!
//! Invariant: pure, and speaking is total: every id and any values become something to say. It names only `call`; the
//! texts are read from files by `flow`.
//!
//! To add a format: see `formats/mod.rs`. To add a language: its line in [`Language`], which the compiler then leads to
//! every place that knows words, its `builtin/<language>.yaml`, and its rows in `tests/prompts/`.
#![deny(clippy::disallowed_methods, clippy::disallowed_types, clippy::disallowed_macros)]

mod aloud;
mod catalogue;
mod formats;
mod keys;
mod leading;
mod length;
mod order;
mod recording;
mod speak;
mod template;
mod tongue;
mod wording;

pub use aloud::{ReadsBadly, reads_badly};
pub use catalogue::{BUILT_IN, Catalogue, Catalogues, Entry, Written};
pub use formats::{FORMATS, Format};
pub use keys::{keys_said, says_zero};
pub use leading::leading;
pub use length::length_ms;
pub use order::{KeyFirst, first_key, keys_first};
pub use recording::{Content, LENGTH_MAX_MS, NotPlayable, Recording, SIZE_MAX};
pub use template::{Insert, Template, TemplateError, Trouble};
pub use tongue::{Currency, Language, Tongue};
pub use wording::{Piece, Wording, WordingError, WordingTrouble, forms_of};
