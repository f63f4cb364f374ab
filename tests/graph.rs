//! The map of a flow: its three forms, what they say, and that the picture can be read whatever the flow holds.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    reason = "tests"
)]

#[path = "graph/picture.rs"]
mod picture;
mod support;

use std::{collections::BTreeMap, fs, path::PathBuf};

use clew::{
    call::{Moment, Number},
    flow::{
        Bound, Bundle, Leg, Most, Path, Problem, Proof, Remembered, Sources, StepProof,
        map::{About, FORMS, Map, Shape, To},
    },
    server::read_flows,
};
use picture::Picture;

fn drawn(map: &Map, form: &str) -> String {
    FORMS.iter().find(|(name, _)| *name == form).unwrap().1(map)
}

fn built(text: &str) -> (Bundle, Vec<Problem>) {
    let sources = Sources::new("flow.yaml", text);
    Bundle::build(sources.clone()).unwrap_or_else(|problems| panic!("{}", clew::flow::text(&problems, &sources, false)))
}

/// Every sample and every fixture flow, with its warnings.
fn flows() -> Vec<(String, Bundle, Vec<Problem>)> {
    let folders = ["flows", "tests/flows", "tests/lines", "tests/verbs", "tests/rungs"];
    let files = folders.into_iter().flat_map(|folder| {
        let files = fs::read_dir(support::root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end == "yaml")).collect();
        files.sort();
        files
    });
    let read = |file: PathBuf| {
        let files =
            read_flows(Some(&file), None).unwrap().unwrap_or_else(|_| panic!("{} does not build", file.display()));
        let problems = files.warnings.into_iter().flat_map(|flawed| flawed.problems).collect();
        files.bundles.into_iter().map(move |bundle| (file.display().to_string(), bundle)).map({
            let problems: Vec<Problem> = problems;
            move |(file, bundle)| (file, bundle, problems.clone())
        })
    };
    let flows: Vec<_> = files.flat_map(read).collect();
    assert!(30 < flows.len(), "only {} flows were found", flows.len());
    flows
}

/// Compares with the file; `UPDATE=1` writes it.
fn expect(file: &str, text: &str) {
    let path = support::root().join("tests/graph").join(file);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, text).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == text, "{file} is drawn differently now; UPDATE=1 writes it:\n{text}");
}

fn small() -> (Bundle, Vec<Problem>) {
    built(&fs::read_to_string(support::root().join("tests/graph/small.yaml")).unwrap())
}

#[test]
fn mermaid_and_dot_of_a_small_flow_are_as_they_were() {
    let (bundle, problems) = small();
    let map = Map::of(&bundle, About { problems: &problems, ..About::default() });
    expect("small.mmd", &drawn(&map, "mermaid"));
    expect("small.dot", &drawn(&map, "dot"));
}

#[test]
fn every_flow_gives_a_picture_in_which_nothing_lies_over_anything_else() {
    for (file, bundle, problems) in flows() {
        let map = Map::of(&bundle, About { problems: &problems, ..About::default() });
        let picture = Picture::read(&drawn(&map, "svg"));
        let faults = picture.faults();
        assert!(faults.is_empty(), "{file}:\n{}", faults.join("\n"));
        let steps: Vec<String> =
            map.sections.iter().flat_map(|section| &section.nodes).map(|node| node.id.to_string()).collect();
        assert_eq!(picture.steps(), steps.into_iter().collect(), "{file}");
        assert_eq!(picture.text("svg/title"), std::slice::from_ref(&map.title), "{file}");
        assert_eq!(picture.text("svg/desc").len(), 1, "{file}");
    }
}

