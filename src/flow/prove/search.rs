//! The worst walk, and what is surely the most: best first, with the tables as the bound of what can still come.
//!
//! Where the best that is left cannot be worse than the worst walk found, that walk is the worst. On a budget the bound
//! stays sound: it is then the best that is left.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet, BinaryHeap},
};

use super::{
    arc::Arcs,
    before::before,
    compile::Compiled,
    root::Root,
    seen::{Outdoes, Seen},
    table::{About, Goal, Measure, Table, mark_ms},
    turn::{Next, Spent, State},
    way::{Start, To},
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
    /// Whether walks keep in mind where they came from. Without it, whoever goes back may come to any step that leads
    /// there: sooner found, and never too little.
    pub trails: bool,
    /// What is not done: the engine does not go it where a walk needed it. What is found then is no bound.
    pub barred: BTreeSet<Move>,
}

impl Quest {
    /// Every caller, and nothing looked at beyond the tables.
    pub const fn new(goal: Goal, measure: Measure) -> Self {
        Self { goal, measure, unhelped: false, budget: 0, trails: false, barred: BTreeSet::new() }
    }
}

/// What a caller does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Move {
    /// Acts at a spot, by the number of an edge there.
    Acts(usize, usize),
    /// Goes back at a spot, by an edge there, to another spot.
    Back(usize, usize, usize),
    /// Hangs up, and rings again within the hour: a start, by its number.
    Rings(usize),
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worst {
    /// It is never more.
    pub at_most: u64,
    /// The worst walk found comes to this.
    pub found: u64,
    /// Where that walk begins, and what the caller does.
    pub walk: Option<(usize, Vec<Move>)>,
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
    /// Where whoever goes back from each spot may come to: the steps that lead there, in its language.
    before: Vec<Vec<usize>>,
    /// How the next call of a matter can begin, with the language by which its caller is remembered.
    again: Vec<(Option<usize>, usize)>,
}

struct Found {
    value: u64,
    end: Option<usize>,
}

