//! The lines that set the scene: `lookup` and `switch`; and the names of conversations.

use clew::phone::conversation::{MockDoes, Stimulus, parse, rewrite};
use serde_json::json;

use super::{HEADER, all_as_written, came, exchanges, wrong};

fn lookup(does: MockDoes) -> Stimulus {
    Stimulus::Lookup { name: "parcel".to_owned(), does }
}

fn answers(written: &str, value: serde_json::Value) -> Stimulus {
    lookup(MockDoes::Answers { written: written.to_owned(), value })
}

#[test]
fn every_scene_is_read_with_its_sign_and_without() {
    let on = |on| Stimulus::Switch { name: "storm".to_owned(), on };
    for (text, wanted) in [
        (
            "lookup parcel answers { state: \"on  the: way\", eta: 2026-11-26, weight: 2.5, sent: true }",
            answers(
                "{ state: \"on  the: way\", eta: 2026-11-26, weight: 2.5, sent: true }",
                json!({ "state": "on  the: way", "eta": "2026-11-26", "weight": 2.5, "sent": true }),
            ),
        ),
        (
            "lookup parcel answers [ { ext: 12 }, { ext: 007 } ]",
            answers("[ { ext: 12 }, { ext: 007 } ]", json!([{ "ext": 12 }, { "ext": "007" }])),
        ),
        (
            "lookup parcel answers { state: \"on\", number: \"+15550123\", agreed: yes }",
            answers(
                "{ state: \"on\", number: \"+15550123\", agreed: yes }",
                json!({ "state": "on", "number": "+15550123", "agreed": "yes" }),
            ),
        ),
        ("lookup  parcel   answers  {}", answers("{}", json!({}))),
        ("lookup parcel answers nonsense", lookup(MockDoes::Nonsense)),
        ("lookup parcel answers 404", lookup(MockDoes::Status(404))),
        ("lookup parcel answers 409", lookup(MockDoes::Status(409))),
        ("lookup parcel is missing", lookup(MockDoes::Missing)),
        ("lookup parcel is down", lookup(MockDoes::Down)),
        ("lookup parcel takes 5s", lookup(MockDoes::Takes { ms: 5_000 })),
        ("lookup parcel takes 5.001s", lookup(MockDoes::Takes { ms: 5_001 })),
        ("lookup parcel takes 2m", lookup(MockDoes::Takes { ms: 120_000 })),
        ("switch storm on", on(true)),
        ("switch  storm  off", on(false)),
    ] {
        for line in [text.to_owned(), format!("> {text}"), format!("  {text}  ")] {
            let read = exchanges(&format!("{line}\n> rings\n"));
            assert_eq!(read[0].does, wanted, "{line}");
            assert!(read[0].does.sets_the_scene() && !read[1].does.sets_the_scene());
        }
    }
}

