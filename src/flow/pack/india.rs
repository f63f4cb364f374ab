//! India: TRAI.

use super::{
    Demand, Pack,
    look::{answered_within, languages_first, offered_within},
};

pub(super) const PACK: Pack = Pack {
    name: "india",
    title: "TRAI, 90 seconds (India)",
    about: "The Telecom Regulatory Authority of India on customer care: quality of service, and the Telecom \
            Consumers Complaint Redressal Regulations, 2012 (as reported by business-standard.com, \
            financialexpress.com and aipeup3bbsr.blogspot.com).",
    demands: DEMANDS,
    always: &["The line answers at every hour."],
    cannot: &[
        "whether 95 % of the calls are answered in 90 s",
        "whether a person is there from 8:00 to 24:00 on all days (as reported by datareign.com)",
        "docket numbers, and answers by SMS",
    ],
};

const DEMANDS: &[Demand] = &[
    Demand {
        name: "standard/india/language-first",
        article: "Telecom Consumers Complaint Redressal Regulations, 2012 (as reported by aipeup3bbsr.blogspot.com)",
        says: "The first level of the menu is for choosing a language.",
        seen: "What is asked first lets callers choose a language, and there is more than one.",
        by_proof: false,
        check: languages_first,
    },
    Demand {
        name: "standard/india/offered-in-time",
        article: "Standards of Quality of Service of Basic and Cellular Mobile Telephone Service, as amended in 2014 \
                  (as reported by business-standard.com, 21 August 2014)",
        says: "A person answers within 90 s.",
        seen: "The proof: the longest time, from the first wait on, until a person is offered to a caller who is \
               never understood.",
        by_proof: true,
        check: |judged, demand, problems| offered_within(90, judged, demand, problems),
    },
    Demand {
        name: "standard/india/answer-time",
        article: "Standards of Quality of Service of Basic and Cellular Mobile Telephone Service, as amended in 2014 \
                  (as reported by business-standard.com, 21 August 2014)",
        says: "A person answers within 90 s.",
        seen: "The ladders: after 90 s of ringing and waiting in queues at most, something else is offered.",
        by_proof: false,
        check: |judged, demand, problems| answered_within(90, judged, demand, problems),
    },
];
