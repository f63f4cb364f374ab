//! Conversation files: how they are read, compared and rewritten.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, reason = "tests")]

#[path = "conversation_files/scene.rs"]
mod scene;

use clew::phone::conversation::{
    Came, Exchange, Expectation, ParseError, Ringer, Row, Stimulus, compare, parse, rewrite,
};
use clew::phone::{Act, PersonDoes, QueueDoes};

const HEADER: &str = "line +15550100  from +15550123  at 2026-11-24 10:00\n";

fn exchanges(body: &str) -> Vec<Exchange> {
    parse(&format!("{HEADER}{body}")).unwrap().remove(0).exchanges
}

/// The only mistake of a file.
fn wrong(source: &str) -> ParseError {
    let mut all = parse(source).unwrap_err();
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

fn came(orders: &[&str], spoken: &[&str]) -> Came {
    Came { orders: lines(orders), spoken: lines(spoken) }
}

fn lines(all: &[&str]) -> Vec<String> {
    all.iter().map(|line| (*line).to_owned()).collect()
}

#[test]
fn every_stimulus_is_read() {
    let presses = |keys: &str, at_once| Stimulus::Acts(Act::Presses { keys: keys.to_owned(), at_once });
    let person = |does| Stimulus::Acts(Act::Person(does));
    let queue = |does| Stimulus::Acts(Act::Queue(does));
    let after = |act, after_ms| Stimulus::ActsAfter { act, after_ms };
    let rings_from =
        |from: Option<&str>, attested| Stimulus::RingsFrom(Ringer { from: from.map(str::to_owned), attested });
    for (text, wanted) in [
        ("> rings", Stimulus::Rings),
        ("> rings again", Stimulus::Rings),
        ("> presses 9", presses("9", false)),
        ("> presses 12*#", presses("12*#", false)),
        (">presses  9  at  once", presses("9", true)),
        ("> says where is  my parcel", Stimulus::Acts(Act::Says("where is my parcel".to_owned()))),
        ("> says silent", Stimulus::Acts(Act::Says("silent".to_owned()))),
        ("> silent", Stimulus::Acts(Act::Silent)),
        ("> silent after 12.5s", after(Act::Silent, 12_500)),
        ("> presses 1 after 31.204s", after(Act::Presses { keys: "1".to_owned(), at_once: false }, 31_204)),
        ("> says call me after work after 2m", after(Act::Says("call me after work".to_owned()), 120_000)),
        ("> says call me after work", Stimulus::Acts(Act::Says("call me after work".to_owned()))),
        ("> hangs up", Stimulus::Acts(Act::HangsUp)),
        ("> answers", person(PersonDoes::Answers { talk_s: 60 })),
        ("> answers 45s", person(PersonDoes::Answers { talk_s: 45 })),
        ("> answers 2m", person(PersonDoes::Answers { talk_s: 120 })),
        ("> answers and declines", person(PersonDoes::Declines)),
        ("> voicemail answers", person(PersonDoes::Voicemail)),
        ("> cut off", person(PersonDoes::Answers { talk_s: 1 })),
        ("> waits 45s", queue(QueueDoes::Waits { seconds: 45 })),
        ("> is taken", queue(QueueDoes::Taken { talk_s: 60 })),
        ("> is taken 2m", queue(QueueDoes::Taken { talk_s: 120 })),
        ("> queue full", queue(QueueDoes::Full)),
        ("> queue fails", queue(QueueDoes::Fails)),
        ("> busy", person(PersonDoes::Busy)),
        ("> no answer", person(PersonDoes::NoAnswer)),
        ("> fails", person(PersonDoes::Fails)),
        ("> records 12s", Stimulus::Acts(Act::Records { seconds: 12 })),
        ("> records 12s then presses 0", Stimulus::Acts(Act::RecordsThenPresses { seconds: 12, key: '0' })),
        ("> later 12m", Stimulus::Later { seconds: 720 }),
        ("> later 2d", Stimulus::Later { seconds: 172_800 }),
        ("> rings from +15550124", rings_from(Some("+15550124"), false)),
        ("> rings from +15550124 attested", rings_from(Some("+15550124"), true)),
        ("> rings from withheld", rings_from(None, false)),
        ("> rings from sip:desk@example.com", rings_from(Some("sip:desk@example.com"), false)),
        ("> is rung back", Stimulus::RungBack),
        ("> repeats", Stimulus::Repeats),
        ("> restarts", Stimulus::Restarts),
    ] {
        assert_eq!(exchanges(&format!("{text}\n"))[0].does, wanted, "{text}");
    }
}

#[test]
fn what_a_queue_tells_is_set_and_nothing_comes_of_it() {
    for (text, wanted) in [
        ("> place 3 of 5", Stimulus::Place { place: 3, waiting: Some(5) }),
        ("> place 1", Stimulus::Place { place: 1, waiting: None }),
        ("> average 2m", Stimulus::Average { seconds: 120 }),
    ] {
        let read = exchanges(&format!("{text}\n> rings\n"));
        assert_eq!(read[0].does, wanted, "{text}");
        assert!(read[0].does.sets_the_scene());
        let error = wrong(&format!("{HEADER}> rings\n{text}\n<   say hello\n"));
        assert_eq!(error.says, "nothing can come of a `> place` or `> average` line");
    }
    for place in ["0", "-1", "x", "70000", "1.5"] {
        let error = wrong(&format!("{HEADER}> place {place}\n> rings\n"));
        assert_eq!(error.says, format!("`{place}` is no place in a queue"));
        assert_eq!(error.hint, "write it like `place 3 of 5`");
    }
}

#[test]
fn what_a_person_hears_is_compared_in_full() {
    let hears = "person hears \"He rang because of a parcel, because it is late.\"";
    assert_eq!(rows(&[hears, "closing talk_over"], &[hears, "closing talk_over"], &[]), Vec::<String>::new());
    let short = "person hears \"He rang";
    assert_eq!(rows(&[short], &[hears], &[]), [format!("- 3 {short}"), format!("+ {hears}")]);
    let source = format!("{HEADER}> answers\n");
    let written = rewrite(&source, &[came(&[hears, "ring +1 because asked"], &[])]);
    assert_eq!(written, format!("{source}<   {hears}\n<   ring +1  because asked\n"));
}

#[test]
fn a_file_holds_several_conversations_with_comments_between() {
    let head = |text: &str| parse(&format!("line +15550100 {text}\n> rings\n")).unwrap().remove(0);
    let plain = head("from +15550123 at 2026-11-24 10:00");
    assert_eq!((plain.from.attested, plain.ledger), (false, false));
    let more = head("from sip:desk@example.com attested at 2026-11-24 10:00 with ledger");
    assert_eq!((more.from.from.as_deref(), more.from.attested), (Some("sip:desk@example.com"), true));
    assert_eq!((more.ledger, more.times, more.at_ms), (true, false, plain.at_ms));
    let timed = head("from withheld at 2026-11-24 10:00 with times with ledger");
    assert_eq!((timed.ledger, timed.times, plain.times), (true, true, false));
    let source = "# One.\nline +15550100  from +15550123  at 2026-11-24 10:00\n> rings\n# Hello.\n<   say hello\n\
                  \n# Two.\nline +15550100 from withheld at 1970-01-02 00:01\n> rings\n<   ...\n<   \"Good  day.\"\n> silent\n";
    let all = parse(source).unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!((all[0].line, all[0].to.as_str(), all[0].from.from.as_deref()), (2, "+15550100", Some("+15550123")));
    assert_eq!((all[1].from.from.as_deref(), all[1].at_ms), (None, 86_460_000));
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
        (
            "> rings from 5550124",
            2,
            "`5550124` is no caller",
            "write `+` and 3 to 15 digits, `withheld`, or an address like `sip:desk@example.com`",
        ),
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
            "a line begins with `line`, `>`, `<`, `lookup`, `switch` or `#`",
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
        let error = wrong(&format!("{HEADER}{body}\n"));
        assert_eq!((error.line, error.says.as_str(), error.hint.as_str()), (line, says, hint), "{body}");
    }
    let error = wrong("> rings\n");
    assert_eq!(error.to_string(), format!("line 1: something happens before there is a `line` header; {header}"));
    assert!(wrong(&format!("{HEADER}> xylophone\n")).hint.starts_with("write one of `> rings`, "));
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
fn three_dots_in_one_letter_stand_for_any_letters_of_what_is_spoken() {
    let spoken = "It comes on Tuesday, before noon.";
    for (written, fits) in [
        ("It comes on Tuesday, before noon.", true),
        ("…", true),
        ("It comes…", true),
        ("…noon.", true),
        ("…Tuesday…", true),
        ("It…Tuesday…noon.", true),
        ("It comes … before noon.", true),
        ("…Tuesday", false),
        ("Tuesday…", false),
        ("…Monday…", false),
        ("…noon…Tuesday…", false),
        ("It comes on Tuesday, before noon.…before noon.", false),
        ("…on…on.", true),
        ("…on…on…on…", false),
    ] {
        let rows = rows(&[&format!("\"{written}\"")], &[], &[spoken]);
        assert_eq!(rows.is_empty(), fits, "{written}");
    }
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
        came(&["say hello", "menu main"], &["Hello."]),
        came(&["say oops", "menu other"], &["Oops.", "Not a key.", "Another."]),
        came(&["ring +15550111 because lost 15 is 15"], &["Please hold."]),
        came(&["say anything"], &["Good  day."]),
        came(&[], &[]),
    ];
    let wanted = format!(
        "# Why this matters.\n{HEADER}> rings\n<   say hello\n<   ...\n\n> presses 9\n# A wrong key.\n<   say oops\n\
         <   menu other\n# Kept.\n<   \"Not a key.\"\n> silent\n<   ring +15550111  because lost 15 is 15\n{HEADER}> rings\n\
         <   say anything\n<   \"Good day.\"\n> hangs up\n> busy\n<   old\n"
    );
    let rewritten = rewrite(&source, &actual);
    assert_eq!(rewritten, wanted);
    assert_eq!(rewrite(&rewritten, &actual), wanted, "a second time changes nothing");
    all_as_written(&rewritten, &actual);
}

