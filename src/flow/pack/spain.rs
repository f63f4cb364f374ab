//! Spain: Ley 10/2025.

use super::{
    Demand, Pack,
    look::{answered_within, offered_within, person_told, somebody},
};

pub(super) const PACK: Pack = Pack {
    name: "spain",
    title: "Ley 10/2025 (Spain)",
    about: "Ley 10/2025, de 26 de diciembre, on customer services: basic services and large companies, which have \
            until 28 December 2026 (as reported by legaltoday.com and notariosyregistradores.com).",
    demands: DEMANDS,
    always: &[
        "A call is never cut because somebody has waited long: who says nothing in a queue keeps the place (art. 8, \
         as reported by legaltoday.com).",
        "A person can be asked for at every moment, by 0 or by a word (art. 8, as reported by legaltoday.com).",
    ],
    cannot: &[
        "whether 95 % of the calls are answered, on average, in three minutes",
        "whether the line is free of charge, and open whenever the business is",
        "whether an answer comes within 15 working days, with a key that identifies the matter",
        "whether whoever answers speaks the caller's language, and is trained",
    ],
};

const DEMANDS: &[Demand] = &[
    Demand {
        name: "standard/spain/main-menu",
        article: "art. 8 (as reported by legaltoday.com, revista AJA 1025)",
        says: "Personal attention is among the options of the main menu.",
        seen: "What the first menu says tells about 0, or names a person, to whom one of its choices \
               leads. At the very first wait of a call clew tells about 0 by itself.",
        by_proof: false,
        check: person_told,
    },
    Demand {
        name: "standard/spain/any-moment",
        article: "art. 8 (as reported by legaltoday.com, revista AJA 1025)",
        says: "On request a person takes over at any stage, and no line is served by machines alone.",
        seen: "0 and the words for a person work at every wait; whoever they lead to has a rung that rings, or a \
               queue.",
        by_proof: false,
        check: somebody,
    },
    Demand {
        name: "standard/spain/offered-in-time",
        article: "art. 8 (as reported by legaltoday.com, revista AJA 1025)",
        says: "Calls are answered, on average, in less than three minutes.",
        seen: "The proof: the longest time, from the first wait on, until a person is offered to a caller who is \
               never understood.",
        by_proof: true,
        check: |judged, demand, problems| offered_within(180, judged, demand, problems),
    },
    Demand {
        name: "standard/spain/answer-time",
        article: "art. 8 (as reported by legaltoday.com, revista AJA 1025)",
        says: "Calls are answered, on average, in less than three minutes.",
        seen: "The ladders: after 180 s of ringing and waiting in queues at most, something else is offered.",
        by_proof: false,
        check: |judged, demand, problems| answered_within(180, judged, demand, problems),
    },
];
