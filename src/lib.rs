//! clew answers a company's phone line. A telephony platform calls its webhook for every step of a call, and clew
//! answers with call-flow XML. What sets it apart is what it never does: it never keeps a caller in a maze.
//!
//! # Words
//!
//! One word, one meaning, in code, files, pages and documents.
//!
//! *Line*: a phone number that clew answers, and its flow. *Flow*: a file of *steps*. *Step*: one thing that happens: a
//! menu, a question. *Call*: one phone call; *caller*: the human being behind it. *Matter*: what a caller wants
//! settled. *Event*: what the platform told us. *Turn*: one event in; an updated call, *orders* and *effects* out; a
//! turn *counts* for the guards only when its event is the caller's own doing at a wait. *Order*: what we tell the
//! platform. *Effect*: what we ask of our own host. *Signal*: one piece of evidence that a caller is stuck or upset.
//! *Frustration*: the sum of the signals of a matter. *Person*: somewhere that a human being answers; its *ladder* has
//! *rungs*. *Handoff*: the connection to a person. *Prompt*: text or recording by id, per language. *Dialect*: one
//! platform's words. *Store*: where calls, journals and messages live. *Problem*: something wrong in a designer's file.
//! *Journal*: the events of a call, from which it can be replayed exactly. *Bundle*: a flow with everything it says, by
//! content hash; a call is pinned to one.
//!
//! # Layers
//!
//! | folder | what it is | may name |
//! |---|---|---|
//! | [`call`] | the nouns | nothing of ours |
//! | [`answer`] | what a caller can answer | `call` |
//! | [`engine`] | one event in, one turn out; verbs, rungs, guards | `answer`, `call` |
//! | [`prompt`] | ids and values to text or audio | `call` |
//! | [`flow`] | designers' files to bundles, problems, bounds and maps | `engine`, `prompt`, `answer`, `call` |
//! | [`dialect`] | the platforms: requests to events, orders to documents | `call` |
//! | [`store`] | where calls live | `call` |
//! | [`settings`] | text and environment to settings | nothing of ours |
//! | [`server`] | the service: I/O around all of these | all of these |
//! | [`phone`] | the platform's side, to try a line and to check it | nothing of ours |
//! | [`cli`] | one file a command | `server`, `flow`, `phone` and below |
//!
//! # Invariants
//!
//! - `call`, `answer`, `engine`, `prompt`, `flow`, `dialect` and `settings` are pure: no I/O, no clock, no randomness,
//!   no hash maps. Lints and a test hold that border.
//! - [`engine::advance()`] cannot fail. What is impossible becomes a handoff with a reason.
//! - A call is ended by the line only with an [`engine`] `Agreed`: the proof that the caller agreed.
//! - Nothing is answered that is not saved, and what is answered again is the same bytes.
//! - `phone` shares no code with what it checks.
// What tests may do, and the program may not; the lints for both are in Cargo.toml.
#![cfg_attr(
    not(test),
    deny(
        clippy::panic,
        clippy::print_stderr,
        clippy::print_stdout,
        clippy::string_slice,
        clippy::wildcard_enum_match_arm
    )
)]

pub mod answer;
pub mod call;
pub mod cli;
pub mod dialect;
pub mod engine;
pub mod flow;
pub mod phone;
pub mod prompt;
pub mod server;
pub mod settings;
pub mod store;
