//! The ladder of a person (C1, C3): every ladder of one to three rungs, in opening hours and outside, for callers whose
//! number is known, withheld or that of a SIP phone; every outcome of every rung in every order, and everything that
//! can be done at "if you say nothing, I hang up".
//!
//! Whatever happens: nobody comes back to a step of the flow, no rung is entered more than twice in a call, the account
//! names every outcome, a call has one promise at most, and nobody is hung up on without a talk, a promise or a
//! message, except who refuses each of them twice.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

#[path = "ladders/climber.rs"]
mod climber;
mod support;
#[path = "ladders/table.rs"]
mod table;

use std::{
    any::Any,
    collections::{BTreeMap, BTreeSet},
    panic::{AssertUnwindSafe, catch_unwind},
};

use clew::{
    call::{Name, Party},
    flow::Bundle,
};
use climber::Climber;
use table::{Kind, Ladder, When, ladders};

/// So many ladders stand in one flow.
const AT_ONCE: usize = 200;

fn callers() -> [(&'static str, Party); 3] {
    let sip = Party::read("sip:desk@pbx.example.com");
    [("known", Party::read("+12025550123")), ("withheld", Party::read("anonymous")), ("sip", sip)]
}

#[derive(Debug, Default)]
struct Gone {
    ladders: usize,
    paths: u128,
    seen: BTreeSet<&'static str>,
    /// On how many ladders a call can end without anything, by who rings.
    empty: BTreeMap<&'static str, usize>,
    /// What was not as it must be, each with its ladder.
    wrong: Vec<String>,
}

/// What a panic says.
fn said(why: &(dyn Any + Send)) -> String {
    why.downcast_ref::<String>().cloned().unwrap_or_else(|| "no text".to_owned())
}

/// Goes through ladders as the operator's own, or as those of somebody beside a plain operator.
fn go_through(all: &[Ladder], name: &str, key: &str) -> Gone {
    let mut gone = Gone::default();
    let plain = Ladder(vec![(Kind::Ring, When::Always), (Kind::Message, When::Always)]);
    for chunk in all.chunks(AT_ONCE) {
        let mut bundle = support::build(table::sources(chunk));
        for (at, ladder) in chunk.iter().enumerate() {
            let person = bundle.flow.people.remove(&Name::from(format!("p{at}"))).unwrap();
            assert_eq!(person.rungs.len(), ladder.as_built().0.len(), "{}", ladder.written());
            bundle.flow.people.insert(name.into(), person);
            gone.ladders += 1;
            for open in [true, false] {
                // A SIP caller has no number either: on the short ladders that is enough to see.
                for (who, from) in callers().into_iter().take(if ladder.0.len() < 3 { 3 } else { 2 }) {
                    let mut people = BTreeMap::from([("operator".into(), plain.clone())]);
                    people.insert(name.into(), ladder.as_built());
                    let mut climber = Climber::new(&bundle.flow, people, open);
                    let shown = format!("{} ({who}, open: {open})", ladder.written());
                    match catch_unwind(AssertUnwindSafe(|| climber.climb(from, key))) {
                        Ok(paths) => gone.paths += paths,
                        Err(why) => gone.wrong.push(format!("{shown}: {}", said(&*why))),
                    }
                    gone.seen.append(&mut climber.seen);
                    // Whoever is known and can be promised a callback gets one, also who never says a word. Whoever
                    // gives neither a number nor a message, asked for each twice, ends with neither.
                    let promised = ladder.0.iter().any(|(kind, when)| *kind == Kind::Promise && when.holds(open));
                    if climber.empty.is_empty() == (who != "known" || !promised) {
                        gone.wrong.push(format!("{shown}: ends without anything: {:?}", climber.empty));
                    }
                    let nothing = |tried: &&String| !tried.contains("nothing left");
                    gone.wrong.extend(climber.empty.iter().find(nothing).map(|tried| format!("{shown}: {tried}")));
                    *gone.empty.entry(who).or_default() += usize::from(!climber.empty.is_empty());
                }
            }
        }
    }
    gone
}

fn check(gone: &Gone) {
    for wrong in gone.wrong.iter().take(20) {
        eprintln!("{}", wrong.chars().take(400).collect::<String>());
    }
    assert_eq!(gone.wrong.len(), 0, "ladders that lead astray");
    println!("{} ladders, {} paths; {} kinds of outcome", gone.ladders, gone.paths, gone.seen.len());
    println!("ladders on which who gives nothing ends without anything, by caller: {:?}", gone.empty);
    assert_eq!(gone.seen.len(), 24, "{:?}", gone.seen);
}

#[test]
fn no_ladder_of_the_operator_leads_astray_whatever_happens_on_it() {
    let all = ladders();
    assert!(500 <= all.len(), "{}", all.len());
    check(&go_through(&all, "operator", "0"));
}

#[test]
fn no_ladder_of_somebody_else_leads_astray_whatever_happens_on_it() {
    let all = ladders();
    let short = all.iter().filter(|ladder| ladder.0.len() < 3);
    let some = all.iter().filter(|ladder| ladder.0.len() == 3).step_by(7);
    check(&go_through(&short.chain(some).cloned().collect::<Vec<_>>(), "care", "1"));
}

#[test]
fn a_ladder_whose_last_rung_needs_somebody_or_a_certain_hour_is_refused() {
    let mut refused = 0;
    let whens = [When::Always, When::Open, When::Closed];
    for before in [vec![], vec![(Kind::Ring, When::Always)], vec![(Kind::Message, When::Open)]] {
        for (kind, when) in table::KINDS.into_iter().flat_map(|kind| whens.map(|when| (kind, when))) {
            let ladder = Ladder(before.iter().copied().chain([(kind, when)]).collect());
            let built: Result<Bundle, String> = table::built(&ladder);
            let fits = kind.needs_nobody() && when == When::Always;
            let rules = built.err().unwrap_or_default();
            assert_eq!(rules.contains("person-falls"), !fits, "{}: {rules}", ladder.written());
            refused += usize::from(!fits);
        }
    }
    assert_eq!(refused, 48);
}
