//! The way from where calls start to the first menus.

use std::collections::BTreeSet;

use super::{super::Demand, Judged, at_step};
use crate::{
    call::Name,
    engine::step::Use,
    flow::{
        check::by_words_alone,
        draft::Step,
        problem::{Problem, Problems},
        unfold::Node,
    },
};

/// The way from where calls start to the first menus.
#[derive(Default)]
pub(super) struct Opening<'a> {
    /// The first waits.
    pub first: Vec<&'a Node<'a>>,
    /// The first menus. What only chooses a language is none.
    pub menus: Vec<&'a Node<'a>>,
    /// What else waits for the caller before a menu, languages apart.
    pub questions: Vec<&'a Node<'a>>,
    /// What does not wait, before a menu.
    pub passed: Vec<&'a Node<'a>>,
    /// The waits that callers may come to behind another one.
    pub later: BTreeSet<&'a Name>,
}

impl<'a> Opening<'a> {
    /// The way from all starts of a flow, those of lines among them.
    pub fn of(judged: &'a Judged<'_>) -> Self {
        let unfolded = &judged.unfolded;
        let lines = judged.draft.lines.iter().filter_map(|line| unfolded.node(&line.start.as_ref()?.0));
        let mut ahead: Vec<(&Node<'_>, bool)> =
            unfolded.start(judged.draft).into_iter().chain(lines).map(|node| (node, false)).collect();
        let (mut opening, mut seen) = (Self::default(), BTreeSet::new());
        while let Some((node, behind)) = ahead.pop() {
            if !seen.insert((&node.name, behind)) {
                continue;
            }
            let waits = node.step.verb.waits();
            let once = !seen.contains(&(&node.name, !behind));
            if waits && behind {
                opening.later.insert(&node.name);
            } else if waits {
                opening.first.push(node);
            }
            let on = if !waits {
                opening.passed.extend(once.then_some(node));
                behind
            } else if is_menu(node.step) {
                opening.menus.extend(once.then_some(node));
                continue;
            } else {
                opening.questions.extend((once && !node.step.verb.chooses_language()).then_some(node));
                true
            };
            ahead.extend(unfolded.next(node).into_iter().map(|next| (next, on)));
        }
        opening
    }

    /// The first menus; where there is none, the first questions.
    pub fn mains(&self) -> Vec<&'a Node<'a>> {
        if self.menus.is_empty() { self.questions.clone() } else { self.menus.clone() }
    }
}

/// Whether callers choose here between ways on: by a key, or by a word.
fn is_menu(step: &Step<'_>) -> bool {
    step.verb.waits() && (!step.verb.keys().is_empty() || !by_words_alone(step).is_empty())
}

/// The first thing that is asked is the language.
pub(in crate::flow::pack) fn languages_first(judged: &Judged<'_>, demand: &Demand, problems: &mut Problems) {
    let draft = judged.draft;
    if let [(only, span)] = draft.languages.as_slice() {
        problems.add(|| {
            Problem::error(demand.name, draft.file, *span, format!("the line speaks `{only}` alone"))
                .hint("callers could choose no language: write a second one, and begin with a `language` step")
        });
        return;
    }
    for node in Opening::of(judged).first.iter().filter(|node| !node.step.verb.chooses_language()) {
        problems.add(|| {
            at_step(
                demand,
                node.step,
                format!("`{}` is the first thing asked, and no language can be chosen", node.name),
            )
            .hint("begin with a `language` step, or give this menu a choice such as { key: 8, language: es-US }")
        });
    }
}

/// Where a line speaks several languages, callers can change it in the first menu at the latest.
pub(in crate::flow::pack) fn languages_offered(judged: &Judged<'_>, demand: &Demand, problems: &mut Problems) {
    if judged.draft.languages.len() < 2 {
        return;
    }
    let opening = Opening::of(judged);
    let asked_before = opening.first.iter().all(|node| node.step.verb.chooses_language());
    for node in opening.mains().into_iter().filter(|node| !asked_before && !node.step.verb.chooses_language()) {
        problems.add(|| {
            let says = format!("callers come to `{}` and could not choose their language yet", node.name);
            at_step(demand, node.step, says)
                .hint("give this menu a choice such as { key: 8, language: es-US, to: … }, or begin with `language`")
        });
    }
}

/// Nothing is asked or looked up before the first menu, languages apart.
pub(in crate::flow::pack) fn nothing_before(judged: &Judged<'_>, demand: &Demand, problems: &mut Problems) {
    let opening = Opening::of(judged);
    if opening.menus.is_empty() {
        return;
    }
    let looks_up = |node: &&&Node<'_>| node.step.uses().iter().any(|used| matches!(used, Use::Lookup(..)));
    for node in opening.questions.iter().chain(opening.passed.iter().filter(looks_up)) {
        problems.add(|| {
            at_step(demand, node.step, format!("`{}` stands between the start of the call and the menu", node.name))
                .hint("the menu comes first: ask and look up behind the choice that needs it")
        });
    }
}

/// Nothing that callers give stands between the start of a call and the first menu, where a person is offered.
pub(in crate::flow::pack) fn nothing_asked_before(judged: &Judged<'_>, demand: &Demand, problems: &mut Problems) {
    let takes = |used: &Use<'_>| matches!(used, Use::Writes(..) | Use::Verifies(..) | Use::Picks(..));
    let asks = |node: &&Node<'_>| node.step.uses().iter().any(takes);
    for node in Opening::of(judged).questions.into_iter().filter(asks) {
        problems.add(|| {
            let says = format!("`{}` asks callers for something before a menu offers them a person", node.name);
            at_step(demand, node.step, says).hint("begin with the menu: ask behind the choice that needs the answer")
        });
    }
}
