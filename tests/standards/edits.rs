//! For each demand of each standard an edit of the flow that keeps it, which breaks that demand and no other.

/// An edit.
pub struct Edit {
    /// The demand that it breaks, without `standard/`.
    pub demand: &'static str,
    /// What it replaces in the flow; once.
    pub from: &'static str,
    /// What it writes there.
    pub to: &'static str,
    /// The seconds until a person is offered, as the proof made by hand says.
    pub proven_s: u32,
}

/// Seconds that every standard allows.
pub const SOON_S: u32 = 40;

const fn edit(demand: &'static str, from: &'static str, to: &'static str) -> Edit {
    Edit { demand, from, to, proven_s: SOON_S }
}

/// A flow as it is, of which the proof says that it takes so long.
const fn slow(demand: &'static str, proven_s: u32) -> Edit {
    Edit { demand, from: "", to: "", proven_s }
}

pub const EDITS: &[Edit] = &[
    edit("gethuman/zero-or-operator", "      - { queue: care, when: staffed, for: 3m }\n", ""),
    edit(
        "gethuman/wait-estimate",
        "words:\n",
        "  queue_minutes: { en-US: \"Not long now.\", es-US: \"Ya casi.\" }\nwords:\n",
    ),
    edit(
        "gethuman/never-repeat",
        "next: settled }",
        "next: again }\n  again: { ask: which, as: { digits: [6, 10] }, into: same_again, next: settled }",
    ),
    edit("gethuman/call-back", "within: 4h", "within: 30h"),
    edit("gethuman/keys-too", "as: { digits: [6, 10] }", "as: name"),
    edit(
        "gethuman/short-prompts",
        "\"For parcels, press 1.",
        "\"Welcome to Harbor Parcel, where we have carried what matters to you across the bay and beyond since the \
         early days of the steam ferries, in every weather and on every working day of the year. Please note that \
         our depot by the old lighthouse is closed for repairs, and that letters are now brought by our friends at \
         the post office. For parcels, press 1.",
    ),
    edit("gethuman/interrupt", "    menu: main\n", "    menu: { say: main, whole: true }\n"),
    edit("gethuman/user-errors", "into: parcel, next: settled }", "into: parcel, next: settled, stuck: settled }"),
    edit("gethuman/language", "      - { key: 8, language: es-US, to: main }\n", ""),
    edit("spain/main-menu", "  hola: { say: hola, next: menu }", "  hola: { confirm: hola, yes: menu, no: menu }"),
    edit(
        "spain/any-moment",
        "      - { ring: [\"+34910000111\", \"+34910000112\"], when: abierto, for: 25s }\n      - { queue: clientes, when: abierto, for: 2m }\n",
        "",
    ),
    slow("spain/offered-in-time", 181),
    edit("spain/answer-time", "for: 2m", "for: 3m"),
    edit(
        "portugal/menu-at-once",
        "start: main\nsteps:\n",
        "start: who\nsteps:\n  who: { ask: which, as: { digits: 9 }, into: number, next: main }\n",
    ),
    edit(
        "portugal/five-options",
        "      - { key: 2, words: fault,",
        "      - { key: 4, to: settled }\n      - { key: 5, to: settled }\n      - { key: 6, to: settled }\n      - { key: 2, words: fault,",
    ),
    edit(
        "portugal/person-option",
        "press 3. For a person, press 0.\" }\n",
        "press 3.\" }\n  zero_hint: { en-GB: \"Take your time.\" }\n",
    ),
    edit("portugal/sixty-seconds", "for: 25s", "for: 35s"),
    edit("portugal/call-back", "      - { promise: front }\n", ""),
    edit("portugal/cancel", "[cancel, end my contract, leave]", "[leave]"),
    edit("italy/operator-option", "key: 3, to: operator", "key: 3, to: traffic"),
    edit("italy/complaint", "matter: complaint, to: complain }", "to: complain }"),
    slow("italy/offered-in-time", 151),
    edit("italy/answer-time", "for: 2m", "for: 3m"),
    edit("italy/staffed", "Mo-Sa 08:30-21:30", "Mo-Sa 08:30-13:00,14:00-21:30"),
    edit("brazil/complaint", "es-US: [queja, reclamo]", "es-US: [enojo]"),
    edit("brazil/cancel", "es-US: \"cancelar un contrato\"", "es-US: \"otros contratos\""),
    edit(
        "brazil/no-data-first",
        "in_your_language, next: main }\n",
        "in_your_language, next: who }\n  who: { ask: which_card, as: { digits: 4 }, into: card, next: main }\n",
    ),
    edit("brazil/never-repeat", "when: open, for: 30s }", "when: open, for: 30s, accept: never }"),
    edit("brazil/eight-hours", "Mo-Sa 08:00-20:00", "Mo-We 08:00-20:00; Th-Fr 09:00-16:30"),
    edit("illinois/first-menu", "words:\n", "  zero_hint: { en-US: \"Take your time.\" }\nwords:\n"),
    slow("illinois/offered-in-time", 61),
    edit("illinois/answer-time", "for: 30s", "for: 70s"),
    edit("india/language-first", "start: language", "start: main"),
    slow("india/offered-in-time", 91),
    edit("india/answer-time", "for: 80s", "for: 2m"),
];
