//! How proving grows with a flow's steps, how often it is exact, and how close simulated callers come to a bound.
//!
//! `cargo bench --bench proving [-- FLOWS WALKERS]`: so many random flows of each size (8), and so many callers a flow
//! (20,000): a third does anything, a third seeks what leads somewhere new, a third follows the worst path that was
//! found and leaves it somewhere. None may come above a bound.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stdout,
    reason = "a benchmark"
)]

#[allow(dead_code, reason = "tests use the rest")]
#[path = "../tests/proof/choices.rs"]
mod choices;
#[path = "../tests/proof/random.rs"]
mod random;

use std::time::{Duration, Instant};

use choices::{Caller, Choices, noon};
use clew::{
    call::{BundleId, Call, CallKey, Event, EventKind, Name, Number, Order, Party, Place, SPEECH_MAX_S, Signal, Turn},
    engine::advance,
    flow::{Bundle, Lengths, Path, Proof, Sources, prove},
};

/// Flows of 3,000 steps of this kind have more parts than a file may have.
const SIZES: [usize; 4] = [30, 100, 300, 1_000];

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse::<usize>().ok());
    let (flows, walkers) = (numbers.next().unwrap_or(8), numbers.next().unwrap_or(20_000));
    println!("{flows} flows of each size, {walkers} callers a flow");
    println!("steps | exact: turns, seconds | time: median, worst | per step | closest: turns, seconds | above");
    for steps in SIZES {
        let mut times: Vec<Duration> = Vec::new();
        let (mut turns, mut seconds, mut above) = (0, 0, 0);
        let (mut near_turns, mut near_seconds) = (0.0_f64, 0.0_f64);
        for seed in 0..flows as u64 {
            let written =
                random::flow(&mut fastrand::Rng::with_seed(seed), steps, (seed % u64::from(random::STYLES)) as u8);
            let (bundle, _) = Bundle::build(Sources::new("random.yaml", written)).expect("a random flow builds");
            let began = Instant::now();
            let proof = prove(&bundle).pop().expect("a line");
            times.push(began.elapsed());
            let offer = &proof.offer;
            turns += usize::from(offer.turns.at_most == offer.turns.found);
            seconds += usize::from(offer.seconds.at_most == offer.seconds.found);
            let (most_turns, most_seconds) = walked(&bundle, &proof, seed, walkers);
            above += usize::from(offer.turns.at_most < most_turns || offer.seconds.at_most < most_seconds);
            near_turns += f64::from(most_turns) / f64::from(offer.turns.at_most.max(1));
            near_seconds += f64::from(most_seconds) / f64::from(offer.seconds.at_most.max(1));
        }
        times.sort();
        let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
        let share = |near: f64| 100.0 * near / flows as f64;
        println!(
            "{steps:>5} | {turns}, {seconds} of {flows} | {median:.0?}, {worst:.0?} | {:.0?} | {:.0} %, {:.0} % | {above}",
            median / steps as u32,
            share(near_turns),
            share(near_seconds)
        );
    }
}

/// The most turns and the most seconds that a caller needed until an offer.
fn walked(bundle: &Bundle, proof: &Proof, seed: u64, walkers: usize) -> (u32, u32) {
    let mut random = fastrand::Rng::with_seed(seed);
    let mut choices = Choices::new(&bundle.flow, Caller { again_anywhere: true, ..Caller::ANY });
    let (mut turns, mut ms) = (0, 0);
    let paths = [proof.offer.turns.path.as_ref(), proof.offer.seconds.path.as_ref()];
    for walker in 0..walkers {
        let path = if walker % 3 == 2 { paths[walker / 3 % 2] } else { None };
        let (took_turns, took_ms) = walk(bundle, &mut choices, &mut random, walker % 3 == 1, path);
        turns = turns.max(took_turns);
        ms = ms.max(took_ms);
    }
    (turns, u32::try_from(ms.div_ceil(1_000)).unwrap())
}