/// What was rewritten passes at once.
#[track_caller]
fn all_as_written(rewritten: &str, actual: &[Came]) {
    let exchanges = parse(rewritten).unwrap().into_iter().flat_map(|one| one.exchanges);
    for (exchange, came) in exchanges.zip(actual) {
        assert_eq!(compare(&exchange.expected, &came.orders, &came.spoken), None, "line {}", exchange.line);
    }
}

#[test]
fn a_quoted_text_that_is_no_longer_spoken_is_quoted_as_it_now_is() {
    let rewritten = |written: &[&str], spoken: &[&str]| {
        let body: String = written.iter().map(|text| format!("<   \"{text}\"\n")).collect();
        let came = [came(&["menu main"], spoken)];
        let text = rewrite(&format!("{HEADER}> rings\n<   menu main\n{body}"), &came);
        all_as_written(&text, &came);
        let quoted = text.lines().filter_map(|line| line.strip_prefix("<   \"")?.strip_suffix('"'));
        quoted.map(str::to_owned).collect::<Vec<_>>()
    };
    let spoken = ["Hello there.", "For your parcel, press 1.", "For a person, press 0."];
    for (why, written, wanted) in [
        ("one of them", &["For a parcel, press 1."][..], &["For your parcel, press 1."][..]),
        ("the last one", &["For a human being, press 0."], &["For a person, press 0."]),
        ("all of them", &["Hi.", "For a parcel, press 1.", "For a person, press 0."], &spoken),
        ("all others", &["Hello there.", "For a parcel, press 1.", "For a person, press 0."], &spoken),
        ("what is still true", &["Hello…", "…press 0."], &["Hello…", "…press 0."]),
        ("more than there are now", &["Hello there.", "a", "b", "c", "d"], &spoken),
        ("none", &[], &[]),
    ] {
        assert_eq!(rewritten(written, &spoken), wanted, "{why}");
    }
    assert_eq!(rewritten(&["Gone."], &[]), [""; 0]);
}

