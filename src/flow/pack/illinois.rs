//! Illinois: title 83, section 730.510.

use super::{
    Demand, Pack,
    look::{answered_within, offered_within, person_told},
};

pub(super) const PACK: Pack = Pack {
    name: "illinois",
    title: "83 Ill. Adm. Code 730.510 (Illinois)",
    about: "Answering time of local exchange carriers' business and repair offices (as published at \
            regulations.justia.com).",
    demands: DEMANDS,
    always: &["A person can be had by voice at every moment."],
    cannot: &[
        "whether the average of a month is below 60 s",
        "records, and reports to the commission",
        "operator offices, which answer in 10 s",
    ],
};

const DEMANDS: &[Demand] = &[
    Demand {
        name: "standard/illinois/first-menu",
        article: "730.510 (b)(1) (as published at regulations.justia.com)",
        says: "A live attendant is an option by voice or within the first menu.",
        seen: "What the first menu says tells about 0, or names a person, to whom one of its choices \
               leads. At the very first wait of a call clew tells about 0 by itself.",
        by_proof: false,
        check: person_told,
    },
    Demand {
        name: "standard/illinois/offered-in-time",
        article: "730.510 (b)(1) (as published at regulations.justia.com)",
        says: "Calls are answered within 60 s on average.",
        seen: "The proof: the longest time, from the first wait on, until a person is offered to a caller who is \
               never understood.",
        by_proof: true,
        check: |judged, demand, problems| offered_within(60, judged, demand, problems),
    },
    Demand {
        name: "standard/illinois/answer-time",
        article: "730.510 (b)(1) (as published at regulations.justia.com)",
        says: "Calls are answered within 60 s on average.",
        seen: "The ladders: after 60 s of ringing and waiting in queues at most, something else is offered.",
        by_proof: false,
        check: |judged, demand, problems| answered_within(60, judged, demand, problems),
    },
];
