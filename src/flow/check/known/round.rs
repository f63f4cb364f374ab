//! Ways that come back to a question with its answer still known.

use std::collections::{BTreeMap, VecDeque};

use super::{Known, bits::Op};
use crate::flow::unfold::Unfolded;

impl Known<'_> {
    /// Whether a value is known and not in doubt on every way to a step, once its own `set` and `forget` are done.
    pub fn is_firm(&self, step: usize, value: usize) -> bool {
        let (Some(passage), Some(Some(entered))) = (self.passages.get(step), self.entered.get(step)) else {
            return false;
        };
        let mut state = entered.clone();
        state.run(&passage.entry, &mut |_, _| {});
        state.firm.has(value) && state.sure.has(value)
    }

    /// A way from a question for a value, by its answer and past nothing that waits, to a step that settles; and on
    /// from there, with the answer kept, to the question again. Gives the steps from the one that settles on.
    pub fn comes_back(&self, unfolded: &Unfolded<'_>, question: usize, value: usize) -> Option<Vec<usize>> {
        let verb = |step: usize| unfolded.nodes.get(step).map(|node| &node.step.verb);
        let waits = |step: usize| verb(step).is_some_and(|verb| verb.waits());
        let settles = |step: usize| verb(step).is_some_and(|verb| verb.settles());
        let answered = self.passages.get(question)?.ways.iter();
        let answered = answered.filter(|way| matches!(kept(&way.ops, value), Kept::Anew)).filter_map(|way| way.to);
        let settled = self.kept_to(answered.collect(), value, &waits, &settles)?;
        let settling = *settled.last()?;
        let onward = self.passages.get(settling)?.ways.iter();
        let onward = onward.filter(|way| matches!(kept(&way.ops, value), Kept::Same)).filter_map(|way| way.to);
        let back = self.kept_to(onward.collect(), value, &|_| false, &|step| step == question)?;
        Some(std::iter::once(settling).chain(back).collect())
    }

    /// The steps of a shortest way from one of these to a step that is `wanted`, on which the value stays as it is, and
    /// which ends at every other step where `stops` is true.
    fn kept_to(
        &self,
        from: Vec<usize>,
        value: usize,
        stops: &dyn Fn(usize) -> bool,
        wanted: &dyn Fn(usize) -> bool,
    ) -> Option<Vec<usize>> {
        let mut before: BTreeMap<usize, Option<usize>> = from.iter().map(|step| (*step, None)).collect();
        let mut ahead: VecDeque<usize> = from.into();
        while let Some(step) = ahead.pop_front() {
            let Some(passage) = self.passages.get(step) else { continue };
            if !matches!(kept(&passage.entry, value), Kept::Same) {
                continue;
            }
            if wanted(step) {
                let mut way = vec![step];
                while let Some(Some(earlier)) = way.last().and_then(|last| before.get(last)) {
                    way.push(*earlier);
                }
                way.reverse();
                return Some(way);
            }
            if stops(step) {
                continue;
            }
            let open = passage.ways.iter().filter(|way| matches!(kept(&way.ops, value), Kept::Same));
            for next in open.filter_map(|way| way.to) {
                before.entry(next).or_insert_with(|| {
                    ahead.push_back(next);
                    Some(step)
                });
            }
        }
        None
    }
}

/// What becomes of a value.
enum Kept {
    /// It stays as it is.
    Same,
    /// It is filled anew.
    Anew,
    /// It is forgotten, or in doubt.
    Lost,
}

fn kept(ops: &[Op], value: usize) -> Kept {
    let mut kept = Kept::Same;
    for op in ops {
        match op {
            Op::Fill(filled) | Op::Derive(filled, _) | Op::Copy(_, filled) if *filled == value => kept = Kept::Anew,
            Op::Drop(lost) | Op::Unsure(lost) | Op::Doubt(lost) if *lost == value => kept = Kept::Lost,
            Op::Fill(_) | Op::Derive(_, _) | Op::Copy(_, _) | Op::Drop(_) | Op::Unsure(_) | Op::Doubt(_) => {}
            Op::Read(_) | Op::Guard(_) => {}
        }
    }
    kept
}