#[derive(Clone, Copy)]
struct Node {
    before: Option<usize>,
    root: usize,
    /// None at the beginning.
    does: Option<Move>,
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
    does: Move,
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
        let mut slips: Vec<[u8; 2]> = slips.collect();
        // What went wrong at one stage of a step is kept through the others.
        let mut most: BTreeMap<&Name, [u8; 2]> = BTreeMap::new();
        for (spot, slips) in compiled.spots.iter().zip(&slips) {
            let most = most.entry(&spot.step).or_default();
            most.iter_mut().zip(slips).for_each(|(most, slips)| *most = *slips.max(most));
        }
        for (spot, slips) in compiled.spots.iter().zip(&mut slips) {
            *slips = most.get(&spot.step).copied().unwrap_or_default();
        }
        Self { compiled, patience, steps, names, slips, before: before(compiled), again: again(compiled) }
    }

    /// The tables that a quest needs; none where they would be too large.
    pub fn tables(&self, goal: Goal, measure: Measure, entries: usize) -> Vec<Table> {
        let arcs = Arcs::of(self.compiled, self.patience, measure, (goal, entries));
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
        let outdoes = Outdoes::of(self.compiled, self.patience, quest);
        let mut seen = Seen::new(outdoes.as_ref());
        let mut found = Found { value: 0, end: None };
        for (at, root) in roots.iter().enumerate() {
            let Some((state, spent)) = self.begin(quest, root) else { continue };
            let bound = self.bound(quest, tables, &state, spent);
            let node = grown.push(Node { before: None, root: at, does: None }, Some((state, spent)));
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
            for Child { does, value, next } in children {
                let child = Node { before: Some(node), root, does: Some(does) };
                if let Some(value) = value.filter(|value| found.end.is_none() || found.value < *value) {
                    found = Found { value, end: Some(grown.push(child, None)) };
                }
                let Some((next, after, bound)) = next else { continue };
                if bound <= found.value || !seen.note(self.compiled, &next, after) {
                    continue;
                }
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

    /// What can come of one act, in the order of the edges, and of ringing again.
    fn children(&self, quest: &Quest, tables: &[Table], state: &State, spent: Spent) -> Vec<Child> {
        let moves = self.moves(quest, state).into_iter();
        let moves = moves.filter(|does| quest.barred.is_empty() || !quest.barred.contains(does));
        let grown = moves.filter_map(|does| {
            let (next, value, after) = self.goes(quest, state, spent, does)?;
            let next = match next {
                Next::Over => None,
                Next::On(next) => {
                    let bound = self.bound(quest, tables, &next, after);
                    Some((next, after, bound))
                }
            };
            Some(Child { does, value, next })
        });
        grown.collect()
    }

    /// What the caller can do there.
    pub(super) fn moves(&self, quest: &Quest, state: &State) -> Vec<Move> {
        let spot = state.spot;
        let mut moves = Vec::new();
        for (number, edge) in self.compiled.edges.get(spot).into_iter().flatten().enumerate() {
            if quest.unhelped && !edge.unhelped {
                continue;
            }
            match edge.to {
                To::Back if quest.trails => {
                    moves.extend(self.back(state).map(|(to, _)| Move::Back(spot, number, to)));
                }
                To::Back => {
                    let before = self.before.get(spot).into_iter().flatten();
                    moves.extend(before.map(|to| Move::Back(spot, number, *to)));
                }
                To::Spot(_) | To::End | To::Later(_) => moves.push(Move::Acts(spot, number)),
            }
        }
        if self.compiled.rings_again && !quest.unhelped {
            let language = self.compiled.spots.get(spot).map(|spot| spot.language);
            let starts = self.again.iter().filter(|(remembered, _)| remembered.is_none() || *remembered == language);
            moves.extend(starts.map(|(_, start)| Move::Rings(*start)));
        }
        moves
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
            let ended = children.iter().filter_map(|child| Some((child.value?, child.does))).max();
            if let Some((value, does)) = ended.filter(|(value, _)| found.end.is_none() || found.value < *value) {
                *found =
                    Found { value, end: Some(grown.push(Node { before: Some(before), root, does: Some(does) }, None)) };
            }
            let on = children.into_iter().filter_map(|child| Some((child.next?, child.does)));
            let Some(((next, after, bound), does)) = on.max_by_key(|((_, after, bound), _)| (*bound, after.all()))
            else {
                return;
            };
            if bound <= found.value {
                return;
            }
            before = grown.push(Node { before: Some(before), root, does: Some(does) }, None);
            (state, spent) = (next, after);
        }
    }

    /// The last moment of the ledger's clock at which a walk can still make its last turn, in milliseconds.
    pub fn slow_until_ms(&self, quest: &Quest, root: &Root, moves: &[Move]) -> u64 {
        let mut now = self.begin(quest, root);
        for does in moves.iter().take(moves.len().saturating_sub(1)) {
            now = now.and_then(|(state, spent)| match self.goes(quest, &state, spent, *does)? {
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

    /// What can come of it at most, all in all.
    fn bound(&self, quest: &Quest, tables: &[Table], state: &State, spent: Spent) -> u64 {
        match quest.measure {
            Measure::Turns => {
                let Some(table) = tables.first() else { return u64::from(TURNS_MAX) };
                let gone = table.rounds.gone(&state.known);
                u64::from(state.questions) + table.from(state.spot, gone, (state.questions, state.run, state.sum)).0
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
                let gone = tables.first().map_or(0, |table| table.rounds.gone(&state.known));
                let possible = tables.iter().filter(|table| state.sum < table.limit);
                let bound = possible.map(|table| {
                    let (more, closed) = table.from(state.spot, gone, (state.questions, state.run, state.sum));
                    let by_clock = (table.mark_ms - 1).saturating_add(table.last_ms());
                    let machine = now.saturating_add(more).min(now.max(by_clock)).saturating_add(offers);
                    machine.saturating_add(spent.closed_ms).saturating_add(closed)
                });
                bound.max().unwrap_or(u64::MAX)
            }
        }
    }
}

/// How calls of callers who ring again begin: those that differ in nothing but how long they take, once.
fn again(compiled: &Compiled) -> Vec<(Option<usize>, usize)> {
    let mut again: BTreeMap<_, usize> = BTreeMap::new();
    let ms = |start: &Start| start.piece.said_ms + start.question_ms[0] + start.piece.closed_ms();
    for (number, start) in compiled.starts.iter().enumerate() {
        let ends = start.who.open.is_none();
        let alike = again.entry((start.who.language, start.to.spot(), ends, &start.piece.ops)).or_insert(number);
        if compiled.starts.get(*alike).is_some_and(|other| ms(other) < ms(start)) {
            *alike = number;
        }
    }
    again.into_iter().map(|((language, ..), number)| (language, number)).collect()
}

/// How often a walk is gone to its end.
const DIVE_EVERY: usize = 256;

/// The most questions of a call, whatever a flow says.
const TURNS_MAX: u16 = crate::engine::guard::CEILING_CONNECT;

/// The way to the end.
fn trodden(nodes: &[Node], end: usize) -> (usize, Vec<Move>) {
    let (mut walk, mut at, mut root) = (Vec::new(), Some(end), 0);
    while let Some(node) = at.and_then(|at| nodes.get(at)) {
        root = node.root;
        walk.extend(node.does);
        at = node.before;
    }
    walk.reverse();
    (root, walk)
}
