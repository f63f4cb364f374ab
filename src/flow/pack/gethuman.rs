//! GetHuman, version 1.0: a voluntary standard.

use super::{
    Demand, Pack,
    look::{
        first_option_within, interruptible, keys_too, languages_offered, never_twice, no_dead_stop, rings_back,
        somebody, wait_told,
    },
};

pub(super) const PACK: Pack = Pack {
    name: "gethuman",
    title: "GetHuman standard 1.0",
    about: "A voluntary standard of ten items, written to be tested (http://gethuman.com/standard/v1.0.html).",
    demands: DEMANDS,
    always: &[
        "0 and the words for a person work at every wait, also while something plays (item 1).",
        "Whoever is queued hears the place and the wait, as far as the platform knows them, and again each round \
         (item 2).",
        "What callers answered is told to whoever takes the call, and no question is put twice in a matter (item 3).",
        "No wrong key and no silence ends a call (item 8).",
        "The language is remembered for the next call (item 9, its gold standard).",
    ],
    cannot: &[
        "whether the wait that is told is accurate (item 2)",
        "whether a person asks again for what was told to them (item 3)",
        "callbacks at a time that the caller names (item 4, its gold standard)",
        "numbers of its own for each language (item 9, its gold standard)",
        "surveys (item 10)",
    ],
};

const DEMANDS: &[Demand] = &[
    Demand {
        name: "standard/gethuman/zero-or-operator",
        article: "item 1 (http://gethuman.com/standard/v1.0.html)",
        says: "A caller can always dial 0 or say a word to be queued for a person.",
        seen: "0 and the words for a person work at every wait; whoever they lead to has a rung that rings, or a \
               queue.",
        by_proof: false,
        check: somebody,
    },
    Demand {
        name: "standard/gethuman/wait-estimate",
        article: "item 2 (http://gethuman.com/standard/v1.0.html)",
        says: "Whoever is queued is told about how long it will take.",
        seen: "Where there is a queue, the text `queue_minutes` inserts the minutes in every language.",
        by_proof: false,
        check: wait_told,
    },
    Demand {
        name: "standard/gethuman/never-repeat",
        article: "item 3 (http://gethuman.com/standard/v1.0.html)",
        says: "Nobody is asked to repeat what they told a person or a machine in this call.",
        seen: "No two steps put one question and keep its answer under two names, and no phone is rung with `accept: \
               never`, since whoever picks up there is told nothing.",
        by_proof: false,
        check: never_twice,
    },
    Demand {
        name: "standard/gethuman/call-back",
        article: "item 4 (http://gethuman.com/standard/v1.0.html)",
        says: "Where no person is free a callback is offered, on the next business day at the latest.",
        seen: "Every ladder that 0 leads to has a `promise`, by a desk whose `within` fits into one working day of \
               its hours.",
        by_proof: false,
        check: |judged, demand, problems| rings_back(1, judged, demand, problems),
    },
    Demand {
        name: "standard/gethuman/keys-too",
        article: "item 5 (http://gethuman.com/standard/v1.0.html)",
        says: "Where callers can speak they can use keys as well.",
        seen: "Each choice of a menu has a key, and each question takes something that can be typed.",
        by_proof: false,
        check: keys_too,
    },
    Demand {
        name: "standard/gethuman/short-prompts",
        article: "item 6 (http://gethuman.com/standard/v1.0.html)",
        says: "Nobody is made to listen to long prompts.",
        seen: "Not more than 20 s are heard before the first thing can be chosen; the standard has no number.",
        by_proof: false,
        check: |judged, demand, problems| first_option_within(20, judged, demand, problems),
    },
    Demand {
        name: "standard/gethuman/interrupt",
        article: "item 7 (http://gethuman.com/standard/v1.0.html)",
        says: "Callers can interrupt what is said.",
        seen: "Nothing is said with `whole: true`.",
        by_proof: false,
        check: interruptible,
    },
    Demand {
        name: "standard/gethuman/user-errors",
        article: "item 8 (http://gethuman.com/standard/v1.0.html)",
        says: "Errors of callers, silence among them, never end a call, but lead to a person or a callback.",
        seen: "`stuck` leads to a person or a callback, and `silence` not to `goodbye`.",
        by_proof: false,
        check: no_dead_stop,
    },
    Demand {
        name: "standard/gethuman/language",
        article: "item 9 (http://gethuman.com/standard/v1.0.html)",
        says: "The usual language is assumed, and a key changes it.",
        seen: "Where the flow speaks several languages, the first menu or what comes before it lets callers choose \
               one.",
        by_proof: false,
        check: languages_offered,
    },
];