/// One call, until an offer or until it is over.
fn walk(
    bundle: &Bundle,
    choices: &mut Choices<'_>,
    random: &mut fastrand::Rng,
    seeks: bool,
    path: Option<&Path>,
) -> (u32, u64) {
    let flow = &bundle.flow;
    let at = path.map_or(noon(), |path| path.at);
    let line = flow.lines.keys().next().cloned().or(Number::parse("+15550100")).expect("a line");
    let from = Party::read("+12025550123");
    let pin = (BundleId([0; 32]), flow.language());
    let call = Call::new(CallKey([0; 16]), Name::from("twilio"), line.clone(), from.clone(), pin, at);
    let on =
        path.map_or_else(|| flow.switches.keys().filter(|_| random.bool()).cloned().collect(), |path| path.on.clone());
    let kind = EventKind::Rings { from, to: line, on, attested: false, known: None };
    let mut turn = advance(flow, &call, &Event { at, kind });
    let slowly = random.bool();
    let mut legs = path.map(|path| path.legs.iter()).into_iter().flatten();
    let leaves = random.usize(0..25);
    let mut steps = 0;
    // A matter that is settled is over: what follows is another.
    let (mut began, mut settled) = (at, 0);
    while matches!(
        turn.call.place,
        Place::Step { .. } | Place::Lookup { .. } | Place::Whole { .. } | Place::Forget { .. }
    ) {
        steps += 1;
        let leg = legs.next().filter(|_| steps <= leaves && matches!(turn.call.place, Place::Step { .. }));
        let kind = leg.and_then(|leg| told(&leg.does));
        let Some(kind) = kind.or_else(|| chosen(bundle, choices, random, &turn, seeks)) else { break };
        let takes =
            if matches!(kind, EventKind::Found { .. }) { 0 } else { takes_ms(bundle, random, &turn, &kind, slowly) };
        let at = turn.call.last.plus_millis(takes);
        turn = advance(flow, &turn.call, &Event { at, kind });
        if settled < turn.call.settled {
            (began, settled) = (at, turn.call.settled);
        }
    }
    let offered = matches!(turn.call.place, Place::Offer { .. });
    let ms = turn.call.last.millis_since(began);
    if offered { (u32::from(turn.call.matter.questions), ms) } else { (0, 0) }
}

/// What a path says that the caller does.
fn told(does: &str) -> Option<EventKind> {
    match does.split_once(' ') {
        Some(("presses", keys)) => Some(EventKind::Keys(keys.to_owned())),
        Some(("says", words)) => Some(EventKind::Words(words.to_owned())),
        Some(_) => None,
        None => Some(EventKind::Silence),
    }
}

/// Anything, or what leads somewhere new among a few things.
fn chosen(
    bundle: &Bundle,
    choices: &mut Choices<'_>,
    random: &mut fastrand::Rng,
    turn: &Turn,
    seeks: bool,
) -> Option<EventKind> {
    let all = choices.at(&turn.call);
    let tries = if seeks { 4 } else { 1 };
    let mut kind = random.choice(&all).cloned()?;
    for _ in 1..tries {
        let next = advance(&bundle.flow, &turn.call, &Event { at: turn.call.last, kind: kind.clone() });
        let lost = next
            .call
            .matter
            .signals
            .last()
            .is_some_and(|counted| counted.signal == Signal::Lost && counted.turn == next.call.turn);
        let on = matches!(next.call.place, Place::Step { .. } | Place::Lookup { .. });
        if on && !lost {
            break;
        }
        kind = random.choice(&all).cloned()?;
    }
    Some(kind)
}

/// How long the caller takes: as long as can be, or less.
fn takes_ms(bundle: &Bundle, random: &mut fastrand::Rng, turn: &Turn, kind: &EventKind, slowly: bool) -> u64 {
    let heard = Lengths::of(bundle).heard_ms(&turn.call, &turn.orders);
    let listen = turn
        .orders
        .iter()
        .find_map(|order| if let Order::Gather(gather) = order { Some(&gather.listen) } else { None });
    let wait = listen.map_or(0, |listen| u64::from(listen.wait_s) * 1_000);
    let speech = u64::from(SPEECH_MAX_S) + listen.map_or(0, |listen| u64::from(listen.gap_s));
    match kind {
        EventKind::Silence => heard + wait,
        _ if slowly => heard + wait + speech * 1_000,
        _ => random.u64(0..=heard + wait),
    }
}
