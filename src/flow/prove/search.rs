//! The worst walk, and what is surely the most: best first, with the tables as the bound of what can still come.
//!
//! Where the best that is left cannot be worse than the worst walk found, that walk is the worst. On a budget the bound
//! stays sound: it is then the best that is left.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
};

use super::{
    compile::Compiled,
    know::Op,
    table::{About, Arcs, Goal, Measure, Table, mark_ms},
    turn::{Next, Spent, State},
    way::To,
};
use crate::{
    call::Name,
    engine::{Patience, guard::OFFER_AT},
};

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Quest {
    pub goal: Goal,
    pub measure: Measure,
    /// Only what comes of a caller who is never understood.
    pub unhelped: bool,
    /// How many states are looked at, at most.
    pub budget: usize,
    /// Edges that are not taken: the engine does not go them where a walk needed it. What is found then is no bound.
    pub barred: BTreeSet<(usize, usize)>,
}

/// Where walks begin.
#[derive(Debug, Clone)]
pub struct Root {
    pub to: usize,
    pub ops: Vec<Op>,
    /// What is said before the first wait.
    pub said_ms: u64,
    pub told_ms: u64,
    pub closed_ms: u64,
    /// Whether something that is said tells of 0.
    pub tells_zero: bool,
    /// Counted turns of the matter so far.
    pub questions: u16,
    /// A later matter of a call.
    pub later: bool,
    /// Which beginning it is, for whoever wants to go the way: the number of a start.
    pub number: usize,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worst {
    /// It is never more.
    pub at_most: u64,
    /// The worst walk found comes to this.
    pub found: u64,
    /// Where that walk begins, and the edges that it takes: spot and number of the edge there.
    pub walk: Option<(usize, Vec<(usize, usize)>)>,
    /// How many states were looked at.
    pub looked_at: usize,
}

/// The bounds of a compiled flow.
#[derive(Debug)]
pub struct Searcher<'a> {
    pub compiled: &'a Compiled,
    pub patience: &'a Patience,
    pub steps: BTreeMap<&'a Name, u32>,
    pub names: Vec<&'a Name>,
    /// How many slips matter at each spot: to what is said, and to where who is stuck is led.
    pub slips: Vec<[u8; 2]>,
}

struct Found {
    value: u64,
    end: Option<usize>,
}

#[derive(Clone, Copy)]
struct Node {
    before: Option<usize>,
    root: usize,
    edge: (usize, usize),
}

/// Every walk that was begun, as a tree; a state is taken out of it when it is gone on from.
#[derive(Default)]
struct Grown {
    nodes: Vec<Node>,
    states: Vec<Option<(State, Spent)>>,
}

impl Grown {
    fn push(&mut self, node: Node, state: Option<(State, Spent)>) -> usize {
        self.nodes.push(node);
        self.states.push(state);
        self.nodes.len() - 1
    }
}

/// A turn, what the walk is worth if it ends with it, and how it goes on with what bound.
struct Child {
    edge: (usize, usize),
    value: Option<u64>,
    next: Option<(State, Spent, u64)>,
}

impl<'a> Searcher<'a> {
    pub fn new(compiled: &'a Compiled, patience: &'a Patience) -> Self {
        let names: BTreeSet<&Name> = compiled.spots.iter().map(|spot| &spot.step).collect();
        let names: Vec<&Name> = names.into_iter().collect();
        let steps = names.iter().copied().zip(0_u32..).collect();
        let slips = compiled.edges.iter().zip(&compiled.paces).map(|(edges, pace)| {
            let stuck = edges.iter().filter(|edge| edge.only != (0, u8::MAX)).map(|edge| edge.only.0.max(1)).max();
            let said = u8::try_from(pace.wrong.len().max(pace.silent.len())).unwrap_or(u8::MAX);
            [stuck.unwrap_or(0), said.max(stuck.unwrap_or(0))]
        });
        Self { compiled, patience, steps, names, slips: slips.collect() }
    }

    /// How calls begin: those that wait somewhere at all.
    pub fn roots(&self) -> Vec<Root> {
        let starts = self.compiled.starts.iter().enumerate();
        starts
            .filter_map(|(number, (piece, to))| {
                let To::Spot(to) = to else { return None };
                let (ops, closed_ms) = (piece.ops.clone(), piece.closed_ms());
                let (said_ms, told_ms, tells_zero) = (piece.said_ms, piece.told_ms, piece.tells_zero);
                Some(Root { to: *to, ops, said_ms, told_ms, closed_ms, tells_zero, questions: 0, later: false, number })
            })
            .collect()
    }

    /// How later matters of a call begin: behind each "yes" that leads on.
    pub fn later_roots(&self) -> Vec<Root> {
        let edges = self.compiled.edges.iter().flatten();
        let mut number = 0;
        edges
            .filter_map(|edge| {
                let To::Later(to) = edge.to else { return None };
                number += 1;
                let piece = &edge.piece;
                let (ops, closed_ms) = (piece.ops.clone(), piece.closed_ms());
                let (said_ms, told_ms, tells_zero) = (piece.said_ms, piece.told_ms, piece.tells_zero);
                Some(Root {
                    to,
                    ops,
                    said_ms,
                    told_ms,
                    closed_ms,
                    tells_zero,
                    questions: 1,
                    later: true,
                    number: number - 1,
                })
            })
            .collect()
    }

