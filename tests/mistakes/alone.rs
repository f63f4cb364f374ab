//! Slips that look like many from afar, or in another place: each is told alone, where it is.

use super::{
    Mistake,
    Then::{Hint, Repaired},
    row,
};

const HOURS: &str = "staffed: { open: \"Mo-Fr 08:00-18:00; PH off\", zone: America/New_York, holidays: US }";
const STORM: &str = "{ when: storm, say: storm_notice }";
const AGAIN: &str = "    again: which_again\n";

pub const MISTAKES: &[Mistake] = &[
    // What cannot be read accuses nothing else.
    row(
        "the region of a language is left out",
        ("languages: [en-US, es-US]", "languages: [⟦en⟧, es-US]"),
        "language-unknown",
        Repaired,
    ),
    row(
        "the region is left out at one text",
        ("m_parcel: { en-US: your parcel", "m_parcel: { ⟦en⟧: your parcel"),
        "unknown-key",
        Repaired,
    ),
    row(
        "a language is taken out, and its texts are not",
        ("languages: [en-US, es-US]", "⟦languages⟧: [en-US]"),
        "language-unknown",
        Hint("take those texts out"),
    )
    .also(&["needs-both"]),
    row(
        "a text is a number",
        ("did_that_help: { en-US: Did that help?", "did_that_help: { en-US: ⟦12⟧"),
        "yaml-ate-it",
        Repaired,
    ),
    row("a lookup is misspelt that texts read", ("    lookup: parcel\n", "    lookup: ⟦parcl⟧\n"), "no-such", Repaired),
    row(
        "what is to be forgotten is misspelt",
        ("forget: parcel_number, to: number", "forget: ⟦parcl_numbr⟧, to: number"),
        "no-such",
        Repaired,
    ),
    row(
        "an answer is kept under another name than texts and lookups read",
        ("    into: parcel_number\n", "    into: ⟦shipment⟧\n"),
        "never-read",
        Repaired,
    ),
    // YAML alone.
    row(
        "a brace is not closed",
        (
            "- { key: 1, words: parcel, matter: parcel, to: number }",
            "- ⟦{⟧ key: 1, words: parcel, matter: parcel, to: number",
        ),
        "yaml",
        Hint("`}` is missing behind"),
    ),
    row("a list is not closed", ("lines: [\"+15550100\"]", "lines: ⟦[⟧\"+15550100\""), "yaml", Hint("`]` is missing")),
    row(
        "a text has a colon in it",
        ("not_found: { en-US: I cannot find that one.", "not_found: { en-US: ⟦I am sorry⟧: I cannot find that one."),
        "yaml-ate-it",
        Repaired,
    ),
    // The words say what belongs there.
    row(
        "a text stands where its id belongs",
        ("say: parcel_state", "say: ⟦\"It is here\"⟧"),
        "prompt-missing",
        Hint("write `it_is_here: …` there"),
    )
    .also(&["prompt-unused"]),
    row("seconds are written out", ("for: 25s", "for: ⟦25 sec⟧"), "wrong-shape", Repaired),
    row("an hour is written out", ("within: 1h", "within: ⟦1 hour⟧"), "wrong-shape", Repaired),
    row(
        "a time stands where a step belongs",
        (AGAIN, "    again: which_again\n    silence: ⟦5s⟧\n"),
        "no-such",
        Hint("`listen: { wait: 5s }`"),
    ),
    row(
        "a call starts with its end",
        ("start: tongue", "start: ⟦goodbye⟧"),
        "no-such",
        Hint("name one of the flow's steps"),
    )
    .also(&["unreachable"]),
    row(
        "there are no such hours",
        ("hours: staffed, within", "hours: ⟦office⟧, within"),
        "no-such",
        Hint("write `office` under `hours:`"),
    ),
    row("a service is misspelt", ("get: \"tracking/parcels", "get: \"⟦trackin⟧/parcels"), "no-such", Repaired),
    row(
        "what was not found has the name of other systems",
        ("missing: { say: not_found", "⟦not_found⟧: { say: not_found"),
        "from-elsewhere",
        Repaired,
    ),
    row("a type has a capital", ("eta: date }", "eta: ⟦Date⟧ }"), "wrong-shape", Repaired),
    row("a truth is a yes", (STORM, "{ when: storm == ⟦yes⟧, say: storm_notice }"), "expression-wrong", Repaired),
    row(
        "a language in an expression has no quotes",
        (STORM, "{ when: storm and caller.language == ⟦en-US⟧, say: storm_notice }"),
        "expression-wrong",
        Repaired,
    ),
    row(
        "a day has its month first",
        (
            HOURS,
            "staffed: { open: \"Mo-Fr 08:00-18:00; PH off\", zone: America/New_York, holidays: US, closed: [⟦12/24/2026⟧] }",
        ),
        "hours",
        Repaired,
    ),
    row(
        "a title turns what stands behind it",
        ("title: Harbor Parcel, customer line", "title: ⟦\"Harbor \\u202eParcel\"⟧"),
        "wrong-shape",
        Hint("write it without"),
    ),
    row(
        "a name clears the screen",
        ("flow: harbor", "flow: ⟦\"har\\x1b[2Jbor\"⟧"),
        "wrong-shape",
        Hint("write it without"),
    ),
];
