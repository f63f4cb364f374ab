//! Every flow in `flows/` builds without any problem, and a bundle is the same bundle from its kept sources.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    reason = "tests"
)]

use std::{fs, path::Path};

use clew::{
    call::builtin,
    flow::{Bundle, Sources, sample, text},
    prompt::speak,
};

fn build(sources: &Sources) -> Bundle {
    match Bundle::build(sources.clone()) {
        Ok((bundle, warnings)) => {
            assert!(warnings.is_empty(), "{}", text(&warnings, sources, false));
            bundle
        }
        Err(problems) => panic!("{}", text(&problems, sources, false)),
    }
}

#[test]
fn every_flow_that_is_shipped_builds_without_problems() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut built = 0;
    for entry in fs::read_dir(root.join("flows")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let prompts = fs::read_to_string(root.join("prompts/en-US.yaml")).unwrap();
            let flow = fs::read_to_string(&path).unwrap();
            build(&Sources::new(name, flow).with_prompts("en-US", "prompts/en-US.yaml", prompts));
            built += 1;
        }
    }
    assert!(0 < built, "flows/ is empty");
}

#[test]
fn the_sample_is_the_shipped_flow_and_says_everything() {
    let bundle = build(&sample());
    assert_eq!(bundle.flow.name.as_str(), "parcels");
    assert_eq!(bundle.flow.start.as_str(), "hello");
    for id in builtin::ALL {
        assert!(bundle.catalogue.entries.contains_key(*id), "{id}");
    }
    let said = clew::call::Said::plain("hello");
    let clew::call::Spoken::Text { text, language } = speak(&bundle.catalogue, &said, "") else { panic!("no text") };
    assert_eq!((language.as_str(), text.as_str()), ("en-US", "Harbor Parcel, good to hear from you."));
}

#[test]
fn a_bundle_from_its_kept_sources_is_the_same_bundle() {
    let first = build(&sample());
    let json = first.sources.to_json();
    let second = build(&Sources::from_json(&json).unwrap());
    assert_eq!(first.id, second.id);
    assert_eq!(first.sources, second.sources);
    assert_eq!(first.catalogue, second.catalogue);
    assert_eq!(format!("{:?}", first.flow), format!("{:?}", second.flow));
    assert_eq!(second.sources.to_json(), json);
}

#[test]
fn any_change_of_any_source_is_another_bundle() {
    let id = sample().id();
    let mut changed = sample();
    changed.flow.1.push('\n');
    assert_ne!(changed.id(), id);
    let mut changed = sample();
    changed.prompts.get_mut("en-US").unwrap().1.push('\n');
    assert_ne!(changed.id(), id);
    let mut changed = sample();
    changed.built_in_prompts.get_mut("en").unwrap().push('\n');
    assert_ne!(changed.id(), id);
    let mut changed = sample();
    changed.built_in_words.get_mut("en").unwrap().push('\n');
    assert_ne!(changed.id(), id);
    let mut changed = sample();
    changed.recordings.insert("hello.wav".to_owned(), "00".to_owned());
    assert_ne!(changed.id(), id);
}
