//! clew answers a company's phone line, and keeps every caller out of endless menus.
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
pub mod dialect;
pub mod engine;
pub mod flow;
pub mod phone;
pub mod prompt;
pub mod settings;
pub mod store;
