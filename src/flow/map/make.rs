//! From a built flow, and what is known of it, to its map.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    About, Edge, Entrance, Ladder, Map, Node, Section, To, counted, entrances, everywhere,
    fold::{Fold, Folded},
    label,
    proven::Proven,
    seen, some_of,
    written::{Owner, Written},
};
use crate::{
    call::Name,
    engine::{Flow, Person, Step},
    flow::{Bundle, Problem},
};

/// The characters of a version that are shown.
const VERSION: usize = 10;

/// The most places of problems that are named where no step is theirs.
const ELSEWHERE: usize = 6;

/// What is known, by the names of the map.
struct Known<'a> {
    folded: &'a Folded<'a>,
    about: About<'a>,
    proven: &'a Proven,
    titles: &'a BTreeMap<Name, String>,
    at: &'a BTreeMap<Owner, BTreeSet<&'static str>>,
}

pub(super) fn map(bundle: &Bundle, about: About<'_>) -> Map {
    let flow = &bundle.flow;
    let folded = Folded::of(flow);
    let written = Written::of(&bundle.sources);
    let proven = Proven::of(about.proofs, &folded);
    let (at, elsewhere) = sorted(about.problems, &written);
    let known = Known { folded: &folded, about, proven: &proven, titles: &written.titles, at: &at };
    Map {
        name: flow.name.clone(),
        title: seen(&flow.title),
        version: bundle.id.to_string().chars().take(VERSION).collect(),
        sections: folded.folds().iter().map(|fold| known.section(flow, fold)).collect(),
        people: known.people(flow),
        everywhere: everywhere::everywhere(flow, &folded),
        elsewhere,
        traffic: about.traffic.map(super::Traffic::says).unwrap_or_default(),
        proven: proven.says.clone(),
    }
}

/// The rules by the steps and people that break them, and those that are broken elsewhere.
fn sorted(problems: &[Problem], written: &Written) -> (BTreeMap<Owner, BTreeSet<&'static str>>, Vec<String>) {
    let mut at: BTreeMap<Owner, BTreeSet<&'static str>> = BTreeMap::new();
    let mut elsewhere: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for problem in problems {
        match written.owner(&problem.place) {
            Some(owner) => drop(at.entry(owner.clone()).or_default().insert(problem.rule)),
            None => {
                let file = problem.place.file.rsplit(['/', '\\']).next().unwrap_or("");
                elsewhere.entry(problem.rule).or_default().push(format!("{file}:{}", problem.place.line));
            }
        }
    }
    let told = |(rule, places): (&str, Vec<String>)| {
        let count = counted(u64::try_from(places.len()).unwrap_or(u64::MAX), "place");
        format!("{rule}, {count} outside the steps: {}", some_of(&places, ELSEWHERE))
    };
    (at, elsewhere.into_iter().map(told).collect())
}

impl Known<'_> {
    fn section(&self, flow: &Flow, fold: &Fold<'_>) -> Section {
        let entrances = match (&fold.part, fold.start) {
            (None, _) => entrances::entrances(flow, self.folded, self.about.traffic.map(|traffic| &traffic.begun)),
            (Some(_), Some(start)) => {
                vec![Entrance { label: "start".to_owned(), to: self.folded.name(start), callers: None }]
            }
            (Some(_), None) => Vec::new(),
        };
        let nodes = fold.steps.iter().map(|(full, step)| self.node(full, step)).collect();
        let edges = fold.steps.iter().flat_map(|(full, step)| self.edges(full, step)).collect();
        Section { part: fold.part.clone(), entrances, nodes, edges }
    }

    fn node(&self, full: &Name, step: &Step) -> Node {
        let id = self.folded.name(full);
        let own = id.as_str().rsplit('/').next().unwrap_or("").to_owned();
        let traffic = self.about.traffic.map(|traffic| traffic.steps.get(&id).copied().unwrap_or_default());
        Node {
            title: self.titles.get(&id).map(|title| seen(title)).filter(|title| !title.is_empty()).unwrap_or(own),
            verb: step.verb.name(),
            shape: label::shape(step),
            details: label::details(step).iter().map(|detail| seen(detail)).collect(),
            problems: self.rules(&Owner::Step(id.clone())),
            bound: self.proven.steps.get(&id).copied(),
            worst: self.proven.waits.contains(&id),
            loops: self.about.traffic.map(|traffic| traffic.loops_at(&id)).unwrap_or_default(),
            traffic,
            id,
        }
    }

    fn rules(&self, owner: &Owner) -> Vec<&'static str> {
        self.at.get(owner).into_iter().flatten().copied().collect()
    }

    fn edges(&self, full: &Name, step: &Step) -> Vec<Edge> {
        let from = self.folded.name(full);
        let ways = label::ways(step).into_iter().filter_map(|(label, shown, exit)| {
            let key = (from.clone(), label);
            let callers = self.about.traffic.map(|traffic| traffic.exits.get(&key).copied().unwrap_or(0));
            let (to, worst) = (self.folded.to(&step.scope, exit)?, self.proven.exits.contains(&key));
            Some(Edge { from: from.clone(), to, label: seen(&shown), worst, callers })
        });
        let people = step.verb.people().into_iter().map(|person| Edge {
            from: from.clone(),
            to: To::Person(person.clone()),
            label: String::new(),
            worst: false,
            callers: self.about.traffic.map(|traffic| traffic.steps.get(&from).map_or(0, |step| step.callers)),
        });
        let mut edges: Vec<Edge> = ways.chain(people).collect();
        let also = |edge: &Edge| edges.iter().filter(|other| other.to == edge.to).count();
        let plain: Vec<bool> = edges.iter().map(|edge| edge.label == "next" && also(edge) == 1).collect();
        for (edge, _) in edges.iter_mut().zip(plain).filter(|(_, plain)| *plain) {
            edge.label.clear();
        }
        edges
    }

    fn people(&self, flow: &Flow) -> Vec<Ladder> {
        let people = flow.people.iter().filter(|(name, _)| !flow.steps.contains_key(*name));
        let ladder = |(name, person): (&Name, &Person)| Ladder {
            name: name.clone(),
            rungs: rungs(person),
            problems: self.rules(&Owner::Person(name.clone())),
        };
        people.map(ladder).collect()
    }
}

/// The rungs of a ladder, in a few words each.
fn rungs(person: &Person) -> Vec<String> {
    let rungs = person.rungs.iter().map(|rank| {
        let when = rank.when.as_ref().map_or_else(String::new, |when| format!(", when {}", seen(when.source())));
        format!("{}{when}", label::rung(rank.rung.as_ref()))
    });
    rungs.chain(person.then.as_ref().map(|then| format!("then {then}"))).collect()
}
