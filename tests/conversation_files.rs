//! Conversation files: how they are read, compared and rewritten.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, reason = "tests")]

use clew::phone::conversation::{Exchange, Expectation, Row, Stimulus, compare, parse, rewrite};
use clew::phone::{Act, PersonDoes};

const HEADER: &str = "line +15550100  from +15550123  at 2026-11-24 10:00\n";

fn exchanges(body: &str) -> Vec<Exchange> {
    parse(&format!("{HEADER}{body}")).unwrap().remove(0).exchanges
}

fn lines(all: &[&str]) -> Vec<String> {
    all.iter().map(|line| (*line).to_owned()).collect()
}

#[test]
fn every_stimulus_is_read() {
    let presses = |keys: &str, at_once| Stimulus::Acts(Act::Presses { keys: keys.to_owned(), at_once });
    let person = |does| Stimulus::Acts(Act::Person(does));
    for (text, wanted) in [
        ("> rings", Stimulus::Rings),
        ("> rings again", Stimulus::Rings),
        ("> presses 9", presses("9", false)),
        ("> presses 12*#", presses("12*#", false)),
        (">presses  9  at  once", presses("9", true)),
        ("> says where is  my parcel", Stimulus::Acts(Act::Says("where is my parcel".to_owned()))),
        ("> says silent", Stimulus::Acts(Act::Says("silent".to_owned()))),
        ("> silent", Stimulus::Acts(Act::Silent)),
        ("> hangs up", Stimulus::Acts(Act::HangsUp)),
        ("> answers", person(PersonDoes::Answers { talk_s: 60 })),
        ("> answers 45s", person(PersonDoes::Answers { talk_s: 45 })),
        ("> answers 2m", person(PersonDoes::Answers { talk_s: 120 })),
        ("> busy", person(PersonDoes::Busy)),
        ("> no answer", person(PersonDoes::NoAnswer)),
        ("> fails", person(PersonDoes::Fails)),
        ("> records 12s", Stimulus::Acts(Act::Records { seconds: 12 })),
        ("> records 12s then presses 0", Stimulus::Acts(Act::RecordsThenPresses { seconds: 12, key: '0' })),
        ("> later 12m", Stimulus::Later { seconds: 720 }),
        ("> later 2d", Stimulus::Later { seconds: 172_800 }),
        ("> repeats", Stimulus::Repeats),
        ("> restarts", Stimulus::Restarts),
    ] {
        assert_eq!(exchanges(&format!("{text}\n"))[0].does, wanted, "{text}");
    }
}

#[test]
fn a_file_holds_several_conversations_with_comments_between() {
    let source = "# One.\nline +15550100  from +15550123  at 2026-11-24 10:00\n> rings\n# Hello.\n<   say hello\n\
                  \n# Two.\nline +15550100 from withheld at 1970-01-02 00:01\n> rings\n<   ...\n<   \"Good  day.\"\n> silent\n";
    let all = parse(source).unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!((all[0].line, all[0].to.as_str(), all[0].from.as_deref()), (2, "+15550100", Some("+15550123")));
    assert_eq!((all[1].from.as_deref(), all[1].at_ms), (None, 86_460_000));
    assert_eq!(all[0].at_ms, 1_795_514_400_000);
    let expected = &all[1].exchanges[0].expected;
    assert_eq!(expected[0].what, Expectation::Anything);
    assert_eq!((expected[1].line, &expected[1].what), (11, &Expectation::Spoken("Good day.".to_owned())));
    assert_eq!((all[1].exchanges[1].line, all[1].exchanges[1].expected.len()), (12, 0));
}

