//! What is measured on one part of the calls.

use clew::engine::guard::{CONNECT_AT, OFFER_AT};
use serde::Serialize;

use crate::{
    baselines,
    score::{Figures, Heard, Sample, measure},
    tune::Fitted,
    weights::{Judged, Weights, judge},
};

/// The sums at which an offer is tried.
const SUMS: std::ops::RangeInclusive<u16> = 30..=180;

/// The figures of one part.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Which part it is.
    pub part: &'static str,
    /// Its calls.
    pub calls: usize,
    /// How many of them are in trouble.
    pub in_trouble: usize,
    /// The plain rules.
    pub baselines: Vec<Figures>,
    /// The detector, as it runs.
    pub engine: Vec<Figures>,
    /// The detector with the former weights, as they were before the search.
    pub former: Vec<Figures>,
    /// The detector as it runs, with offers at other sums.
    pub curve: Vec<Figures>,
    /// The same with the former weights.
    pub former_curve: Vec<Figures>,
    /// What the search came to, if it was asked for.
    pub search: Vec<Fitted>,
}

impl Report {
    /// Measures one part. Fails if the engine and the weights that are tried do not count alike.
    pub fn new(part: &'static str, samples: &[Sample<'_>]) -> Result<Self, String> {
        let (weights, former) = (Weights::of_the_engine(), Weights::former());
        let alike = |heard: &Heard<'_>| judge(&heard.turns).sums == weights.sums(&heard.turns);
        if !samples.iter().all(|sample| alike(&sample.whole) && alike(&sample.early)) {
            return Err("the engine counts otherwise than `weights.rs` does: mend the latter first".to_owned());
        }
        let differs = former != weights;
        let formerly = |figures: Vec<Figures>| if differs { figures } else { Vec::new() };
        Ok(Self {
            part,
            calls: samples.len(),
            in_trouble: samples.iter().filter(|sample| sample.in_trouble).count(),
            baselines: baselines::all(samples),
            engine: engine(samples),
            former: formerly(with(&former, samples)),
            curve: curve(&weights, samples),
            former_curve: formerly(curve(&former, samples)),
            search: Vec::new(),
        })
    }
}

fn engine(samples: &[Sample<'_>]) -> Vec<Figures> {
    let offered = |heard: &Heard<'_>| {
        let Judged { offered, .. } = judge(&heard.turns);
        heard.end_of(offered)
    };
    let connected = |heard: &Heard<'_>| {
        let Judged { connected, .. } = judge(&heard.turns);
        heard.end_of(connected)
    };
    let first = |heard: &Heard<'_>| offered(heard).into_iter().chain(asks(heard)).min();
    vec![
        measure("offered by the engine", samples, &offered),
        measure("connected by the engine", samples, &connected),
        measure("asks for a person", samples, &asks),
        measure("offered, or asks for a person", samples, &first),
    ]
}

fn asks(heard: &Heard<'_>) -> Option<usize> {
    heard.end_of(heard.turns.iter().position(|met| met.asks_for_person))
}

fn with(weights: &Weights, samples: &[Sample<'_>]) -> Vec<Figures> {
    let [offer_at, _] = OFFER_AT;
    let at = |threshold: u16| move |heard: &Heard<'_>| heard.reaches(threshold, &weights.sums(&heard.turns));
    vec![
        measure("offered with the former weights", samples, &at(offer_at)),
        measure("connected with the former weights", samples, &at(CONNECT_AT)),
    ]
}

fn curve(weights: &Weights, samples: &[Sample<'_>]) -> Vec<Figures> {
    let at = |threshold: u16| {
        measure(format!("sum {threshold}"), samples, &|heard| heard.reaches(threshold, &weights.sums(&heard.turns)))
    };
    SUMS.step_by(10).map(at).collect()
}
