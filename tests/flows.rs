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
    call::{BundleId, builtin},
    flow::{Bundle, Sources, Take, sample, text},
    server::{Bundles, Flawed, read_flows},
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
fn a_flow_is_the_same_bundle_from_wherever_it_is_read() {
    let sources = sample();
    let mut elsewhere = sources.clone();
    elsewhere.flow.0 = format!("/srv/lines/{}", sources.flow.0.rsplit('/').next().unwrap());
    for (path, _) in elsewhere.prompts.values_mut() {
        *path = format!("..\\texts\\{}", path.rsplit('/').next().unwrap());
    }
    assert_ne!(sources, elsewhere);
    assert_eq!(sources.id(), elsewhere.id());
    assert_ne!(sources.whole_id(), elsewhere.whole_id());
    elsewhere.flow.0.push('l');
    assert_ne!(sources.id(), elsewhere.id(), "another file");
}

#[test]
fn a_bundle_that_was_kept_when_paths_belonged_to_its_id_is_found_by_that() {
    let folder = tempfile::tempdir().unwrap();
    let mut sources = sample();
    sources.flow.0 = "/srv/lines/parcels.yaml".to_owned();
    let (old, other) = (sources.whole_id(), BundleId([7; 32]));
    assert_ne!(old, sources.id());
    fs::create_dir_all(folder.path().join("bundles")).unwrap();
    for id in [old, other] {
        fs::write(folder.path().join(format!("bundles/{id}.json")), sources.to_json()).unwrap();
    }
    let kept = Bundles::served_last(folder.path());
    let found = kept.pinned(old).map(|bundle| (bundle.id, bundle.sources == sources));
    assert_eq!(found, Some((old, true)));
    assert!(kept.pinned(other).is_none(), "it is not what its name says");
}

#[test]
fn a_flow_that_breaks_its_promise_comes_with_what_was_proven() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("maze.yaml");
    let maze = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/flows/maze.yaml")).unwrap();
    let promised = maze.replacen("\nstart:", "\npromise_to_callers: { turns: 1 }\nstart:", 1);
    assert_ne!(maze, promised);
    let flawed = |text: &str| {
        fs::write(&file, text).unwrap();
        read_flows(Some(&file), None).unwrap().err().map(|flawed| flawed[0].proofs.len())
    };
    assert_eq!([flawed(&maze), flawed(&promised), flawed("flow: nothing\n")], [None, Some(1), Some(0)]);
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
