//! Mistakes in steps, people, hours and lookups.

use super::{
    Mistake,
    Then::{Hint, Repaired},
    row,
};

const CHOICE_1: &str = "{ key: 1, words: parcel, matter: parcel, to: number }";
const CHOICE_2: &str = "{ key: 2, words: billing, to: billing }";
const TELL: &str = "tell: { say: parcel_state, next: settled }";
const HOURS: &str = r#"staffed: { open: "Mo-Fr 08:00-18:00; PH off", zone: America/New_York, holidays: US }"#;
const LOOKUP: &str = r#"parcel: { get: "tracking/parcels/{parcel_number}","#;
const ACCOUNTS: &str = "      - { ring: \"+15550121\" }\n      - { message: leave_message, desk: care }";
const HELLO: &str = "hello: { say: [hello, { when: storm, say: storm_notice }], next: main }";

pub const MISTAKES: &[Mistake] = &[
    row(
        "what was asked is not forgotten before it is asked again",
        ("to: main, forget: [parcel_number, parcel] }", "to: main }"),
        "silent-loop",
        Repaired,
    )
    .and(("did_that_help, next: anything_else }", "did_that_help, next: ⟦anything_else⟧ }")),
    row("a next step is forgotten", (TELL, "⟦tell⟧: { say: parcel_state }"), "missing-key", Hint("would be stuck")),
    // Which choices there should be is not known.
    row(
        "a menu has no choices",
        (
            "  anything_else:\n    menu: anything_else\n    choices:\n      - { key: 1, words: more, to: main, forget: [parcel_number, parcel] }\n      - { key: 2, words: done, to: goodbye }",
            "  ⟦anything_else⟧:\n    menu: anything_else\n    choices: []",
        ),
        "dead-end",
        Hint("at least one way out"),
    ),
    row(
        "a step is misspelt",
        (CHOICE_1, "{ key: 1, words: parcel, matter: parcel, to: ⟦numbr⟧ }"),
        "no-such",
        Repaired,
    ),
    row("a person is misspelt", ("person: accounts", "person: ⟦acounts⟧"), "no-such", Repaired),
    row("a lookup is misspelt", ("    lookup: parcel", "    lookup: ⟦parcels⟧"), "no-such", Repaired)
        .also(&["insert-unknown"]),
    row("a word list is misspelt", (CHOICE_2, "{ key: 2, words: ⟦biling⟧, to: billing }"), "no-such", Repaired),
    row("a desk is misspelt", ("promise: care", "promise: ⟦caer⟧"), "no-such", Repaired),
    row("hours are misspelt", ("hours: staffed, within", "hours: ⟦stafed⟧, within"), "no-such", Repaired),
    // Whether the question or the answer is to go is not known.
    row(
        "a step reads what is not known yet",
        (HELLO, "hello: { say: [hello, ⟦is_that_it⟧, { when: storm, say: storm_notice }], next: main }"),
        "not-known-yet",
        Hint("lead through `number` first"),
    ),
    row(
        "an answer is never read",
        (TELL, "tell: { say: parcel_state, next: colour }\n  colour: { ask: which_again, as: { digits: 2 }, into: ⟦colour⟧, next: settled }"),
        "never-read",
        Hint("leave it out"),
    )
    .also(&["silent-loop"]),
    row("a call is ended", (TELL, "tell: { say: parcel_state, next: ⟦goodbye⟧ }"), "goodbye-not-agreed", Repaired)
        .also(&["unreachable"]),
    // Only the designer knows what is said and which desk reads the message.
    row(
        "a ladder needs somebody",
        (ACCOUNTS, "      - { ⟦ring⟧: \"+15550121\" }"),
        "person-falls",
        Hint("end the ladder with a message"),
    ),
    row(
        "a ladder ends only at times",
        (
            ACCOUNTS,
            "      - { ring: \"+15550121\" }\n      - { message: leave_message, desk: care, ⟦when⟧: not staffed }",
        ),
        "person-falls",
        Repaired,
    ),
    // Which rung matters more is the designer's to say.
    row(
        "somebody is rung after the message",
        (
            ACCOUNTS,
            "      - { message: leave_message, desk: care }\n      - { ⟦ring⟧: \"+15550121\" }\n      - { promise: care }",
        ),
        "rung-too-late",
        Hint("in front of that"),
    ),
    // The number of whoever is meant is not known.
    row(
        "nobody is rung for the operator",
        (
            "  operator:\n    try:\n      - { ring: \"+15550111\", when: staffed, for: 25s }\n",
            "  ⟦operator⟧:\n    try:\n",
        ),
        "no-person",
        Hint("ring"),
    ),
    // Which of the rules is wrong is not known.
    row(
        "hours never open",
        (HOURS, r#"staffed: { open: ⟦"Mo-Fr 08:00-18:00; PH off; Mo-Su off"⟧, zone: America/New_York, holidays: US }"#),
        "never-open",
        Hint("the later one wins"),
    ),
    row(
        "the fact of a value is misspelt",
        ("  parcel_number: { title: Parcel", "  ⟦parcel_nmber⟧: { title: Parcel"),
        "no-such",
        Repaired,
    ),
    row(
        "a fact is of nothing",
        ("  parcel_number: { title: Parcel", "  parcel_number: { title: Parcel }\n  ⟦invoice⟧: { private: true"),
        "no-such",
        Hint("would hold for nothing"),
    )
    .and((", keep: 30d }", " }")),
    row("how long a fact is kept has no unit", ("keep: 30d", "keep: ⟦30⟧"), "wrong-shape", Repaired),
    row(
        "one weight stands for three",
        ("anywhere: { again: 9 }", "anywhere: { again: 9 }\npatience: { weights: { lost: ⟦1⟧ } }"),
        "wrong-shape",
        Hint("each further one"),
    ),
    row(
        "a language is compared by a name that it does not have",
        (HELLO, "hello: { say: [hello, { when: caller.language == ⟦'english'⟧ and storm, say: storm_notice }], next: main }"),
        "expression-wrong",
        Hint("never hold"),
    ),
    row(
        "0 is to say it again",
        ("anywhere: { again: 9 }", "anywhere: { again: ⟦0⟧ }"),
        "zero-is-a-person",
        Hint("another key"),
    ),
    row(
        "the key that ends typing is to go back",
        ("anywhere: { again: 9 }", "anywhere: { again: 9, back: ⟦\"#\"⟧ }"),
        "key-conflicts",
        Hint("another key"),
    ),
    row(
        "one key is to say it again and to go back",
        ("anywhere: { again: 9 }", "anywhere: { again: 9, back: ⟦9⟧ }"),
        "key-conflicts",
        Hint("another key"),
    ),
    row(
        "a break at noon is written as a second rule",
        ("Mo-Fr 08:00-18:00; PH off", "⟦Mo-Fr 08:00-12:00; Mo-Fr 13:00-17:00⟧; PH off"),
        "hours-doubtful",
        Repaired,
    ),
    row(
        "the hours run over night and half of the next day",
        ("Mo-Fr 08:00-18:00", "Mo-Fr ⟦09:00-05:00⟧"),
        "hours-doubtful",
        Repaired,
    ),
    row("an afternoon is written with a small number", ("Mo-Fr 08:00-18:00", "Mo-Fr ⟦8 to 5⟧"), "hours", Repaired),
    row(
        "a text that is noted has no quotes",
        (TELL, "tell: { say: parcel_state, set: { kind: ⟦new⟧ }, next: settled }"),
        "expression-wrong",
        Repaired,
    ),
    row(
        "a word processor put the quotes around an expression",
        (HELLO, "hello: { say: [hello, { when: ⟦“storm and staffed”⟧, say: storm_notice }], next: main }"),
        "expression-wrong",
        Repaired,
    )
    .also(&["prompt-unused"]),
    row(
        "a yes is called true",
        (TELL, "tell: { confirm: parcel_state, ⟦true⟧: settled, no: settled }"),
        "unknown-key",
        Repaired,
    ),
    row(
        "a key of the phone is a word",
        (CHOICE_2, "{ key: ⟦yes⟧, words: billing, to: billing }"),
        "yaml-ate-it",
        Hint("a digit"),
    )
    .also(&["keys-said"]),
    // Whether the question or what it is compared with is wrong is not known.
    row(
        "what proves the caller can never be equal",
        (TELL, "tell: { verify: parcel_state, as: { digits: 4 }, equals: ⟦parcel.eta⟧, next: settled, fails: operator }"),
        "expression-wrong",
        Hint("nobody could ever be verified"),
    ),
    row(
        "holidays are named, and the rule does not speak of them",
        (HOURS, r#"staffed: { open: "Mo-Fr 08:00-18:00", zone: America/New_York, ⟦holidays⟧: US }"#),
        "needs-both",
        Repaired,
    ),
    row("tries lead nowhere", ("    tries: 2\n    stuck: operator\n", "    ⟦tries⟧: 2\n"), "missing-key", Hint("asked on and on")),
    // What callers are to hear is not known.
    row(
        "a language cannot be chosen",
        ("languages: [en-US, es-US]", "languages: [en-US, ⟦es-US⟧]"),
        "needs-both",
        Hint("{ language: PROMPT, next: STEP }"),
    )
    .and(("tongue: { language: for_this_language, next: hello }", "tongue: { say: hello, next: hello }"))
    .also(&["prompt-unused"]),
    // The number where people sit is not known.
    row(
        "a ladder rings the line itself",
        (ACCOUNTS, "      - { ring: ⟦\"+15550100\"⟧ }\n      - { message: leave_message, desk: care }"),
        "rings-itself",
        Hint("ring the number where people sit"),
    ),
    row("a choice takes 0", (CHOICE_2, "{ key: ⟦0⟧, words: billing, to: billing }"), "zero-is-a-person", Repaired)
        .also(&["keys-said"]),
    row("two choices have one key", (CHOICE_2, "{ key: ⟦1⟧, words: billing, to: billing }"), "key-twice", Repaired)
        .also(&["keys-said"]),
    row(
        "two choices have one key, once in quotes",
        (CHOICE_2, "{ key: ⟦\"1\"⟧, words: billing, to: billing }"),
        "key-twice",
        Repaired,
    )
    .also(&["keys-said"]),
    row(
        "a choice takes the key for hearing it again",
        (CHOICE_2, "{ key: ⟦9⟧, words: billing, to: billing }"),
        "key-conflicts",
        Repaired,
    )
    .also(&["keys-said"]),
    // Which number counts is not known.
    row(
        "two choices take as many digits",
        (
            CHOICE_2,
            "{ key: 2, words: billing, to: billing }\n      - { digits: 4, into: one, to: billing }\n      - { digits: ⟦4⟧, into: other, to: billing }",
        ),
        "key-conflicts",
        Hint("ask which first"),
    )
    .also(&["never-read"]),
    row(
        "a key is misspelt",
        ("    menu: main\n    choices:", "    menu: main\n    ⟦chioces⟧:"),
        "unknown-key",
        Repaired,
    ),
    row(
        "`to` and `next` are taken for each other",
        (TELL, "tell: { say: parcel_state, ⟦to⟧: settled }"),
        "unknown-key",
        Repaired,
    ),
    // Where it belongs, or whether it is left over, is not known.
    row(
        "a step is left over",
        (TELL, "tell: { say: parcel_state, next: settled }\n\n  ⟦old⟧: { say: parcel_state, next: settled }"),
        "unreachable",
        Hint("take it out"),
    )
    .also(&["not-known-yet"]),
    row(
        "a choice by words where keys alone are listened for",
        (
            "    choices:\n      - { key: 1, words: parcel, matter: parcel, to: number }",
            "    listen: { by: [keys] }\n    choices:\n      - { words: ⟦more⟧, to: billing }\n      - { key: 1, words: parcel, matter: parcel, to: number }",
        ),
        "keys-only",
        Repaired,
    ),
    row(
        "a lookup changes something",
        (LOOKUP, r#"parcel: { post: "tracking/parcels/⟦create⟧/{parcel_number}","#),
        "write-needs-send",
        Hint("done twice"),
    ),
    row(
        "a task goes round",
        (TELL, "tell: { say: parcel_state, next: { to: ⟦main⟧, forget: [parcel_number, parcel] } }"),
        "task-loop",
        Repaired,
    )
    .also(&["unreachable"]),
    row(
        "steps lead round in a circle",
        (TELL, "⟦tell⟧: { say: parcel_state, next: told }\n  told: { say: hello, next: tell }"),
        "waits-never",
        Hint("lead out of it"),
    )
    .also(&["unreachable"]),
    // Which of the two is to have another name is not known.
    row(
        "a step is called like a person",
        (TELL, "tell: { say: parcel_state, next: settled }\n\n  ⟦accounts⟧: { say: hello, next: settled }"),
        "name-taken",
        Hint("another name"),
    )
    .also(&["unreachable"]),
    // Whether it is to be used or taken out is not known.
    row(
        "a switch changes nothing",
        ("say: [hello, { when: storm, say: storm_notice }]", "say: [hello, storm_notice]"),
        "never-used",
        Hint("hear no difference"),
    )
    .and(("  storm: { title: Storm closure, lasts: 24h }", "  ⟦storm⟧: { title: Storm closure, lasts: 24h }")),
    // Which of the two is meant is not known.
    row(
        "a step is there twice",
        (TELL, "tell: { say: parcel_state, next: settled }\n\n  ⟦tell⟧: { say: hello, next: settled }"),
        "duplicate-key",
        Hint("only one of them can count"),
    ),
    row(
        "a step does two things",
        (TELL, "tell: { settle: did_that_help, ⟦lookup⟧: parcel, next: settled }"),
        "two-verbs",
        Hint("a step of its own"),
    ),
    row("a length has no unit", ("for: 25s", "for: ⟦25⟧"), "wrong-shape", Repaired),
    row(
        "a secret is asked for plainly",
        ("  parcel_number: { title: Parcel, keep: 30d }", "  parcel_number: { title: Parcel, secret: true }"),
        "secret-asked",
        Hint("compare it instead"),
    )
    .and(("    into: parcel_number", "    into: ⟦parcel_number⟧")),
    row(
        "a private fact is spoken to anybody",
        ("  parcel_number: { title: Parcel, keep: 30d }", "  parcel: { title: Parcel, private: true }"),
        "unverified-speech",
        Hint("verify"),
    )
    .and((TELL, "tell: { say: ⟦parcel_state⟧, next: settled }")),
];
