//! What tests share: bundles of sample and fixture flows.
#![allow(dead_code, reason = "each test file uses its part")]

pub mod ring;

use std::{fs, path::Path};

use clew::flow::{self, Bundle, Sources, sample};

/// The seal of stores in tests.
pub fn seal() -> clew::store::Seal {
    clew::store::Seal::new([7; 32])
}

/// The folder of the project.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A parcel firm's line with nothing that depends on the hour or on a backend.
pub fn parcels() -> Bundle {
    fixture("parcels.yaml")
}

/// The sample line.
pub fn sample_line() -> Bundle {
    build(sample())
}

/// A fixture flow under `tests/flows/`, texts inside.
pub fn fixture(name: &str) -> Bundle {
    let file = root().join("tests/flows").join(name);
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    build(Sources::new(name, text))
}

/// Builds what must build.
pub fn build(sources: Sources) -> Bundle {
    let shown = sources.clone();
    match Bundle::build(sources) {
        Ok((bundle, _warnings)) => bundle,
        Err(problems) => panic!("{}", flow::text(&problems, &shown, false)),
    }
}
