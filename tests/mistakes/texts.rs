//! Mistakes in what is said and heard, and what YAML makes of it.

use super::{
    Mistake,
    Then::{Hint, Repaired},
    row,
};

const CHOICE_2: &str = "{ key: 2, words: billing, to: billing }";
const MAIN: &str = "\"For a parcel, press 1. For billing, press 2.\"";
const HELLO: &str = "\"Harbor Parcel, good to hear from you.\"";
const AGAIN: &str = "which_again: { en-US: Which number is it?, es-US: ¿Qué número es? }";
const NOT_FOUND: &str = "not_found: { en-US: I cannot find that one., es-US: No lo encuentro. }";
const STATE: &str = "It arrives {parcel.eta|day}.";
const MORE: &str = "more: { en-US: [another, something else]";

const MAIN_WORDS: &str = "words: billing, to: billing }";
const START: &str = "  hello: { en-US: \"Harbor Parcel";
const LEGAL: &str = "  ⟦legal⟧:
    en-US: This call may be recorded so that we can train the people who work here and answer what you may ask later. If you do not want that please say so at once.
    es-US: Esta llamada puede ser grabada.
  hello: { en-US: \"Harbor Parcel";

pub const MISTAKES: &[Mistake] = &[
    // What cannot be said like that was not meant, however near its name is.
    row(
        "a text inserts what no step fills, in a way that the nearest value cannot be said",
        ("\"It arrives {parcel.eta|day}.\"", "\"It arrives {⟦parcel.etas⟧|name}.\""),
        "insert-unknown",
        Hint("would hear a gap"),
    ),
    // Whether the text or the choice is wrong is not known.
    row(
        "a text says a key that there is not",
        (MAIN, "⟦\"For a parcel, press 1. For billing, press 3.\"⟧"),
        "keys-said",
        Hint("change the text or the choice"),
    )
    .also(&["keys-said"]),
    row("a prompt is misspelt", ("say: parcel_state", "say: ⟦parcel_stat⟧"), "prompt-missing", Repaired)
        .also(&["prompt-unused"]),
    // The translation is not known.
    row(
        "a text is not translated",
        ("say: putting_you_through", "say: ⟦putting_you_through⟧"),
        "prompt-missing",
        Hint("translate it"),
    )
    .and((", es-US: Le comunico. }", " }")),
    row(
        "a word list is not translated",
        (
            "  billing: { en-US: [billing, bill], es-US: [factura, facturas] }",
            "  ⟦billing⟧: { en-US: [billing, bill] }",
        ),
        "words-language",
        Hint("add `es-US"),
    ),
    row("a text inserts what is not there", (STATE, "It arrives {⟦parcel.etta⟧|day}."), "insert-unknown", Repaired),
    row(
        "a span of time is written for the eye",
        (HELLO, "\"We are open ⟦9am - 4pm⟧ today.\""),
        "reads-badly",
        Repaired,
    ),
    row(
        "a span of days is written for the eye",
        (HELLO, "\"We are open ⟦Mon-Fri⟧ until noon.\""),
        "reads-badly",
        Repaired,
    ),
    row("a phone number has hyphens", (HELLO, "\"You can ring ⟦1-877-555-0123⟧ too.\""), "reads-badly", Repaired),
    row(
        "a text has an address of the web",
        (HELLO, "\"You find us at ⟦www.example.com⟧ too.\""),
        "reads-badly",
        Repaired,
    ),
    row("a text shouts", (HELLO, "\"⟦WELCOME⟧ to Harbor Parcel.\""), "reads-badly", Repaired),
    row(
        "the key is said before what it is for",
        (MAIN, "\"⟦Press 1⟧ for a parcel, press 2 for billing.\""),
        "key-before-purpose",
        Repaired,
    ),
    // What can be left out is the designer's to say.
    row(
        "a legal notice is long and cannot be cut short",
        ("say: [hello, {", "say: [hello, { say: legal, whole: true }, {"),
        "whole-too-long",
        Hint("without `whole`"),
    )
    .and((START, LEGAL)),
    // Which of the two choices it belongs to is not known.
    row(
        "a phrase belongs to two choices",
        (MAIN_WORDS, "words: ⟦billing⟧, to: billing }"),
        "words-twice",
        Hint("one of the choices"),
    )
    .and(("[billing, bill]", "[billing, bill, package bill]")),
    // YAML alone.
    row(
        "a number of a line has no quotes",
        ("lines: [\"+15550100\"]", "lines: [⟦+15550100⟧]"),
        "yaml-ate-it",
        Repaired,
    ),
    row("a number to ring has no quotes", ("ring: \"+15550121\"", "ring: ⟦+15550121⟧"), "yaml-ate-it", Repaired),
    row("a word is a bare yes", (MORE, "more: { en-US: [another, ⟦yes⟧]"), "yaml-ate-it", Repaired),
    row("a word is a bare no", (MORE, "more: { en-US: [another, ⟦no⟧]"), "yaml-ate-it", Repaired),
    row("a word is a bare on", (MORE, "more: { en-US: [another, ⟦on⟧]"), "yaml-ate-it", Repaired),
    row(
        "a text starts with a tag",
        (NOT_FOUND, "not_found: { en-US: ⟦!closed⟧ today, es-US: No lo encuentro. }"),
        "yaml-ate-it",
        Repaired,
    ),
    row(
        "a text is cut off by a comment",
        (AGAIN, "which_again:\n    en-US: ⟦Which number is it, or press⟧ # to go on\n    es-US: ¿Qué número es?"),
        "yaml-ate-it",
        Repaired,
    ),
    // Where the text was to end is not known.
    row(
        "a comment begins within braces",
        (AGAIN, "which_again: { en-US: Press ⟦#⟧ to go on, es-US: ¿Qué número es? }"),
        "yaml-ate-it",
        Hint("in quotes"),
    ),
    row(
        "a text within braces has a comma",
        (NOT_FOUND, "not_found: { en-US: Sorry, ⟦I cannot find that one.⟧, es-US: No lo encuentro. }"),
        "yaml-ate-it",
        Repaired,
    ),
    row(
        "a case is there twice, once in quotes",
        (
            "tell: { say: parcel_state, next: settled }",
            "tell: { say: parcel_state, branch: parcel.state, cases: { 1: settled, ⟦\"1\"⟧: operator }, else: settled }",
        ),
        "duplicate-key",
        Hint("only one of them can count"),
    ),
    row(
        "the star key has no quotes",
        (CHOICE_2, "{ key: ⟦*⟧, words: billing, to: billing }"),
        "yaml",
        Hint("written \"*\""),
    ),
    row(
        "a tab indents",
        ("    choices:\n      - { key: 1, words: more", "⟦\t⟧choices:\n      - { key: 1, words: more"),
        "yaml",
        Hint("blanks"),
    ),
    row(
        "it is not said in which language words are",
        ("  done: { en-US: [that is all], es-US: [eso es todo] }", "  ⟦done⟧: [that is all]"),
        "wrong-shape",
        Repaired,
    )
    .also(&["words-language"]),
    row(
        "it is not said in which language a text is",
        (NOT_FOUND, "⟦not_found⟧: \"I cannot find that one.\""),
        "wrong-shape",
        Repaired,
    )
    .also(&["prompt-missing"]),
];