    /// A matter that begins at this spot.
    pub fn root_at(&self, spot: usize) -> Root {
        Root {
            to: spot,
            ops: Vec::new(),
            said_ms: 0,
            told_ms: 0,
            closed_ms: 0,
            tells_zero: true,
            questions: 0,
            later: true,
            number: spot,
        }
    }

    /// The tables that a quest needs; none where they would be too large.
    pub fn tables(&self, goal: Goal, measure: Measure) -> Vec<Table> {
        let arcs = Arcs::of(self.compiled, self.patience, measure);
        let about = |limit, mark_ms| About { patience: self.patience, goal, measure, limit, mark_ms };
        if measure == Measure::Turns {
            return Table::of(&arcs, about(goal.sum(), u64::MAX)).into_iter().collect();
        }
        let minute = self.patience.minute.max(1);
        let minutes = goal.sum().div_ceil(minute);
        let limits = (0..minutes).map(|missing| goal.sum() - missing * minute);
        limits
            .filter_map(|limit| Table::of(&arcs, about(limit, mark_ms(self.patience, goal, limit.saturating_sub(1)))))
            .collect()
    }

    /// The worst that can come from these roots.
    pub fn worst(&self, quest: &Quest, roots: &[Root], tables: &[Table]) -> Worst {
        let mut heap = BinaryHeap::new();
        let mut grown = Grown::default();
        let mut seen: BTreeMap<State, Vec<Spent>> = BTreeMap::new();
        let mut found = Found { value: 0, end: None };
        for (at, root) in roots.iter().enumerate() {
            let Some((state, spent)) = self.begin(quest, root) else { continue };
            let bound = self.bound(quest, tables, &state, spent);
            let node = grown.push(Node { before: None, root: at, edge: (usize::MAX, 0) }, Some((state, spent)));
            heap.push((bound, spent.all(), Reverse(node)));
        }
        let (mut at_most, mut looked_at) = (None, 0);
        while let Some((bound, _, Reverse(node))) = heap.pop() {
            if bound <= found.value {
                at_most = Some(found.value);
                break;
            }
            if quest.budget <= looked_at {
                at_most = Some(bound);
                break;
            }
            looked_at += 1;
            let Some((state, spent)) = grown.states.get_mut(node).and_then(Option::take) else { continue };
            let root = grown.nodes.get(node).map_or(0, |node| node.root);
            let children = self.children(quest, tables, &state, spent);
            for Child { edge, value, next } in children {
                let child = Node { before: Some(node), root, edge };
                if let Some(value) = value.filter(|value| found.end.is_none() || found.value < *value) {
                    found = Found { value, end: Some(grown.push(child, None)) };
                }
                let Some((next, after, bound)) = next else { continue };
                let known = seen.entry(next.clone()).or_default();
                if bound <= found.value || known.iter().any(|known| known.covers(after)) {
                    continue;
                }
                known.retain(|known| !after.covers(*known));
                known.push(after);
                let child = grown.push(child, Some((next, after)));
                let far = after.all().max(u64::from(state.questions));
                heap.push((bound, far, Reverse(child)));
                // Now and then one walk is gone to its end, whatever it is worth: what is no better is left out.
                if looked_at.is_multiple_of(DIVE_EVERY) || looked_at == 1 {
                    self.dive(quest, tables, (child, root), &mut grown, &mut found);
                }
            }
        }
        let walk = found.end.map(|end| trodden(&grown.nodes, end));
        Worst { at_most: at_most.unwrap_or(found.value), found: found.value, walk, looked_at }
    }

    /// What can come of one turn, in the order of the edges.
    fn children(&self, quest: &Quest, tables: &[Table], state: &State, spent: Spent) -> Vec<Child> {
        let edges = self.compiled.edges.get(state.spot).into_iter().flatten().enumerate();
        let wanted = edges.filter(|(number, edge)| {
            (!quest.unhelped || edge.unhelped) && !quest.barred.contains(&(state.spot, *number))
        });
        let grown = wanted.filter_map(|(number, edge)| {
            let (next, value, after) = self.turn(quest, state, spent, edge)?;
            let next = match next {
                Next::Over => None,
                Next::On(next) => {
                    let bound = self.bound(quest, tables, &next, after);
                    Some((next, after, bound))
                }
            };
            Some(Child { edge: (state.spot, number), value, next })
        });
        grown.collect()
    }

