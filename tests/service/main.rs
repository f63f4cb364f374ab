//! The real binary as a process of its own: what it says, how it ends, and that nothing which it answered is lost.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests"
)]

mod child;
mod commands;
mod desk;
mod killed;
mod line;
mod signed;
mod stop;
