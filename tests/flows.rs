//! Every flow in `flows/` builds without any problem, and a bundle is the same bundle from its kept sources.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    reason = "tests"
)]

use std::path::Path;

use clew::{
    call::builtin,
    flow::{Bundle, Sources, Take, sample, text},
    server::{Flawed, read_flows},
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
fn every_flow_that_is_shipped_builds_without_problems_and_speaks_each_of_its_languages() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = read_flows(Some(&root.join("flows")), None).unwrap();
    let files = files.unwrap_or_else(|refused| panic!("{}", shown(&refused)));
    assert!(files.warnings.is_empty(), "{}", shown(&files.warnings));
    let names: Vec<&str> = files.bundles.iter().map(|bundle| bundle.flow.name.as_str()).collect();
    assert_eq!(names, ["city", "parcels"]);
    for bundle in &files.bundles {
        assert_eq!(bundle.flow.languages, ["en-US".into(), "es-US".into()]);
        assert!(bundle.flow.steps.len() <= 30, "{} steps", bundle.flow.steps.len());
    }
    let [city, _] = files.bundles.as_slice() else { panic!("two flows") };
    assert_eq!(city.sources.used.keys().collect::<Vec<_>>(), ["parts/address.yaml"]);
    assert!(city.flow.steps.contains_key("home/street") && city.flow.steps.contains_key("broken/street"));
}

fn shown(flawed: &[Flawed]) -> String {
    flawed.iter().map(|flawed| flawed.shown(false)).collect()
}

#[test]
fn the_sample_is_the_shipped_flow_and_says_everything() {
    let bundle = build(&sample());
    assert_eq!(bundle.flow.name.as_str(), "parcels");
    assert_eq!(bundle.flow.start.as_str(), "hello");
    let hellos = [("en-US", "Harbor Parcel, good to hear from you."), ("es-US", "Harbor Parcel, gracias por llamar.")];
    for (tag, hello) in hellos {
        for id in builtin::ALL {
            assert!(bundle.catalogues.entry(&tag.into(), id).is_some(), "{id}");
        }
        let said = clew::call::Said::plain("hello");
        let clew::call::Spoken::Text { text, language, .. } = bundle.catalogues.speak(&tag.into(), &said, "") else {
            panic!("no text")
        };
        assert_eq!((language.as_str(), text.as_str()), (tag, hello));
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("flows/parcels.yaml");
    let shipped = read_flows(Some(&file), None).unwrap().unwrap_or_else(|refused| panic!("{}", shown(&refused)));
    let texts = |bundle: &Bundle| {
        let sources = &bundle.sources;
        (sources.flow.1.clone(), sources.prompts.iter().map(|(tag, (_, text))| (tag.clone(), text.clone())).collect())
    };
    let (ours, theirs): ((String, Vec<_>), (String, Vec<_>)) = (texts(&bundle), texts(&shipped.bundles[0]));
    assert_eq!(ours, theirs);
}

#[test]
fn a_bundle_from_its_kept_sources_is_the_same_bundle() {
    let first = build(&sample());
    let json = first.sources.to_json();
    let second = build(&Sources::from_json(&json).unwrap());
    assert_eq!(first.id, second.id);
    assert_eq!(first.sources, second.sources);
    assert_eq!(first.catalogues, second.catalogues);
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
    changed.recordings.insert("hello.wav".to_owned(), Take::of("00", b""));
    assert_ne!(changed.id(), id);
}

#[test]
fn the_conversations_of_the_shipped_flows_come_true_and_go_everywhere() {
    for flow in ["city", "parcels"] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("flows").join(flow).with_extension("calls");
        let outcome = clew::cli::test::run_file(&file, None, false);
        assert_eq!(outcome.differences, Vec::<String>::new());
        assert!(20 < outcome.run, "{flow}: {} conversations", outcome.run);
        let [coverage] = outcome.coverage.as_slice() else { panic!("one flow") };
        assert!(coverage.reaches(100), "{}", coverage.shown());
    }
}