    /// Goes one walk to its end, by what promises most.
    fn dive(
        &self,
        quest: &Quest,
        tables: &[Table],
        (from, root): (usize, usize),
        grown: &mut Grown,
        found: &mut Found,
    ) {
        let Some(Some((mut state, mut spent))) = grown.states.get(from).cloned() else { return };
        let mut before = from;
        for _ in 0..TURNS_MAX {
            let children = self.children(quest, tables, &state, spent);
            let ended = children.iter().filter_map(|child| Some((child.value?, child.edge))).max();
            if let Some((value, edge)) = ended.filter(|(value, _)| found.end.is_none() || found.value < *value) {
                *found = Found { value, end: Some(grown.push(Node { before: Some(before), root, edge }, None)) };
            }
            let on = children.into_iter().filter_map(|child| Some((child.next?, child.edge)));
            let Some(((next, after, bound), edge)) = on.max_by_key(|((_, after, bound), _)| (*bound, after.all()))
            else {
                return;
            };
            if bound <= found.value {
                return;
            }
            before = grown.push(Node { before: Some(before), root, edge }, None);
            (state, spent) = (next, after);
        }
    }

    /// The last moment of the ledger's clock at which a walk can still make its last turn, in milliseconds.
    pub fn slow_until_ms(&self, quest: &Quest, root: &Root, edges: &[(usize, usize)]) -> u64 {
        let mut now = self.begin(quest, root);
        for (spot, number) in edges.iter().take(edges.len().saturating_sub(1)) {
            let edge = self.compiled.edges.get(*spot).and_then(|edges| edges.get(*number));
            now = now.zip(edge).and_then(|((state, spent), edge)| match self.turn(quest, &state, spent, edge)? {
                (Next::On(next), _, after) => Some((next, after)),
                (Next::Over, _, _) => None,
            });
        }
        now.map_or(u64::MAX, |(state, _)| mark_ms(self.patience, quest.goal, state.sum) - 1)
    }

    /// What can come at most from a matter that begins there.
    pub fn at_most(&self, quest: &Quest, root: &Root, tables: &[Table]) -> u64 {
        self.begin(quest, root).map_or(0, |(state, spent)| self.bound(quest, tables, &state, spent))
    }

    /// Where a walk begins.
    pub(super) fn begin(&self, quest: &Quest, root: &Root) -> Option<(State, Spent)> {
        let layout = &self.compiled.layout;
        let mut known = if root.later { layout.later() } else { layout.beginning() };
        layout.run(&mut known, &root.ops)?;
        let spot = self.compiled.spots.get(root.to)?;
        let pace = self.compiled.paces.get(root.to)?;
        let (said, tells) = pace.asks;
        let hints = !root.later && !root.tells_zero && !tells;
        let machine_ms = root.said_ms + said + if hints { pace.hint_ms } else { 0 };
        let spent = match quest.measure {
            Measure::Turns => Spent::default(),
            Measure::Ms => Spent { machine_ms, closed_ms: root.closed_ms },
        };
        let trail = vec![self.steps.get(&spot.step).copied()?];
        let told_ms = if quest.measure == Measure::Ms { root.told_ms } else { 0 };
        let state = State {
            spot: root.to,
            questions: root.questions,
            run: 0,
            sum: 0,
            slips: 0,
            offers: 0,
            trail,
            told_ms,
            known,
        };
        Some((state, spent))
    }

    /// What can come of it at most, all in all.
    fn bound(&self, quest: &Quest, tables: &[Table], state: &State, spent: Spent) -> u64 {
        match quest.measure {
            Measure::Turns => {
                let Some(table) = tables.first() else { return u64::from(TURNS_MAX) };
                u64::from(state.questions) + table.from(state.spot, state.questions, state.run, state.sum).0
            }
            Measure::Ms => {
                let act = self.compiled.paces.get(state.spot).map_or(0, |pace| pace.act_ms);
                let offers = match quest.goal {
                    Goal::Offer => 0,
                    Goal::Person => {
                        let left = u64::try_from(OFFER_AT.len()).unwrap_or(0).saturating_sub(u64::from(state.offers));
                        left * self.compiled.offer_ms.iter().copied().max().unwrap_or(0)
                    }
                };
                let now = spent.machine_ms + act;
                let possible = tables.iter().filter(|table| state.sum < table.limit);
                let bound = possible.map(|table| {
                    let (more, closed) = table.from(state.spot, state.questions, state.run, state.sum);
                    let by_clock = (table.mark_ms - 1).saturating_add(table.last_ms());
                    let machine = now.saturating_add(more).min(now.max(by_clock)).saturating_add(offers);
                    machine.saturating_add(spent.closed_ms).saturating_add(closed)
                });
                bound.max().unwrap_or(u64::MAX)
            }
        }
    }
}

/// How often a walk is gone to its end.
const DIVE_EVERY: usize = 256;

/// The most questions of a call, whatever a flow says.
const TURNS_MAX: u16 = crate::engine::guard::CEILING_CONNECT;

/// The way to the end.
fn trodden(nodes: &[Node], end: usize) -> (usize, Vec<(usize, usize)>) {
    let (mut walk, mut at, mut root) = (Vec::new(), Some(end), 0);
    while let Some(node) = at.and_then(|at| nodes.get(at)) {
        root = node.root;
        if node.before.is_some() {
            walk.push(node.edge);
        }
        at = node.before;
    }
    walk.reverse();
    (root, walk)
}