#[test]
fn mistakes_are_told_with_their_line_and_what_to_write_instead() {
    let header = "write `line +15550100  from +15550123  at 2026-11-24 10:00`; `from withheld` shows no number";
    for (body, line, says, hint) in [
        ("> pres 9", 2, "`> pres 9` is not something that can happen in a call", "did you mean `> presses 1`?"),
        ("> hang up", 2, "`> hang up` is not something that can happen in a call", "did you mean `> hangs up`?"),
        ("> hangup", 2, "`> hangup` is not something that can happen in a call", "did you mean `> hangs up`?"),
        ("> no-answer", 2, "`> no-answer` is not something that can happen in a call", "did you mean `> no answer`?"),
        ("> record 5s", 2, "`> record 5s` is not something that can happen in a call", "did you mean `> records 12s`?"),
        ("> presses", 2, "`> presses` is not something that can happen in a call", "did you mean `> presses 1`?"),
        ("> presses 1a", 2, "`1a` are no keys of a telephone", "write digits, `*` and `#` in one word"),
        ("> records 5s then presses 12", 2, "`12` is no key of a telephone", "write one digit, `*` or `#`"),
        ("> later soon", 2, "`soon` is no length of time", "write it like `45s`, `12m`, `3h` or `2d`"),
        ("> later s", 2, "`s` is no length of time", "write it like `45s`, `12m`, `3h` or `2d`"),
        ("> records 9999999d", 2, "`9999999d` is too long", "write less than a day"),
        ("<   say hello", 2, "something is expected before anything happens", "write `> rings` before it"),
        ("> rings\n<", 3, "nothing stands behind `<`", "write an order, a text in quotes, or `...` for anything"),
        ("> rings\n<   \"Hello", 3, "the text has no quote at its end", "write `\"` behind it"),
        (
            "> rings\nsay hello",
            3,
            "`say hello` is no line of a conversation",
            "a line begins with `line`, `>`, `<` or `#`",
        ),
        ("", 1, "nothing happens in this conversation", "write `> rings` below it"),
        ("> rings\nline +15550100", 3, "the header is not complete", header),
        (
            "> rings\nline 5550100 from withheld at 2026-11-24 10:00",
            3,
            "a number is not `+` and 3 to 15 digits",
            header,
        ),
        ("> rings\nline +15550100 from withheld at 2026-11-31 10:00", 3, "`2026-11-31 10:00` is no moment", header),
    ] {
        let error = parse(&format!("{HEADER}{body}\n")).unwrap_err();
        assert_eq!((error.line, error.says.as_str(), error.hint.as_str()), (line, says, hint), "{body}");
    }
    let error = parse("> rings\n").unwrap_err();
    assert_eq!(error.to_string(), format!("line 1: something happens before there is a `line` header; {header}"));
    assert!(parse(&format!("{HEADER}> xylophone\n")).unwrap_err().hint.starts_with("write one of `> rings`, "));
    assert_eq!(parse("# Nothing.\n").unwrap(), []);
}

/// Compares what is written behind `> rings` with orders and texts, and shows the rows: `=`, `-`, `+`.
fn rows(written: &[&str], orders: &[&str], spoken: &[&str]) -> Vec<String> {
    let body: String = written.iter().map(|line| format!("<   {line}\n")).collect();
    let exchange = exchanges(&format!("> rings\n{body}")).remove(0);
    let difference = compare(&exchange.expected, &lines(orders), &lines(spoken));
    let rows = difference.map(|difference| difference.rows).unwrap_or_default();
    rows.iter()
        .map(|row| match row {
            Row::Same(text) => format!("= {text}"),
            Row::Missing { line, text } => format!("- {line} {text}"),
            Row::Extra(text) => format!("+ {text}"),
        })
        .collect()
}

#[test]
fn what_is_written_is_what_must_come() {
    let lost = "ring +15550111 because lost 15, lost 45 is 60";
    for (written, orders) in [
        (&["say hello", "menu main"][..], &["say hello", "menu main"][..]),
        (&["say   hello", "menu main"], &["say hello", "menu main"]),
        (&["ring +15550111"], &[lost]),
        (&["ring +15550111     because lost 15, lost 45 is 60"], &[lost]),
        (&["..."], &[]),
        (&["..."], &["say hello", "menu main"]),
        (&["...", "menu main"], &["say hello", "say more", "menu main"]),
        (&["say hello", "...", "menu main"], &["say hello", "menu main"]),
        (&["say hello", "...", "hang up"], &["say hello", "hang up", "say hello", "hang up"]),
        (&["...", "say b", "..."], &["say a", "say b", "say b", "say c"]),
        (&["...", "..."], &["say a"]),
        (&[], &[]),
    ] {
        assert_eq!(rows(written, orders, &[]), [""; 0], "{written:?} {orders:?}");
    }
}

#[test]
fn what_differs_is_shown_row_by_row() {
    let lost = "ring +15550111 because lost 15 is 15";
    for (written, orders, wanted) in [
        (
            &["say hello", "menu main"][..],
            &["say hello", "menu other"][..],
            &["= say hello", "- 4 menu main", "+ menu other"][..],
        ),
        (&["say hello"], &["say hello", "menu main"], &["= say hello", "+ menu main"]),
        (&["say hello", "menu main"], &["menu main"], &["- 3 say hello", "= menu main"]),
        (&[], &["menu main"], &["+ menu main"]),
        (&["say hello"], &[], &["- 3 say hello"]),
        (&["ring +15550111 because asked"], &[lost], &["- 3 ring +15550111 because asked", &format!("+ {lost}")]),
        (&["ring +15550112"], &[lost], &["- 3 ring +15550112", &format!("+ {lost}")]),
        (&["ring +1555011"], &["ring +15550111"], &["- 3 ring +1555011", "+ ring +15550111"]),
        (&["...", "hang up"], &["say a", "say b"], &["= say a", "= say b", "- 4 hang up"]),
        (&["say a", "...", "say c"], &["say b", "say c"], &["- 3 say a", "= say b", "= say c"]),
    ] {
        assert_eq!(rows(written, orders, &[]), wanted, "{written:?} {orders:?}");
    }
}

