//! Portugal: Decreto-Lei 134/2009.

use super::{
    Demand, Pack,
    look::{CANCEL, answered_within, chosen, nothing_before, options_at_most, person_told, rings_back},
};

pub(super) const PACK: Pack = Pack {
    name: "portugal",
    title: "Decreto-Lei 134/2009 (Portugal)",
    about: "Decreto-Lei n.º 134/2009, de 2 de Junho, on call centres (published at centrodecontacto.com; articles as \
            quoted by centrostelefonicos.com).",
    demands: DEMANDS,
    always: &["A person can be asked for at every moment, by 0 or by a word, and not in the first menu alone."],
    cannot: &[
        "how long real callers wait",
        "whether calls are answered in the order in which they came",
        "advertising while callers wait",
        "whether the call costs more where it is put through",
        "whether an answer comes in time, and calls are recorded for 90 days",
    ],
};

const DEMANDS: &[Demand] = &[
    Demand {
        name: "standard/portugal/menu-at-once",
        article: "art. 6.º, n.º 3 (as quoted by centrostelefonicos.com, \"regras específicas dos menus \
                  electrónicos\")",
        says: "A menu is offered as soon as the call is answered.",
        seen: "Nothing is asked or looked up before the first menu, languages apart.",
        by_proof: false,
        check: nothing_before,
    },
    Demand {
        name: "standard/portugal/five-options",
        article: "art. 6.º, n.º 5 (as quoted by centrostelefonicos.com, \"regras específicas dos menus \
                  electrónicos\")",
        says: "A menu has no more than five first options, one of which is a person.",
        seen: "The choices of the first menu, and 0 where no choice leads to a person.",
        by_proof: false,
        check: |judged, demand, problems| options_at_most(5, judged, demand, problems),
    },
    Demand {
        name: "standard/portugal/person-option",
        article: "art. 6.º, n.º 5 (as quoted by centrostelefonicos.com, \"regras específicas dos menus \
                  electrónicos\", and as reported by quereralem.pt)",
        says: "A person is among the first options of a menu.",
        seen: "What the first menu says tells about 0, or names a person, to whom one of its choices \
               leads. At the very first wait of a call clew tells about 0 by itself.",
        by_proof: false,
        check: person_told,
    },
    Demand {
        name: "standard/portugal/sixty-seconds",
        article: "art. 6.º, n.º 2 (as quoted by centrostelefonicos.com, \"regras específicas dos menus \
                  electrónicos\")",
        says: "Whoever has chosen a person waits no more than 60 s on the line.",
        seen: "The ladders: after 60 s of ringing and waiting in queues at most, something else is offered.",
        by_proof: false,
        check: |judged, demand, problems| answered_within(60, judged, demand, problems),
    },
    Demand {
        name: "standard/portugal/call-back",
        article: "art. 6.º, n.º 4, which centrostelefonicos.com names for whoever is not answered in 60 s; its words \
                  were not at hand",
        says: "Whoever is not answered in time can leave word, and is rung back.",
        seen: "Every ladder that 0 leads to has a `promise`, by a desk whose `within` fits into two working days of \
               its hours; the two days are recalled, not found.",
        by_proof: false,
        check: |judged, demand, problems| rings_back(2, judged, demand, problems),
    },
    Demand {
        name: "standard/portugal/cancel",
        article: "preamble (as published at centrodecontacto.com)",
        says: "For services that go on, an option leads to cancelling.",
        seen: "The first menu has a choice that is for `cancel`, in every language; a flow cannot show whether its \
               service goes on.",
        by_proof: false,
        check: |judged, demand, problems| chosen(&CANCEL, judged, demand, problems),
    },
];