#[test]
fn mistakes_in_a_scene_are_told_with_what_to_write_instead() {
    let shape = "write a map like `{ state: \"on the way\", eta: 2026-11-26 }`, a list like `[ { ext: 12 } ]`, a status, \
         or `nonsense`";
    let all = "`lookup parcel answers { state: \"on the way\", eta: 2026-11-26 }`, `lookup parcel answers 409`, \
               `lookup parcel answers nonsense`, `lookup parcel is missing`, `lookup parcel is down`, `lookup parcel takes 5s`";
    for (text, says, hint) in [
        ("lookup", "`lookup` says nothing that a lookup can do", format!("write one of {all}")),
        ("lookup parcel", "`lookup parcel` says nothing that a lookup can do", format!("write one of {all}")),
        (
            "lookup parcel is dwon",
            "`lookup parcel is dwon` says nothing that a lookup can do",
            "write it like `lookup parcel is down`".to_owned(),
        ),
        (
            "lookup parcel answer 404",
            "`lookup parcel answer 404` says nothing that a lookup can do",
            "write it like `lookup parcel answers 409`".to_owned(),
        ),
        (
            "lookup parcel: answers 404",
            "`lookup parcel: answers 404` says nothing that a lookup can do",
            "write it like `lookup parcel answers 409`".to_owned(),
        ),
        ("lookup parcel answers 99", "`99` is no HTTP status", "write one from 100 to 599".to_owned()),
        ("lookup parcel answers 600", "`600` is no HTTP status", "write one from 100 to 599".to_owned()),
        ("lookup parcel answers 99999999", "`99999999` is no HTTP status", "write one from 100 to 599".to_owned()),
        ("lookup parcel answers late", "`late` is no map, no list and no status", shape.to_owned()),
        ("lookup parcel answers { a: ", "`{ a:` cannot be read as YAML", shape.to_owned()),
        ("lookup parcel answers [ &a [ 1 ], *a ]", "`[ &a [ 1 ], *a ]` cannot be read as YAML", shape.to_owned()),
        ("lookup parcel answers { a: 1, a: 2 }", "`{ a: 1, a: 2 }` cannot be read as YAML", shape.to_owned()),
        (
            "lookup parcel answers { number: +15550123 }",
            "YAML reads `+15550123` as a number, and not each of its digits is kept",
            "write it in quotes: `\"+15550123\"`".to_owned(),
        ),
        (
            "lookup parcel answers [{\"a\":1234567890123456}]",
            "YAML reads `1234567890123456` as a number, and not each of its digits is kept",
            "write it in quotes: `\"1234567890123456\"`".to_owned(),
        ),
        (
            "lookup parcel takes long",
            "`long` is no length of time",
            "write it like `45s`, `12m`, `3h` or `2d`".to_owned(),
        ),
        (
            "switch storm onn",
            "`switch storm onn` says nothing that a switch can do",
            "write it like `switch storm on`".to_owned(),
        ),
        (
            "switch storm",
            "`switch storm` says nothing that a switch can do",
            "write one of `switch storm on`, `switch storm off`".to_owned(),
        ),
    ] {
        let error = wrong(&format!("{HEADER}{text}\n> rings\n"));
        assert_eq!((error.line, error.says.as_str(), error.hint), (2, says, hint), "{text}");
    }
    let deep = format!("lookup parcel answers {}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(wrong(&format!("{HEADER}{deep}\n> rings\n")).says.ends_with("cannot be read as YAML"));
}

#[test]
fn nothing_comes_of_a_scene() {
    let after = wrong(&format!("{HEADER}> rings\nlookup parcel is down\n<   menu main\n"));
    assert_eq!((after.line, after.says.as_str()), (4, "nothing can come of a `lookup` or `switch` line"));
    assert_eq!(after.hint, "write that line before the `>` that it is for");
    let alone = wrong(&format!("{HEADER}lookup parcel is down\n"));
    assert_eq!((alone.line, alone.says.as_str()), (1, "nothing happens in this conversation"));
}

#[test]
fn a_conversation_is_called_what_the_comment_above_it_says() {
    let source = format!(
        "# About the file.\n\n# A caller  who\n# waits.\n{HEADER}> rings\n# No name.\n> silent\n{HEADER}> rings\n\
         # Not right above.\n\n{HEADER}> rings\n#\n{HEADER}> rings\n"
    );
    let titles: Vec<Option<String>> = parse(&source).unwrap().into_iter().map(|one| one.title).collect();
    assert_eq!(titles, [Some("A caller who waits.".to_owned()), None, None, None]);
}

#[test]
fn rewriting_leaves_the_scene_where_it_is() {
    let source = format!(
        "{HEADER}lookup parcel answers {{ eta: 2026-11-26 }}\nswitch storm on\n> rings\n<   say old\n# Now it breaks.\n\
         lookup parcel is down\n> presses 1\n> lookup parcel takes 5s\n> silent\n<   ...\n"
    );
    let (nothing, orders) = (came(&[], &[]), |order: &str| came(&[order], &[]));
    let actual = [
        nothing.clone(),
        nothing.clone(),
        orders("say new"),
        nothing.clone(),
        orders("ring +1"),
        nothing,
        orders("say x"),
    ];
    let wanted = source.replace("say old", "say new").replace("> presses 1\n", "> presses 1\n<   ring +1\n");
    let rewritten = rewrite(&source, &actual);
    assert_eq!(rewritten, wanted);
    assert_eq!(rewrite(&rewritten, &actual), wanted, "a second time changes nothing");
    assert_eq!(parse(&rewritten).unwrap().remove(0).exchanges.len(), actual.len());
    all_as_written(&rewritten, &actual);
}
