//! Which spots lead to which: strongly connected parts, and what leads to each.

use super::{compile::Compiled, way::To};

/// Strongly connected parts, in an order in which each comes behind those that lead to it.
#[derive(Debug, Default)]
pub(super) struct Groups {
    pub of: Vec<usize>,
    before: Vec<Vec<usize>>,
}

impl Groups {
    /// Tarjan's strongly connected components, without recursion.
    pub fn of(compiled: &Compiled) -> Self {
        let next = |spot: usize| -> Vec<usize> {
            let edges = compiled.edges.get(spot).into_iter().flatten();
            let on = edges.filter_map(|edge| if let To::Spot(to) | To::Later(to) = edge.to { Some(to) } else { None });
            on.chain(compiled.twins(spot)).collect()
        };
        let count = compiled.spots.len();
        let mut order = vec![usize::MAX; count];
        let (mut low, mut of) = (vec![0; count], vec![usize::MAX; count]);
        let (mut stack, mut time, mut groups) = (Vec::new(), 0, 0);
        for root in 0..count {
            if order.get(root) != Some(&usize::MAX) {
                continue;
            }
            let mut work = vec![(root, next(root), 0)];
            enter(root, &mut order, &mut low, &mut stack, &mut time);
            while let Some((spot, ways, at)) = work.last_mut() {
                if let Some(to) = ways.get(*at).copied() {
                    *at += 1;
                    let spot = *spot;
                    if order.get(to) == Some(&usize::MAX) {
                        enter(to, &mut order, &mut low, &mut stack, &mut time);
                        work.push((to, next(to), 0));
                    } else if of.get(to) == Some(&usize::MAX) {
                        lower(&mut low, spot, order.get(to).copied().unwrap_or(0));
                    }
                    continue;
                }
                let spot = *spot;
                work.pop();
                if low.get(spot) == order.get(spot) {
                    close(spot, &mut stack, &mut of, groups);
                    groups += 1;
                }
                if let Some((above, ..)) = work.last() {
                    let reached = low.get(spot).copied().unwrap_or(0);
                    lower(&mut low, *above, reached);
                }
            }
        }
        let mut before = vec![Vec::new(); groups];
        for spot in 0..count {
            for to in next(spot) {
                let (from, to) = (of.get(spot).copied().unwrap_or(0), of.get(to).copied().unwrap_or(0));
                if from != to
                    && let Some(before) = before.get_mut(to)
                    && !before.contains(&from)
                {
                    before.push(from);
                }
            }
        }
        Self { of, before }
    }

    /// For each group, the most of its own and of all that lead to it. Groups are numbered from the end.
    pub fn most(&self, values: &[u32]) -> Vec<u32> {
        let mut most = vec![0; self.before.len()];
        for (spot, value) in values.iter().enumerate() {
            if let Some(most) = self.of.get(spot).and_then(|group| most.get_mut(*group)) {
                *most = (*most).max(*value);
            }
        }
        for group in (0..self.before.len()).rev() {
            let above = self.before.get(group).into_iter().flatten().filter_map(|from| most.get(*from)).max().copied();
            if let Some(most) = most.get_mut(group) {
                *most = (*most).max(above.unwrap_or(0));
            }
        }
        most
    }
}

fn enter(spot: usize, order: &mut [usize], low: &mut [usize], stack: &mut Vec<usize>, time: &mut usize) {
    if let (Some(order), Some(low)) = (order.get_mut(spot), low.get_mut(spot)) {
        (*order, *low) = (*time, *time);
    }
    *time += 1;
    stack.push(spot);
}

fn lower(low: &mut [usize], spot: usize, to: usize) {
    if let Some(low) = low.get_mut(spot) {
        *low = (*low).min(to);
    }
}

/// Gives everything on the stack down to `spot` the number of its group.
fn close(spot: usize, stack: &mut Vec<usize>, of: &mut [usize], group: usize) {
    while let Some(member) = stack.pop() {
        if let Some(of) = of.get_mut(member) {
            *of = group;
        }
        if member == spot {
            return;
        }
    }
}
