//! The first benchmark: servers to compare a turn with, and the load that all of them get. `benches/first/run.py` runs
//! them in alternating rounds and prints the table.
//!
//! `first serve constant|signed|durable` prints its address and serves until it is killed; `first load URL SECONDS
//! CONNECTIONS` rings that address and prints what it measured, as JSON.

mod load;
mod serve;
mod sign;

use std::process::ExitCode;

/// What requests are signed with. No platform's.
const SECRET: &str = "benchmark-secret";

fn main() -> ExitCode {
    // Cargo passes flags of its own, such as `--bench`.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error),
    };
    let done = match words.as_slice() {
        ["serve", kind] => runtime.block_on(serve::serve(kind)),
        ["load", url, seconds, connections] => match (seconds.parse(), connections.parse()) {
            (Ok(seconds), Ok(connections)) => runtime.block_on(load::load(url, seconds, connections)),
            (Err(error), _) | (_, Err(error)) => return failed(&error),
        },
        _ => {
            eprintln!("first serve constant|signed|durable, or first load URL SECONDS CONNECTIONS; see run.py");
            return ExitCode::SUCCESS;
        }
    };
    done.map_or_else(|error| failed(error.as_ref()), |()| ExitCode::SUCCESS)
}

fn failed(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("{error}");
    ExitCode::FAILURE
}
