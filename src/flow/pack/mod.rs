//! Standards and laws about how fast a caller gets a person: one file each, and what their demands look at in `look/`.
//!
//! Invariant: a demand is one that a flow file can show to be kept or broken; what cannot be seen there is listed with
//! the standard, and so is what clew does on every line by itself. Each names the article that it comes from, as far as
//! it was found, and says where only others report it. Nothing here is legal advice.
//!
//! To add one: its file here, its line in [`PACKS`], a flow that keeps it as `tests/standards/<name>.yaml`, and for
//! each demand an edit that breaks it in `tests/standards/edits.rs`.

mod brazil;
mod gethuman;
mod illinois;
mod india;
mod italy;
mod look;
mod portugal;
mod spain;

use std::fmt;

use super::{
    draft::Draft,
    problem::{Problem, Problems},
    prove::Proof,
    unfold::Unfolded,
};
use crate::engine::Flow;

use look::Judged;

/// A standard or a law.
#[derive(Debug)]
pub struct Pack {
    /// Its name, as flows and commands write it.
    pub name: &'static str,
    /// What it is called in full.
    pub title: &'static str,
    /// Whom it is for, and where its text was found.
    pub about: &'static str,
    /// What it demands and a flow can show.
    pub demands: &'static [Demand],
    /// What it demands and clew does on every line, whatever the flow says.
    pub always: &'static [&'static str],
    /// What it demands and no flow file can show.
    pub cannot: &'static [&'static str],
}

/// One thing that a standard demands.
#[derive(Clone, Copy)]
pub struct Demand {
    /// Its name, as problems show it: `standard/spain/main-menu`.
    pub name: &'static str,
    /// The article that it comes from.
    pub article: &'static str,
    /// What it demands, in one sentence.
    pub says: &'static str,
    /// What is looked at in the flow.
    pub seen: &'static str,
    /// Whether the proof of the flow decides it.
    pub by_proof: bool,
    check: fn(&Judged<'_>, &Demand, &mut Problems),
}

impl fmt::Debug for Demand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Every standard, in the order of the documentation.
pub static PACKS: &[&Pack] =
    &[&gethuman::PACK, &spain::PACK, &portugal::PACK, &italy::PACK, &brazil::PACK, &illinois::PACK, &india::PACK];

/// What stands below every verdict.
pub const NOT_ADVICE: &str = "This is not legal advice.";

/// How a flow keeps a standard.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// The standard.
    pub pack: &'static Pack,
    /// The demands that are broken.
    pub broken: Vec<&'static str>,
    /// The demands that only a proof decides, where there is none.
    pub unproven: Vec<&'static str>,
}

impl Demand {
    /// Its manual: what it demands, what is looked at, and the article.
    #[must_use]
    pub fn manual(&self) -> String {
        let pack = PACKS.iter().find(|pack| pack.demands.iter().any(|demand| demand.name == self.name));
        let title = pack.map_or("", |pack| pack.title);
        format!("{} {} {title}: {}. {NOT_ADVICE}", self.says, self.seen, self.article)
    }

    /// Its name without that of the standard.
    #[must_use]
    pub fn short(&self) -> &'static str {
        self.name.rsplit('/').next().unwrap_or(self.name)
    }
}

/// The name and the manual of every demand of every standard.
#[must_use]
pub fn manuals() -> Vec<(&'static str, String)> {
    let demands = PACKS.iter().flat_map(|pack| pack.demands);
    demands.map(|demand| (demand.name, demand.manual())).collect()
}

/// How flows keep their standards, for people: each flow by its name and each standard in a line, what no flow file
/// shows of a standard below, and that this is no legal advice. Nothing where there are no verdicts.
#[must_use]
pub fn standing(flows: &[(String, Vec<Verdict>)]) -> Vec<String> {
    let mut lines = Vec::new();
    for (flow, verdicts) in flows {
        for Verdict { pack, broken, unproven } in verdicts {
            let kept = match broken.len() {
                0 => "kept, as far as a flow file shows".to_owned(),
                count => format!("broken ({count}): {}", short(broken)),
            };
            lines.push(format!("{flow}: {} ({}): {kept}", pack.name, pack.title));
            if !unproven.is_empty() {
                lines.push(format!("  not judged, since nothing is proven of this flow: {}", short(unproven)));
            }
        }
    }
    let held =
        |pack: &&&Pack| flows.iter().flat_map(|(_, verdicts)| verdicts).any(|verdict| verdict.pack.name == pack.name);
    for pack in PACKS.iter().filter(held) {
        lines.push(format!("What {} also demands, and no flow file shows:", pack.name));
        lines.extend(pack.cannot.iter().map(|cannot| format!("  {cannot}")));
    }
    if !lines.is_empty() {
        lines.push(NOT_ADVICE.to_owned());
    }
    lines
}

/// The names of demands without that of their standard.
fn short(names: &[&str]) -> String {
    names.iter().map(|name| name.rsplit('/').next().unwrap_or(name)).collect::<Vec<_>>().join(", ")
}

/// The standards that a flow is held against: its own, and those named besides.
pub(super) fn named(draft: &Draft<'_>, besides: &[&'static Pack]) -> Vec<&'static Pack> {
    let own: Vec<&'static Pack> = draft.standards.iter().map(|(pack, _)| *pack).collect();
    let all = PACKS.iter().filter(|pack| own.iter().chain(besides).any(|named| named.name == pack.name));
    all.copied().collect()
}

/// Holds a flow against standards. Of demands that the proof decides nothing is said where there is none.
pub(super) fn judge(
    packs: &[&'static Pack],
    draft: &Draft<'_>,
    (flow, proofs): (&Flow, &[Proof]),
    problems: &mut Problems,
) -> Vec<Verdict> {
    if packs.is_empty() {
        return Vec::new();
    }
    let judged = Judged { draft, unfolded: Unfolded::of(draft), flow, proofs };
    let mut verdict = |pack: &'static Pack| {
        let mut verdict = Verdict { pack, broken: Vec::new(), unproven: Vec::new() };
        for demand in pack.demands {
            if demand.by_proof && proofs.is_empty() {
                verdict.unproven.push(demand.name);
                continue;
            }
            let mut found = Problems::default();
            (demand.check)(&judged, demand, &mut found);
            let found: Vec<Problem> = found.sorted();
            if !found.is_empty() {
                verdict.broken.push(demand.name);
            }
            found.into_iter().for_each(|problem| problems.add(|| problem));
        }
        verdict
    };
    packs.iter().map(|pack| verdict(pack)).collect()
}
