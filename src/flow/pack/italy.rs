//! Italy: AGCOM 255/24/CONS.

use super::{
    Demand, Pack,
    look::{COMPLAINT, answered_within, chosen, offered_within, open_between, person_told},
};

pub(super) const PACK: Pack = Pack {
    name: "italy",
    title: "AGCOM 255/24/CONS (Italy)",
    about: "Delibera n. 255/24/CONS of 10 July 2024, annex A, on customer assistance in electronic communications \
            (as reported by punto-informatico.it, dirittoaldigitale.com and agenparl.eu).",
    demands: DEMANDS,
    always: &["A person can be asked for at every moment, by 0 or by a word."],
    cannot: &[
        "whether the average of all answers is below 150 s, and 40 % of the calls are answered in 20 s",
        "whether a complaint is answered in 30 days, with a code that identifies it",
        "whether assistance is free of charge",
        "public holidays: working days are Monday to Friday here",
    ],
};

const DEMANDS: &[Demand] = &[
    Demand {
        name: "standard/italy/operator-option",
        article: "annex A (as reported by punto-informatico.it)",
        says: "The options that lead to a person are explicit, transparent and easy to understand.",
        seen: "What the first menu says tells about 0, or names a person, to whom one of its choices \
               leads. At the very first wait of a call clew tells about 0 by itself.",
        by_proof: false,
        check: person_told,
    },
    Demand {
        name: "standard/italy/complaint",
        article: "annex A (as reported by punto-informatico.it and adiconsum.it)",
        says: "At the first level of the menu an option is for complaints.",
        seen: "The first menu has a choice that is for `complaint`, in every language.",
        by_proof: false,
        check: |judged, demand, problems| chosen(&COMPLAINT, judged, demand, problems),
    },
    Demand {
        name: "standard/italy/offered-in-time",
        article: "annex A, art. 8 a) (as reported by agenparl.eu)",
        says: "A person answers within 150 s on average.",
        seen: "The proof: the longest time, from the first wait on, until a person is offered to a caller who is \
               never understood.",
        by_proof: true,
        check: |judged, demand, problems| offered_within(150, judged, demand, problems),
    },
    Demand {
        name: "standard/italy/answer-time",
        article: "annex A, art. 8 a) (as reported by agenparl.eu)",
        says: "A person answers within 150 s on average.",
        seen: "The ladders: after 150 s of ringing and waiting in queues at most, something else is offered.",
        by_proof: false,
        check: |judged, demand, problems| answered_within(150, judged, demand, problems),
    },
    Demand {
        name: "standard/italy/staffed",
        article: "annex A (as reported by punto-informatico.it)",
        says: "Persons answer on working days from 8:30 to 21:30 at least.",
        seen: "A rung of the `operator` rings on Monday to Friday at every half hour in between, by the clocks of \
               its hours.",
        by_proof: false,
        check: |judged, demand, problems| open_between((8 * 60 + 30, 21 * 60 + 30), judged, demand, problems),
    },
];