#[test]
fn what_lies_over_something_else_is_found() {
    let (bundle, problems) = small();
    let map = Map::of(&bundle, About { problems: &problems, ..About::default() });
    let good = Picture::read(&drawn(&map, "svg"));
    assert_eq!(good.faults(), Vec::<String>::new());
    let on_top = |change: &dyn Fn(&mut Picture)| {
        let mut bad = Picture::read(&drawn(&map, "svg"));
        change(&mut bad);
        bad.faults().join("\n")
    };
    assert!(on_top(&|picture| picture.boxes[1].area = picture.boxes[0].area).contains("over box"));
    assert!(on_top(&|picture| picture.labels[0].area = picture.boxes[0].area).contains("over box"));
    let below = |picture: &Picture| (picture.boxes[0].area.0 + 5.0, picture.boxes[0].area.3 + 40.0);
    let across = |picture: &mut Picture, area: (f64, f64, f64, f64)| {
        let middle = (area.1 + area.3) / 2.0;
        picture.lines.push(vec![(area.0 - 9.0, middle), (area.2 + 9.0, middle)]);
    };
    assert!(!good.lines.is_empty() && good.lines.iter().any(|line| 1 < line.len()));
    assert!(on_top(&|picture| across(picture, picture.boxes[0].area)).contains("under box"));
    assert!(on_top(&|picture| across(picture, picture.labels[0].area)).contains("under label"));
    // From below, and away again: the tip stands with its back to the box.
    assert!(
        on_top(&|picture| {
            let (x, y) = below(picture);
            picture.lines.push(vec![(x, y), (x, y - 31.0), (x, y - 30.0)]);
        })
        .contains("is at no box")
    );
    assert!(on_top(&|picture| picture.view.2 /= 2.0).contains("outside"));
}