#[test]
fn every_line_that_cannot_be_read_is_told_with_what_may_have_been_meant() {
    let source = "# One.\nlien +15550100  from +15550123  at 2026-11-24 10:00\n> rings\n<   say hello\nlookp parcel is down\n\
                  presses 1\n> pres 1\n<   say a\nline +1555\n> rings\n<\n\nnonsense\n";
    let told: Vec<String> = parse(source).unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 2: `lien +15550100  from +15550123  at 2026-11-24 10:00` is no line of a conversation; did you mean `line`?",
            "line 5: `lookp parcel is down` is no line of a conversation; did you mean `lookup`?",
            "line 6: `presses 1` is no line of a conversation; did you mean `> presses 1`?",
            "line 7: `> pres 1` is not something that can happen in a call; did you mean `> presses 1`?",
            "line 9: the header is not complete; write `line +15550100  from +15550123  at 2026-11-24 10:00`; `from \
             withheld` shows no number",
            "line 11: nothing stands behind `<`; write an order, a text in quotes, or `...` for anything",
            "line 13: `nonsense` is no line of a conversation; a line begins with `line`, `>`, `<`, `lookup`, `switch` or `#`",
        ]
    );
    assert_eq!(parse(&"> xylophone\n".repeat(1000)).unwrap_err().len(), 50);
}

#[test]
fn what_is_told_of_a_long_line_is_short() {
    let long = "x".repeat(100_000);
    for line in [
        long.clone(),
        format!("> {long}"),
        format!("> presses {long}"),
        format!("> records {long}"),
        format!("> later 1{long}"),
        format!("line +1555 from withheld at {long} {long}"),
        format!("lookup {long}"),
        format!("lookup parcel answers {long}"),
        format!("lookup parcel answers {{ a: {long}: }}"),
        format!("lookup parcel answers {}", "1".repeat(100_000)),
        format!("lookup parcel answers [{}]", "1".repeat(100_000)),
        format!("switch storm {long}"),
    ] {
        for mistake in parse(&format!("{HEADER}> rings\n{line}\n")).unwrap_err() {
            assert!(mistake.to_string().len() < 700, "{}", mistake.to_string().len());
        }
    }
    let written = exchanges(&format!("> rings\n<   {long}\n<   \"{long}\"\n")).remove(0);
    let difference = compare(&written.expected, std::slice::from_ref(&long), &[]);
    assert_eq!(difference.unwrap().rows.len(), 2);
    let difference = compare(&written.expected, &lines(&["menu main"]), &lines(&["Hello."])).unwrap();
    let shown = difference.shown("a.calls", 2, &long);
    assert!(shown.len() < 3_000, "{}", shown.len());
}
