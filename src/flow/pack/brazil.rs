//! Brazil: Decreto 11.034/2022.

use super::{
    Demand, Pack,
    look::{CANCEL, COMPLAINT, chosen, hours_a_day, never_twice, nothing_asked_before},
};

pub(super) const PACK: Pack = Pack {
    name: "brazil",
    title: "Decreto 11.034/2022 (Brazil)",
    about: "Decreto nº 11.034, de 5 de abril de 2022, on customer service by suppliers that the federal government \
            regulates (art. 4 as published at jurishand.com; the rest as reported by asmetro.org.br, cgmlaw.com.br \
            and blog.lfpkc.com.br).",
    demands: DEMANDS,
    always: &["0 reaches a person before anything was given (art. 4, § 4)."],
    cannot: &[
        "whether a call that the company dropped is rung back (as reported by gomesaltimari.com.br)",
        "advertising while callers wait (art. 4, § 5)",
        "whether an answer comes within seven days",
        "whether the service can be reached at all hours by some channel (art. 4)",
        "the longest waits that each regulator sets",
    ],
};

const DEMANDS: &[Demand] = &[
    Demand {
        name: "standard/brazil/complaint",
        article: "art. 5 (as reported by asmetro.org.br and cgmlaw.com.br)",
        says: "The first menu has an option for complaints.",
        seen: "The first menu has a choice that is for `complaint`, in every language.",
        by_proof: false,
        check: |judged, demand, problems| chosen(&COMPLAINT, judged, demand, problems),
    },
    Demand {
        name: "standard/brazil/cancel",
        article: "art. 5 (as reported by asmetro.org.br and cgmlaw.com.br)",
        says: "The first menu has an option for cancelling contracts and services.",
        seen: "The first menu has a choice that is for `cancel`, in every language.",
        by_proof: false,
        check: |judged, demand, problems| chosen(&CANCEL, judged, demand, problems),
    },
    Demand {
        name: "standard/brazil/no-data-first",
        article: "art. 4, § 4 (as published at jurishand.com)",
        says: "The first access to a person does not depend on data that the caller gives.",
        seen: "No question that takes something stands before the first menu.",
        by_proof: false,
        check: nothing_asked_before,
    },
    Demand {
        name: "standard/brazil/never-repeat",
        article: "as reported by blog.lfpkc.com.br",
        says: "Nobody is asked to repeat what they want, or their data.",
        seen: "No two steps put one question and keep its answer under two names, and no phone is rung with `accept: \
               never`, since whoever picks up there is told nothing.",
        by_proof: false,
        check: never_twice,
    },
    Demand {
        name: "standard/brazil/eight-hours",
        article: "art. 5 (as reported by asmetro.org.br and cgmlaw.com.br)",
        says: "Persons answer the phone for eight hours a day at least.",
        seen: "A rung of the `operator` rings for eight hours on each of Monday to Friday, by the clocks of its \
               hours.",
        by_proof: false,
        check: |judged, demand, problems| hours_a_day(8, judged, demand, problems),
    },
];
