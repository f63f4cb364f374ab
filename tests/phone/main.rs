//! The phone itself: what it refuses, what it posts in every state, how it signs, how the terminal reads and writes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, reason = "tests")]

mod acts;
mod documents;
mod network;
mod queues;
mod script;
mod terminal;
mod webhooks;
mod whispers;
