//! How standards are told of: at a misspelt name, by the commands, in the manual.

use std::{fs, path::Path, process::Command};

use clew::flow::{Bundle, Form, Found, PACKS, Sources, manuals, prove, sample, standing};

use super::{folder, judged, keeping, same_as_kept, sources};

#[test]
fn a_standard_that_does_not_exist_is_asked_for() {
    for (written, says) in [("spian", "did you mean `spain`?"), ("mars", "there is `gethuman`, `spain`,")] {
        let flow = keeping(PACKS[1]).replace("standards: [spain]", &format!("standards: [{written}]"));
        let (problems, served, _) = judged(&sources("spain", &flow), Some(1));
        assert!(!served && problems[0].rule == "no-such", "{problems:?}");
        assert!(problems[0].hint.as_ref().unwrap().contains(says), "{problems:?}");
    }
    let twice = keeping(PACKS[1]).replace("standards: [spain]", "standards: [spain, spain]");
    assert!(!judged(&sources("spain", &twice), Some(1)).1);
}

#[test]
fn a_broken_demand_is_in_every_form_under_its_name() {
    let sources = sources("spain", &keeping(PACKS[1]).replace("for: 2m", "for: 3m"));
    let (problems, _, _) = judged(&sources, Some(1));
    let found = [Found { problems: &problems, sources: &sources }];
    for form in [Form::Json, Form::Sarif, Form::Github, Form::Gitlab] {
        assert!(form.show(&found, "").contains("standard/spain/answer-time"), "{form:?}");
    }
}

fn clew(folder: &Path, arguments: &[&str]) -> (String, String, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clew"));
    let output = command.args(arguments).env_clear().current_dir(folder).output().unwrap();
    let [out, err] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    (out, err, output.status.code())
}

#[test]
fn check_says_how_each_standard_is_kept_and_what_it_cannot_see() {
    let here = tempfile::tempdir().unwrap();
    fs::create_dir(here.path().join("flows")).unwrap();
    let spain = keeping(PACKS[1]);
    fs::write(here.path().join("flows/spain.yaml"), &spain).unwrap();
    let (out, _, code) = clew(here.path(), &["check", "flows"]);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains("spain: spain (Ley 10/2025 (Spain)): kept, as far as a flow file shows\n"), "{out}");
    assert!(out.contains("  whether 95 % of the calls are answered, on average, in three minutes\n"), "{out}");
    assert!(out.contains("This is not legal advice.\n"), "{out}");
    let (out, _, code) =
        clew(here.path(), &["check", "flows", "--standard", "portugal", "--standard", "india", "--format", "github"]);
    assert_eq!(code, Some(1), "{out}");
    assert!(out.contains("title=standard/portugal/sixty-seconds::"), "{out}");
    assert!(out.contains("title=standard/india/language-first::"), "{out}");
    let (out, _, _) = clew(here.path(), &["check", "flows", "--standard", "portugal"]);
    assert!(
        out.contains("spain: portugal (Decreto-Lei 134/2009 (Portugal)): broken (2): sixty-seconds, cancel\n"),
        "{out}"
    );
    let broken = spain.replace("for: 2m", "for: 3m").replace("title: Luz", "titel: Luz");
    fs::write(here.path().join("flows/spain.yaml"), broken).unwrap();
    let (out, _, code) = clew(here.path(), &["check", "flows", "--standard", "spain"]);
    assert_eq!(code, Some(1));
    assert!(out.contains("unknown-key") && !out.contains("standard/"), "first what keeps it from being read: {out}");
    let (_, err, code) = clew(here.path(), &["check", "flows", "--standard", "spian"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("spain"), "{err}");
}

#[test]
fn explain_prints_the_manual_of_each_demand_with_its_article() {
    let here = tempfile::tempdir().unwrap();
    let (out, _, code) = clew(here.path(), &["explain", "standard/spain/main-menu"]);
    assert_eq!(code, Some(0));
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("Ley 10/2025 (Spain): art. 8 (as reported by legaltoday.com"), "{out}");
    assert!(words.contains("This is not legal advice."), "{out}");
    for (name, manual) in manuals() {
        assert!(80 < manual.len() && manual.ends_with('.') && !manual.contains("  "), "{name}: {manual}");
    }
}

#[test]
fn each_standard_says_whom_it_is_for_and_what_it_cannot_see() {
    for pack in PACKS {
        assert!(!pack.cannot.is_empty() && !pack.always.is_empty() && pack.about.ends_with('.'), "{}", pack.name);
        for demand in pack.demands {
            assert_eq!(demand.name, format!("standard/{}/{}", pack.name, demand.short()));
            assert!(!demand.article.ends_with('.') && demand.says.ends_with('.') && demand.seen.ends_with('.'));
        }
    }
}

/// What stands before what is made.
const HEAD: &str = include_str!("head.md");

fn manual() -> String {
    let mut text = HEAD.trim_end().to_owned();
    for pack in PACKS {
        text.push_str(&format!("\n\n## {}\n\n`{}`. {}\n\n", pack.title, pack.name, pack.about));
        text.push_str("| rule | what it demands | what is looked at | article |\n|---|---|---|---|\n");
        for demand in pack.demands {
            let proof = if demand.by_proof { " (by the proof)" } else { "" };
            let (name, says, seen, article) = (demand.short(), demand.says, demand.seen, demand.article);
            text.push_str(&format!("| `{name}` | {says} | {seen}{proof} | {article} |\n"));
        }
        for (heading, all) in [("Kept on every line:", pack.always), ("Not seen in a flow file:", pack.cannot)] {
            text.push_str(&format!("\n{heading}\n\n"));
            all.iter().for_each(|one| text.push_str(&format!("- {one}\n")));
        }
        text.truncate(text.trim_end().len());
    }
    text.push('\n');
    text
}

#[test]
fn the_manual_of_standards_says_what_they_say_of_themselves() {
    same_as_kept(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/standards.md"), &manual());
}

#[test]
fn it_is_written_down_how_the_sample_lines_keep_each_standard() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str| fs::read_to_string(root.join(file)).unwrap();
    let mut city = Sources::new("city.yaml", read("flows/city.yaml"));
    for language in ["en-US", "es-US"] {
        let file = format!("prompts/{language}.yaml");
        city = city.with_prompts(language, file.as_str(), read(&file));
    }
    city.used.insert("parts/address.yaml".to_owned(), read("flows/parts/address.yaml"));
    let verdicts = [("parcels", sample()), ("city", city)].map(|(name, sources)| {
        // What only a proof decides is left out, since it changes with every text.
        let (_, verdicts) = Bundle::judged(sources, PACKS, &|_| Vec::new());
        assert_eq!(verdicts.len(), PACKS.len(), "{name}");
        (name.to_owned(), verdicts)
    });
    let lines: Vec<String> = standing(&verdicts).into_iter().filter(|line| line.contains("): ")).collect();
    same_as_kept(&folder().join("samples.txt"), &format!("{}\n", lines.join("\n")));
    let _proofs = prove(&Bundle::build(sample()).unwrap().0);
}