#[test]
fn every_step_of_a_flow_is_in_every_form_and_a_part_is_there_once() {
    for (file, bundle, _) in flows() {
        let map = Map::of(&bundle, About::default());
        let own = bundle.flow.steps.keys().filter(|name| !name.as_str().contains('/')).count();
        assert_eq!(map.sections[0].nodes.len(), own, "{file}");
        let mut ids: Vec<&str> =
            map.sections.iter().flat_map(|section| &section.nodes).map(|node| node.id.as_str()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{file}: a step is there twice");
        let dot = drawn(&map, "dot");
        for id in &ids {
            let begins = format!("\"step {id}\" [label=");
            assert_eq!(dot.lines().filter(|line| line.trim().starts_with(&begins)).count(), 1, "{file}: {id}");
        }
        // Every way out that the engine can take is drawn.
        let exits: usize = map.sections[0].edges.iter().filter(|edge| edge.to != To::Goodbye).count();
        let goodbyes = map.sections[0].edges.len() - exits;
        let of_engine = bundle.flow.steps.iter().filter(|(name, _)| !name.as_str().contains('/'));
        let of_engine: usize = of_engine.map(|(_, step)| step.exits().len() + step.verb.people().len()).sum();
        assert_eq!(exits + goodbyes, of_engine, "{file}");
        for (section, node) in
            map.sections.iter().skip(1).flat_map(|section| section.nodes.iter().map(move |node| (section, node)))
        {
            let drawn = section.edges.iter().filter(|edge| edge.from == node.id).count();
            let own = format!("/{}", node.id.as_str().rsplit('/').next().unwrap());
            let mut steps = bundle.flow.steps.iter().filter(|(name, _)| name.as_str().ends_with(&own));
            let ways = |step: &clew::engine::Step| step.exits().len() + step.verb.people().len();
            assert!(steps.any(|(_, step)| ways(step) == drawn), "{file}: {} has {drawn} ways out", node.id);
        }
    }
}

#[test]
fn each_verb_looks_as_what_it_does() {
    let looks = |verb: &str| {
        let file = support::root().join("tests/verbs").join(format!("{verb}.yaml"));
        let files = read_flows(Some(&file), None).unwrap().unwrap_or_else(|_| panic!("{verb} does not build"));
        let map = Map::of(&files.bundles[0], About::default());
        let nodes = map.sections.into_iter().flat_map(|section| section.nodes);
        let found: Vec<Shape> =
            nodes.filter(|node| node.verb == if verb == "plain" { "" } else { verb }).map(|node| node.shape).collect();
        assert!(found.iter().all(|shape| *shape == found[0]), "{verb}: {found:?}");
        found[0]
    };
    let verbs = [
        ("language", Shape::Choice),
        ("menu", Shape::Choice),
        ("ask", Shape::Question),
        ("confirm", Shape::YesNo),
        ("pick", Shape::Pick),
        ("verify", Shape::Proof),
        ("lookup", Shape::Lookup),
        ("branch", Shape::Decision),
        ("do", Shape::Part),
        ("settle", Shape::Settle),
        ("person", Shape::Person),
        ("callback", Shape::Ladder),
        ("message", Shape::Ladder),
        ("plain", Shape::Plain),
    ];
    assert_eq!(verbs.len(), clew::engine::step::VERBS.len());
    for (verb, shape) in verbs {
        assert_eq!(looks(verb), shape, "{verb}");
    }
}

#[test]
fn problems_stand_at_their_steps_and_people_by_the_names_of_their_rules() {
    let (bundle, problems) = small();
    let map = Map::of(&bundle, About { problems: &problems, ..About::default() });
    let node =
        |id: &str| map.sections.iter().flat_map(|section| &section.nodes).find(|node| node.id.as_str() == id).unwrap();
    for problem in &problems {
        let marked =
            map.sections.iter().flat_map(|section| &section.nodes).any(|node| node.problems.contains(&problem.rule));
        let marked = marked || map.people.iter().any(|person| person.problems.contains(&problem.rule));
        let elsewhere = map.elsewhere.iter().any(|line| line.starts_with(problem.rule));
        assert!(marked || elsewhere, "{}", problem.rule);
    }
    assert_eq!(node("main").problems, ["too-many-options"], "{problems:?}");
    assert_eq!(node("hello").problems, Vec::<&str>::new());
    let svg = drawn(&map, "svg");
    assert_eq!(Picture::read(&svg).rows_of("main").last().unwrap(), "⚠ too-many-options");
}

#[test]
fn titles_that_would_break_out_of_their_form_do_not() {
    let hostile = "\\\"]; } </text><script>alert('x')</script> --> <!-- {{x}} `end` #quot; ä日本 %%{init}%%";
    let flow = format!(
        "flow: small\ntitle: \"{hostile}\"\nlanguages: [en-US]\npeople: {{ operator: {{ try: [{{ ring: \"+15550111\" }}, {{ message: \
         leave, desk: care }}] }} }}\ndesks: {{ care: {{}} }}\nstart: a\nsteps:\n  a: {{ title: \"{hostile}\", menu: hi, \
         choices: [{{ key: 1, to: b }}, {{ key: 2, to: operator }}] }}\n  b: {{ title: \"- 1. [x](y)\", settle: hi }}\n\
         prompts: {{ hi: {{ en-US: Hello. }}, leave: {{ en-US: Speak. }} }}\n"
    );
    let (bundle, problems) = built(&flow);
    let mut map = Map::of(&bundle, About { problems: &problems, ..About::default() });
    // The reader lets no sign through that cannot be seen; neither would the writer.
    map.title.push_str("\u{202e}\u{7}\u{0}\u{fffe}");
    let svg = drawn(&map, "svg");
    let picture = Picture::read(&svg);
    assert_eq!(picture.faults(), Vec::<String>::new());
    assert!(!svg.contains("<script") && !svg.contains('\u{202e}') && !svg.contains('\u{7}'), "{svg}");
    assert!(picture.elements.iter().all(|name| picture::KNOWN.contains(&name.as_str())), "{:?}", picture.elements);
    let mermaid = drawn(&map, "mermaid");
    for line in mermaid.lines().filter(|line| line.contains('"') && !line.starts_with("title")) {
        let quoted: Vec<&str> = line.split('"').collect();
        assert_eq!(quoted.len() % 2, 1, "{line}");
        let inside = quoted.iter().skip(1).step_by(2).map(|text| text.replace("<br>", ""));
        for text in inside {
            let signs: Vec<&str> = text.split('#').skip(1).collect();
            assert!(signs.iter().all(|rest| rest.split(';').next().unwrap().parse::<u32>().is_ok()), "{line}");
            assert!(!text.contains(['<', '>', '`', '[', ']', '{', '}', '|', '&', '%', '\\']), "{line}");
        }
    }
    assert!(mermaid.contains("\"#45; 1#46; #91;x#93;(y#41;"), "{mermaid}");
    let title = mermaid.lines().nth(1).unwrap().strip_prefix("title: ").unwrap();
    assert!(serde_json::from_str::<String>(title).unwrap().contains("<script>"), "{title}");
    let dot = drawn(&map, "dot");
    for line in dot.lines() {
        // Without escapes, quotes come in pairs.
        let plain = line.replace("\\\\", "").replace("\\\"", "");
        assert_eq!(plain.matches('"').count() % 2, 0, "{line}");
    }
}

/// A step, what the caller does there, and the ways out that follow.
type Told<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

fn most(at_most: u32, path: &[Told<'_>]) -> Most {
    let leg = |(step, does, exits): &(&str, &str, &[(&str, &str)])| Leg {
        step: (*step).into(),
        stage: 0,
        does: (*does).to_owned(),
        after_ms: 9_000,
        answered: Vec::new(),
        exits: exits.iter().map(|(step, exit)| ((*step).into(), (*exit).to_owned())).collect(),
    };
    let (on, answered, legs) = (Vec::new(), Vec::new(), path.iter().map(leg).collect());
    let (at, line) = (Moment::from_millis(0), Number::parse("+15550100").unwrap());
    let (withheld, who, conversation) = (false, Remembered::default(), String::new());
    let path = Path { at, line, on, withheld, who, answered, legs, conversation };
    Most { at_most, found: at_most, path: Some(path).filter(|path| !path.legs.is_empty()) }
}

#[test]
fn bounds_stand_at_their_steps_and_the_worst_path_is_marked() {
    let (bundle, _) = small();
    let bound = |turns, seconds, path: &[Told<'_>]| Bound { turns: most(turns, path), seconds: most(seconds, path) };
    let unhelped = bound(3, 52, &[]);
    let path: &[Told<'_>] = &[
        ("main", "presses 1", &[("main", "1")]),
        ("from/street", "is silent", &[]),
        ("from/street", "says \"x\"", &[("from/street", "next")]),
    ];
    let step = |turns, seconds| StepProof { unhelped_turns: 1, unhelped_seconds: 1, turns, seconds };
    let steps = BTreeMap::from([
        ("main".into(), step(8, 95)),
        ("from/street".into(), step(5, 60)),
        ("to/street".into(), step(4, 77)),
    ]);
    let proof = Proof {
        lines: Vec::new(),
        start: "hello".into(),
        unhelped,
        offer: bound(7, 91, path),
        person: bound(9, 120, &[]),
        steps,
        assumptions: Vec::new(),
    };
    let map = Map::of(&bundle, About { proofs: &[proof], ..About::default() });
    let node =
        |id: &str| map.sections.iter().flat_map(|section| &section.nodes).find(|node| node.id.as_str() == id).unwrap();
    // From a step it cannot take longer than in all.
    assert_eq!((node("main").bound, node("main").worst), (Some((7, 91)), true));
    // Of the uses of a part, the one that takes longest.
    assert_eq!((node("address/street").bound, node("address/street").worst), (Some((5, 77)), true));
    assert_eq!((node("hello").bound, node("hello").worst), (None, false));
    let worst: Vec<(&str, &str)> = map
        .sections
        .iter()
        .flat_map(|section| &section.edges)
        .filter(|edge| edge.worst)
        .map(|edge| (edge.from.as_str(), edge.label.as_str()))
        .collect();
    assert_eq!(worst, [("main", "1 · from"), ("address/street", "")]);
    assert!(map.proven[0].contains("at most 3 turns and 52 s"), "{:?}", map.proven);
    assert!(map.proven[3].contains("main presses 1; address/street is silent"), "{:?}", map.proven);
    let svg = drawn(&map, "svg");
    let picture = Picture::read(&svg);
    assert_eq!(picture.faults(), Vec::<String>::new());
    assert!(picture.rows_of("main").contains(&"≤ 7 turns, 91 s".to_owned()));
    assert_eq!(svg.matches("class=\"way worst\"").count(), 3, "two ways and the legend");
    assert!(drawn(&map, "mermaid").contains("linkStyle "));
    assert_eq!(drawn(&map, "dot").matches("penwidth=2];").count(), 4);
}

/// A flow of so many steps, with ways between them from a seed.
fn random(steps: usize, seed: u64) -> Bundle {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut flow = String::from(
        "flow: large\nlanguages: [en-US]\npeople: { operator: { try: [{ ring: \"+15550111\" }, { message: leave, desk: care }] } }\n\
         desks: { care: {} }\nprompts: { hi: { en-US: Hello. }, leave: { en-US: Speak. } }\nstart: s0\nsteps:\n",
    );
    for step in 0..steps {
        let next = (step + 1) % steps;
        let (one, other) = (random.usize(0..steps), random.usize(0..steps));
        let to = |random: &mut fastrand::Rng, step: usize| {
            if random.u8(0..5) == 0 { "operator".to_owned() } else { format!("s{step}") }
        };
        let (one, other) = (to(&mut random, one), to(&mut random, other));
        flow.push_str(&format!(
            "  s{step}: {{ menu: hi, choices: [{{ key: 1, to: s{next} }}, {{ key: 2, to: {one} }}, {{ key: 3, to: {other} }}] }}\n"
        ));
    }
    built(&flow).0
}

#[test]
fn large_flows_are_drawn_too_in_sheets_that_can_be_read() {
    for (steps, seed) in [(50, 1), (70, 2), (71, 3), (150, 4), (400, 5)] {
        let bundle = random(steps, seed);
        let map = Map::of(&bundle, About::default());
        let picture = Picture::read(&drawn(&map, "svg"));
        let faults = picture.faults();
        assert!(faults.is_empty(), "{steps} steps, seed {seed}:\n{}", faults.join("\n"));
        assert_eq!(picture.steps().len(), steps, "seed {seed}");
    }
}

#[test]
fn a_step_with_hundreds_of_ways_out_becomes_a_list() {
    let cases: Vec<String> = (100..500).map(|case| format!("c{case}")).collect();
    let ways: String = cases
        .iter()
        .map(|case| format!("      {{ when: \"number == '{}'\", to: {case} }},\n", case.trim_start_matches('c')))
        .collect();
    let steps: String = cases.iter().map(|case| format!("  {case}: {{ settle: hi }}\n")).collect();
    let (bundle, _) = built(&format!(
        "flow: star\nlanguages: [en-US]\npeople: {{ operator: {{ try: [{{ ring: \"+15550111\" }}, {{ message: leave, desk: care }}] }} }}\n\
         desks: {{ care: {{}} }}\nprompts: {{ hi: {{ en-US: Hello. }}, leave: {{ en-US: Speak. }} }}\nstart: a\nsteps:\n\
         \x20 a: {{ ask: hi, as: {{ digits: 3 }}, into: number, next: b }}\n  b:\n    branch: [\n{ways}      {{ to: operator }}\n    ]\n{steps}"
    ));
    let map = Map::of(&bundle, About::default());
    let picture = Picture::read(&drawn(&map, "svg"));
    assert_eq!(picture.faults(), Vec::<String>::new());
    assert_eq!(picture.steps().len(), 402);
    let rows = picture.rows_of("b");
    assert!(rows.iter().any(|row| row == "and 361 more"), "{rows:?}");
}
