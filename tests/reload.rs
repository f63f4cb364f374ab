//! Flow files that change while they are served: new calls get what is new, calls in progress keep their words, and
//! what is broken is refused while the old one goes on.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests"
)]

#[path = "service/child.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod child;
#[path = "reload/files.rs"]
mod files;
#[path = "reload/house.rs"]
mod house;
#[path = "reload/lines.rs"]
mod lines;
#[path = "reload/load.rs"]
mod load;
#[path = "reload/pins.rs"]
mod pins;
#[path = "reload/process.rs"]
mod process;
#[path = "support/sound.rs"]
#[allow(dead_code, reason = "each test binary uses its own part")]
mod sound;
