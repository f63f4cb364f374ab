use std::collections::{BTreeMap, BTreeSet};

use super::{
    Checked, Rule,
    said::{Length, always_said, prompt_ms},
};
use crate::{
    call::Name,
    engine::step::Use,
    flow::{
        draft::{Draft, Step},
        problem::{Problem, Problems},
        unfold::{Lead, Node, Unfolded},
    },
    prompt::first_key,
};

pub(super) const RULE: Rule = Rule {
    name: "long-before-option",
    manual: "Callers hear more than twenty seconds before they can first choose something, or a question lasts more \
             than thirty. They hang up, or press 0. Greet in one sentence; say the rest behind the choice that it \
             belongs to.",
    whole: true,
    check,
};

/// Callers are to be spared long prompts that they cannot escape (<http://gethuman.com/standard/v1.0.html>), and the
/// introduction of British premium-rate services may last 30 s at most; a caller who is lost needs the first option
/// well before.
const BEFORE_MAX_MS: u64 = 20_000;

/// Prompts of 8 to 10 s are advised (<https://acixd.org/wiki>); nobody keeps three times that in mind.
const QUESTION_MAX_MS: u64 = 30_000;

/// A flow as it was read, and with its parts in place.
type Flow<'a> = (&'a Draft<'a>, &'a Unfolded<'a>);

/// What is heard on a way: in all, and the longest text of it.
#[derive(Debug, Clone, Copy, Default)]
struct Heard<'a> {
    ms: u64,
    longest: Option<Length<'a>>,
}

impl<'a> Heard<'a> {
    fn and(mut self, said: impl IntoIterator<Item = Length<'a>>) -> Self {
        for (id, ms) in said {
            self.ms = self.ms.saturating_add(ms);
            if self.longest.is_none_or(|(_, longest)| longest < ms) {
                self.longest = Some((id, ms));
            }
        }
        self
    }
}

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    for (step, language, heard) in
        worst(draft, &checked.unfolded).into_iter().filter(|(_, _, heard)| BEFORE_MAX_MS < heard.ms)
    {
        problems.add(|| {
            let says = format!("callers hear about {} s in {language} before they can choose", heard.ms / 1_000);
            let longest = heard.longest.map_or_else(String::new, |(id, ms)| {
                format!(": the longest text on the way here is `{id}` with {} s", ms / 1_000)
            });
            Problem::warning(RULE.name, step.file, step.span, says)
                .hint(format!("people hang up before that{longest}; greet in one sentence, and say the rest later"))
        });
    }
    for step in draft.steps().filter(|step| step.verb.waits()) {
        too_long(draft, step, problems);
    }
}

/// How long callers listen before they can choose something, at the first waits: the step, the language in which it is
/// longest, and the milliseconds.
pub(in crate::flow) fn before_choosing<'a>(
    draft: &'a Draft<'a>,
    unfolded: &'a Unfolded<'a>,
) -> Vec<(&'a Step<'a>, &'a Name, u64)> {
    worst(draft, unfolded).into_iter().map(|(step, language, heard)| (step, language, heard.ms)).collect()
}

/// What is heard until something can be chosen at each of the first waits, in the language in which it is longest.
fn worst<'a>(draft: &'a Draft<'a>, unfolded: &'a Unfolded<'a>) -> Vec<(&'a Step<'a>, &'a Name, Heard<'a>)> {
    let mut worst: BTreeMap<&Name, (&Step<'_>, &Name, Heard<'_>)> = BTreeMap::new();
    for (language, _) in &draft.languages {
        for (node, heard) in first_waits((draft, unfolded), language) {
            let heard = heard.and(always_said(draft, language, &node.step.say));
            let heard = heard.and(before_first_key(draft, language, node.step));
            let known = worst.entry(&node.name).or_insert((node.step, language, heard));
            if known.2.ms < heard.ms {
                *known = (node.step, language, heard);
            }
        }
    }
    worst.into_values().collect()
}

/// A question that is too long by itself.
fn too_long(draft: &Draft<'_>, step: &Step<'_>, problems: &mut Problems) {
    for (language, prompts) in &draft.prompts {
        let heard = Heard::default().and(question(draft, language, step));
        let longest = heard.longest.and_then(|(id, _)| Some((id, prompts.get(id)?)));
        if let Some((id, prompt)) = longest.filter(|_| QUESTION_MAX_MS < heard.ms) {
            problems.add(|| {
                let says =
                    format!("`{}` asks for about {} s, of which this is the longest part", step.name, heard.ms / 1_000);
                Problem::warning(RULE.name, &prompt.file, prompt.id, says)
                    .hint(format!("nobody keeps that in mind: shorten `{id}`, or say part of it behind the choice"))
            });
        }
    }
}

