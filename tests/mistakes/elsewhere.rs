//! Words that people bring from other systems.

use super::{
    Mistake,
    Then::{Hint, Repaired},
    row,
};

const MENU: &str = "    menu: anything_else\n";
const TELL: &str = "tell: { say: parcel_state, next: settled }";
const BILLING: &str = "billing: { person: accounts, say: putting_you_through }";
const DONE: &str = "{ key: 2, words: done, to: goodbye }";
const RULE: &str = "from-elsewhere";

pub const MISTAKES: &[Mistake] = &[
    row("retries", (MENU, "    menu: anything_else\n    ⟦retries⟧: 3\n"), RULE, Hint("nothing is counted")),
    row("max_attempts", (MENU, "    menu: anything_else\n    ⟦max_attempts⟧: 3\n"), RULE, Hint("nothing is counted")),
    row("timeout", (MENU, "    menu: anything_else\n    ⟦timeout⟧: 5\n"), RULE, Hint("listen: { wait: 8s }")),
    row("nomatch", (MENU, "    menu: anything_else\n    ⟦nomatch⟧: main\n"), RULE, Hint("no error exits")),
    row("noinput", (MENU, "    menu: anything_else\n    ⟦noinput⟧: main\n"), RULE, Hint("no error exits")),
    row("error", (TELL, "tell: { say: parcel_state, ⟦error⟧: main, next: settled }"), RULE, Hint("no error exits")),
    row(
        "transfer",
        (BILLING, "billing: { ⟦transfer⟧: accounts, say: putting_you_through }"),
        RULE,
        Hint("person: NAME"),
    ),
    row(
        "hangup as a key",
        (TELL, "tell: { say: parcel_state, ⟦hangup⟧: true, next: settled }"),
        RULE,
        Hint("never hangs up"),
    ),
    row("hangup as a target", (DONE, "{ key: 2, words: done, to: ⟦hangup⟧ }"), "no-such", Hint("never hangs up")),
    row("goto", (TELL, "tell: { say: parcel_state, ⟦goto⟧: settled }"), RULE, Repaired),
    row("if", (TELL, "tell: { say: parcel_state, ⟦if⟧: storm, yes: settled, no: operator }"), RULE, Repaired),
    row(
        "switch",
        (TELL, "tell: { say: parcel_state, ⟦switch⟧: parcel.state, cases: { late: operator }, else: settled }"),
        RULE,
        Repaired,
    ),
    row(
        "case",
        (TELL, "tell: { say: parcel_state, branch: parcel.state, ⟦case⟧: { late: operator }, else: settled }"),
        RULE,
        Repaired,
    ),
    row(
        "else_if",
        (TELL, "tell: { say: parcel_state, branch: storm, yes: operator, ⟦else_if⟧: main, no: settled }"),
        RULE,
        Hint("in a list"),
    ),
    row(
        "loop",
        (TELL, "tell: { say: parcel_state, ⟦loop⟧: 3, next: settled }"),
        RULE,
        Hint("nothing is repeated by itself"),
    ),
    row(
        "http",
        (TELL, "tell: { say: parcel_state, ⟦http⟧: \"https://example.com\", next: settled }"),
        RULE,
        Hint("`lookup`"),
    ),
    row(
        "webhook",
        (TELL, "tell: { say: parcel_state, ⟦webhook⟧: \"https://example.com\", next: settled }"),
        RULE,
        Hint("`lookup`"),
    ),
    row(
        "api",
        (TELL, "tell: { say: parcel_state, ⟦api⟧: \"https://example.com\", next: settled }"),
        RULE,
        Hint("`lookup`"),
    ),
    row("variable", ("    into: parcel_number", "    ⟦variable⟧: parcel_number"), RULE, Repaired),
    row(
        "assign",
        (TELL, "tell: { say: parcel_state, ⟦assign⟧: { parcel_number: parcel_number }, next: settled }"),
        RULE,
        Repaired,
    ),
    row("play_audio", (TELL, "tell: { ⟦play_audio⟧: parcel_state, next: settled }"), RULE, Repaired)
        .also(&["prompt-unused"]),
    row("say_text", (TELL, "tell: { ⟦say_text⟧: parcel_state, next: settled }"), RULE, Repaired)
        .also(&["prompt-unused"]),
    row(
        "voicemail",
        (
            "      - { ring: \"+15550121\" }\n      - { message",
            "      - { ring: \"+15550121\" }\n      - { ⟦voicemail⟧",
        ),
        RULE,
        Repaired,
    ),
    row(
        "queue_name",
        ("{ ring: \"+15550121\" }", "{ ring: \"+15550121\", ⟦queue_name⟧: care }"),
        RULE,
        Hint("under `desks`"),
    ),
    row("options", ("    menu: main\n    choices:", "    menu: main\n    ⟦options⟧:"), RULE, Repaired),
    row("press", (DONE, "{ ⟦press⟧: 2, words: done, to: goodbye }"), RULE, Repaired).also(&["keys-said"]),
];