#[test]
fn quoted_lines_are_what_is_really_spoken() {
    let spoken = ["Good day.", "Press  one.", "Or zero."];
    let none: [&str; 0] = [];
    assert_eq!(
        rows(&["\"Good day.\"", "\"Or zero.\""], &["say hello", "menu main"], &spoken),
        none,
        "orders unwritten"
    );
    assert_eq!(rows(&["\"Press one.\"", "say hello", "menu main"], &["say hello", "menu main"], &spoken), none);
    assert_eq!(rows(&["\"Press one.\"", "say hello"], &["say hello", "menu main"], &spoken)[1], "+ menu main");
    assert_eq!(
        rows(&["\"Press one.\"", "\"Good day.\""], &[], &spoken),
        ["= \"Press one.\"", "- 4 \"Good day.\"", "+ \"Or zero.\""],
        "the order counts"
    );
    assert_eq!(rows(&["\"Hello.\""], &["say hello"], &[]), ["- 3 \"Hello.\""]);
}

#[test]
fn a_difference_names_its_place() {
    let exchange = exchanges("> rings\n<   say hello\n<   menu main\n").remove(0);
    let difference = compare(&exchange.expected, &lines(&["say hello", "menu other"]), &[]).unwrap();
    assert_eq!(
        difference.shown("tests/parcel.talk", exchange.line, "rings"),
        "tests/parcel.talk:2: not as written, after `> rings`\n        say hello\n    4 - menu main\n      + menu other\n  \
         (- is written but did not come, + came but is not written)\n"
    );
}

/// Whether the orders fit, by trying all ways: slow and plain, to hold the table against.
fn fits_by_trial(written: &[&str], orders: &[&str]) -> bool {
    match (written.split_first(), orders.split_first()) {
        (None, None) => true,
        (Some((&"...", more)), None) => fits_by_trial(more, orders),
        (Some((&"...", more)), Some((_, rest))) => fits_by_trial(more, orders) || fits_by_trial(written, rest),
        (Some((one, more)), Some((order, rest))) => one == order && fits_by_trial(more, rest),
        (None, Some(_)) | (Some(_), None) => false,
    }
}

#[test]
fn comparing_agrees_with_trying_all_ways() {
    let seed = 20_261_124;
    let mut random = fastrand::Rng::with_seed(seed);
    let mut fitted = 0;
    for _ in 0..3000 {
        let written: Vec<&str> = (0..random.usize(0..6)).map(|_| ["a", "b", "..."][random.usize(0..3)]).collect();
        let orders: Vec<&str> = (0..random.usize(0..6)).map(|_| ["a", "b"][random.usize(0..2)]).collect();
        let rows = rows(&written, &orders, &[]);
        let fits = fits_by_trial(&written, &orders);
        fitted += usize::from(fits);
        assert_eq!(rows.is_empty(), fits, "seed {seed}: {written:?} {orders:?}");
        if !fits {
            let came: Vec<&str> =
                rows.iter().filter_map(|row| row.strip_prefix("= ").or(row.strip_prefix("+ "))).collect();
            assert_eq!(came, orders, "every order is shown once: {written:?}");
        }
    }
    assert!((600..2400).contains(&fitted), "{fitted} of 3000 fit, both kinds must be common");
}

#[test]
fn rewriting_replaces_only_what_is_no_longer_true() {
    let source = format!(
        "# Why this matters.\n{HEADER}> rings\n<   say hello\n<   ...\n\n> presses 9\n# A wrong key.\n<   say wrong\n\
         # Kept.\n<   menu main\n<   \"Not a key.\"\n> silent\n{HEADER}> rings\n<   \"Good day.\"\n> hangs up\n<   say bye\n> busy\n<   old\n"
    );
    let actual = [
        lines(&["say hello", "menu main"]),
        lines(&["say oops", "menu other"]),
        lines(&["ring +15550111 because lost 15 is 15"]),
        lines(&["say anything"]),
        lines(&[]),
    ];
    let wanted = format!(
        "# Why this matters.\n{HEADER}> rings\n<   say hello\n<   ...\n\n> presses 9\n# A wrong key.\n<   say oops\n\
         <   menu other\n# Kept.\n<   \"Not a key.\"\n> silent\n<   ring +15550111  because lost 15 is 15\n{HEADER}> rings\n\
         <   \"Good day.\"\n> hangs up\n> busy\n<   old\n"
    );
    let rewritten = rewrite(&source, &actual);
    assert_eq!(rewritten, wanted);
    assert_eq!(rewrite(&rewritten, &actual), wanted, "a second time changes nothing");
    let orders: Vec<_> = parse(&rewritten).unwrap().into_iter().flat_map(|one| one.exchanges).collect();
    for (exchange, actual) in orders.iter().zip(&actual) {
        let order = |one: &&clew::phone::conversation::Expected| !matches!(one.what, Expectation::Spoken(_));
        let written: Vec<_> = exchange.expected.iter().filter(order).cloned().collect();
        let quoted_only = written.is_empty() && !exchange.expected.is_empty();
        assert!(quoted_only || compare(&written, actual, &[]).is_none(), "line {}", exchange.line);
    }
}