/// What a step says when it asks.
fn question<'a>(draft: &'a Draft<'_>, language: &Name, step: &'a Step<'_>) -> Vec<Length<'a>> {
    let mut said = Vec::new();
    let mut asked = false;
    for used in step.uses() {
        // A second thing that is said is a read-back.
        if let (Use::Says(sayings), false) = (&used, asked) {
            asked = true;
            said.extend(always_said(draft, language, sayings));
        } else if let Use::Prompt(id) = used {
            said.push((id, prompt_ms(draft, language, id)));
        }
    }
    said
}

/// What a step says before its first key: all that it asks, if it names none.
fn before_first_key<'a>(draft: &'a Draft<'_>, language: &Name, step: &'a Step<'_>) -> Vec<Length<'a>> {
    let mut said = Vec::new();
    for (id, ms) in question(draft, language, step) {
        let prompt = draft.prompts.get(language).and_then(|prompts| prompts.get(id));
        let text = prompt.map(|prompt| prompt.text.plain()).unwrap_or_default();
        if let Some(before) = first_key(&text, language.as_str()).and_then(|at| text.get(..at)) {
            said.push((id, crate::prompt::length_ms(before, language.as_str())));
            return said;
        }
        said.push((id, ms));
    }
    said
}

/// The first steps that wait on all ways from where calls start, with the most that is heard until then.
fn first_waits<'a>((draft, unfolded): Flow<'a>, language: &Name) -> Vec<(&'a Node<'a>, Heard<'a>)> {
    let lines = draft.lines.iter().filter_map(|line| unfolded.node(&line.start.as_ref()?.0));
    let starts: Vec<&Node<'_>> = unfolded.start(draft).into_iter().chain(lines).collect();
    let mut heard: BTreeMap<&Name, Heard<'_>> = starts.iter().map(|node| (&node.name, Heard::default())).collect();
    let order = in_order(unfolded, &starts);
    for node in &order {
        let Some(so_far) = heard.get(&node.name).copied().filter(|_| !node.step.verb.waits()) else { continue };
        let here = so_far.and(always_said(draft, language, &node.step.say));
        for (next, said) in ways((draft, unfolded), node, language) {
            let there = here.and(said);
            let known = heard.entry(&next.name).or_insert(there);
            if known.ms < there.ms {
                *known = there;
            }
        }
    }
    let waits = order.into_iter().filter(|node| node.step.verb.waits());
    waits.filter_map(|node| Some((node, *heard.get(&node.name)?))).collect()
}

/// Where a step that does not wait leads, and what is said on the way.
fn ways<'a>((draft, unfolded): Flow<'a>, node: &'a Node<'a>, language: &Name) -> Vec<(&'a Node<'a>, Vec<Length<'a>>)> {
    if let Some(start) = unfolded.starts.get(&node.name) {
        return unfolded.node(start).map(|start| (start, Vec::new())).into_iter().collect();
    }
    let mut ways = Vec::new();
    for (_, exit) in node.step.exits() {
        let (lead, passed) = unfolded.lead(&node.scope, exit);
        if let Lead::Step(name) = lead
            && let Some(next) = unfolded.node(&name)
        {
            let said = passed.into_iter().flat_map(|(_, exit)| always_said(draft, language, &exit.say));
            ways.push((next, said.collect()));
        }
    }
    ways
}

/// The steps before and at the first waits, each behind all that lead to it. Circles that never wait are left out; they
/// are a problem of their own.
fn in_order<'a>(unfolded: &'a Unfolded<'a>, starts: &[&'a Node<'a>]) -> Vec<&'a Node<'a>> {
    let next = |node: &Node<'_>| if node.step.verb.waits() { Vec::new() } else { unfolded.next(node) };
    let mut seen: BTreeSet<&Name> = BTreeSet::new();
    let mut into: BTreeMap<&Name, usize> = BTreeMap::new();
    let mut ahead: Vec<&Node<'_>> = starts.to_vec();
    while let Some(node) = ahead.pop() {
        if seen.insert(&node.name) {
            for next in next(node) {
                *into.entry(&next.name).or_default() += 1;
                ahead.push(next);
            }
        }
    }
    let mut order = Vec::new();
    let mut free: Vec<&Node<'_>> = starts.iter().filter(|node| !into.contains_key(&node.name)).copied().collect();
    while let Some(node) = free.pop() {
        if seen.remove(&node.name) {
            order.push(node);
            for next in next(node) {
                let left = into.entry(&next.name).or_default();
                *left = left.saturating_sub(1);
                if *left == 0 {
                    free.push(next);
                }
            }
        }
    }
    order
}
