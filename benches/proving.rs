//! How proving grows with a flow's steps, how often it is exact, and how close simulated callers come to a bound.
//!
//! `cargo bench --bench proving [-- FLOWS WALKERS [STEPS]...]`: so many random flows of each size (6), and so many
//! callers a flow (20,000): a third does anything, a third seeks what leads somewhere new, a third follows a worst path
//! that was found and leaves it somewhere. None may come above a bound: each that does is printed with its flow's seed
//! and what it did.
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
#[path = "../tests/proof/pace.rs"]
mod pace;
#[path = "../tests/proof/random.rs"]
mod random;
#[path = "proving/walker.rs"]
mod walker;

use std::time::{Duration, Instant};

use clew::flow::{Bundle, Proof, Sources, prove};
use walker::{Walked, Walker};

const SIZES: [usize; 5] = [30, 100, 300, 1_000, 3_000];

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse::<usize>().ok());
    let (flows, walkers) = (numbers.next().unwrap_or(6), numbers.next().unwrap_or(20_000));
    let sizes: Vec<usize> = numbers.collect();
    let sizes = if sizes.is_empty() { SIZES.to_vec() } else { sizes };
    println!("{flows} flows of each size, {walkers} callers a flow");
    for steps in sizes {
        of_size(steps, flows, walkers);
    }
}

/// Proves and walks the flows of one size.
fn of_size(steps: usize, flows: usize, walkers: usize) {
    let (mut times, mut exact, mut above, mut walked) = (Vec::new(), [0; 2], 0, Duration::ZERO);
    let mut near = [0.0_f64; 2];
    for seed in 0..flows as u64 {
        let style = (seed % u64::from(random::STYLES)) as u8;
        let written = random::flow(&mut fastrand::Rng::with_seed(seed), steps, style);
        let (bundle, _) = Bundle::build(Sources::new("random.yaml", written)).expect("a random flow builds");
        let began = Instant::now();
        let proof = prove(&bundle).pop().expect("a line");
        times.push(began.elapsed());
        let bounds = [&proof.offer.turns, &proof.offer.seconds];
        let began = Instant::now();
        let most = walks(&bundle, &proof, seed, walkers);
        walked += began.elapsed();
        for (nth, (bound, most)) in bounds.into_iter().zip(most).enumerate() {
            exact[nth] += usize::from(bound.at_most == bound.found);
            near[nth] += f64::from(most.most) / f64::from(bound.at_most.max(1));
            if bound.at_most < most.most {
                above += 1;
                let what = ["turns", "seconds"][nth];
                println!("ABOVE: {steps} steps, seed {seed}: {} {what}, at most {}", most.most, bound.at_most);
                most.print();
            }
        }
    }
    times.sort();
    let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
    let share = |near: f64| 100.0 * near / flows as f64;
    println!(
        "{steps:>5} steps | exact in turns {} and in seconds {} of {flows} | proved in {median:.1?}, at worst {worst:.1?} | \
         callers came to {:.0} % of the turns and {:.0} % of the seconds, {above} above | they took {walked:.0?}",
        exact[0],
        exact[1],
        share(near[0]),
        share(near[1])
    );
}

/// The most turns and the most seconds that callers needed until an offer, half of them in each of two threads.
fn walks(bundle: &Bundle, proof: &Proof, seed: u64, walkers: usize) -> [Walked; 2] {
    let walk = |half: u64| {
        let mut walker = Walker::new(bundle, proof, 2 * seed + half);
        let mut most: [Walked; 2] = Default::default();
        for nth in 0..walkers / 2 {
            let ended = walker.walk(nth);
            for (most, ended) in most.iter_mut().zip(ended) {
                if most.most < ended.most {
                    *most = ended;
                }
            }
        }
        most
    };
    let [mut one, other] = std::thread::scope(|scope| {
        let other = scope.spawn(|| walk(1));
        [walk(0), other.join().expect("a walker")]
    });
    for (one, other) in one.iter_mut().zip(other) {
        if one.most < other.most {
            *one = other;
        }
    }
    one
}
