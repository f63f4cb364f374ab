//! What can be chosen in the first menu.

use super::{super::Demand, Judged, at_step, opening::Opening, told};
use crate::{
    answer::Words,
    call::Name,
    engine::{shape::Exit, step::Use},
    flow::{
        problem::{Problem, Problems},
        unfold::Node,
    },
};

/// Something that callers want by the name of a law: what it is called in a flow, and by callers.
pub(in crate::flow::pack) struct Wish {
    /// The name of a matter, a word list or a target that is for it, in every language.
    name: &'static str,
    /// What callers say, by primary language.
    words: &'static [(&'static str, &'static [&'static str])],
}

/// To complain.
pub(in crate::flow::pack) const COMPLAINT: Wish = Wish {
    name: "complaint",
    words: &[
        ("en", &["complaint", "complaints", "complain"]),
        ("es", &["reclamación", "reclamaciones", "reclamar", "reclamo", "queja", "quejas"]),
        ("de", &["Beschwerde", "Beschwerden", "beschweren", "Reklamation"]),
        ("fr", &["réclamation", "réclamations", "plainte", "me plaindre"]),
    ],
};

/// To end a contract or a service.
pub(in crate::flow::pack) const CANCEL: Wish = Wish {
    name: "cancel",
    words: &[
        ("en", &["cancel", "cancellation", "end my contract", "terminate"]),
        ("es", &["cancelar", "cancelación", "baja", "darme de baja"]),
        ("de", &["kündigen", "Kündigung", "stornieren"]),
        ("fr", &["résilier", "résiliation", "annuler"]),
    ],
};

/// A choice of a menu.
struct Choice<'a> {
    exit: &'a Exit,
    words: Option<&'a Name>,
    label: Option<&'a Name>,
}

fn choices<'a>(node: &'a Node<'_>) -> Vec<Choice<'a>> {
    let mut choices: Vec<Choice<'_>> = Vec::new();
    for used in node.step.uses() {
        if let Use::Exit(_, exit) = used {
            choices.push(Choice { exit, words: None, label: None });
        } else if let Some(choice) = choices.last_mut() {
            if let Use::Words(list) = used {
                choice.words = Some(list);
            } else if let Use::Prompt(label) = used {
                choice.label = Some(label);
            }
        }
    }
    choices
}

/// In each first menu one choice is for this, in every language.
pub(in crate::flow::pack) fn chosen(wish: &Wish, judged: &Judged<'_>, demand: &Demand, problems: &mut Problems) {
    let mains = Opening::of(judged).mains();
    if mains.is_empty() {
        problems.add(|| {
            let says = format!("callers come to no menu that has a choice for `{}`", wish.name);
            Problem::error(demand.name, judged.draft.file, judged.start(), says).hint(hint(wish, None))
        });
    }
    for node in mains {
        let choices = choices(node);
        let mut languages = judged.draft.languages.iter().map(|(language, _)| language);
        let lacks = languages.find(|language| !choices.iter().any(|choice| is_for(choice, wish, judged, language)));
        if let Some(language) = lacks {
            problems.add(|| {
                let says = format!("`{}` is the first menu, and has no choice for `{}`", node.name, wish.name);
                at_step(demand, node.step, says).hint(hint(wish, Some(language)))
            });
        }
    }
}

fn hint(wish: &Wish, language: Option<&Name>) -> String {
    let primary = language.map_or("en", |language| primary(language));
    let words = wish.words.iter().find(|(known, _)| *known == primary).and_then(|(_, words)| words.first());
    let said = words.map_or_else(String::new, |word| format!(", or one whose words say `{word}`"));
    format!("a choice is for it whose `matter`, `words` or `to` is called `{}`{said}", wish.name)
}

fn is_for(choice: &Choice<'_>, wish: &Wish, judged: &Judged<'_>, language: &Name) -> bool {
    let named = [Some(&choice.exit.to), choice.exit.matter.as_ref(), choice.words];
    if named.into_iter().flatten().any(|name| name.as_str() == wish.name) {
        return true;
    }
    let words = wish.words.iter().find(|(known, _)| *known == primary(language)).map(|(_, words)| *words);
    let words = Words::from(words.unwrap_or_default().iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
    let draft = judged.draft;
    let list = choice.words.and_then(|list| draft.words.get(language)?.get(list));
    let label = choice.label.and_then(|label| draft.prompts.get(language)?.get(label));
    let phrases = list.into_iter().flat_map(|list| list.phrases.iter().cloned());
    let labels = label.into_iter().flat_map(|label| label.text.texts().map(|(_, text)| text.plain()));
    phrases.chain(labels).any(|text| words.heard_in(&text))
}

/// A tag without its region.
fn primary(tag: &Name) -> &str {
    tag.as_str().split('-').next().unwrap_or_default()
}

/// The first menu has at most so many choices, the person among them.
pub(in crate::flow::pack) fn options_at_most(
    most: usize,
    judged: &Judged<'_>,
    demand: &Demand,
    problems: &mut Problems,
) {
    for node in Opening::of(judged).menus {
        let zero = usize::from(!told::offers_person(judged, node));
        let options = choices(node).len().saturating_add(zero);
        if most < options {
            problems.add(|| {
                let says = format!("`{}` has {options} choices, the person by 0 among them", node.name);
                at_step(demand, node.step, says)
                    .hint(format!("{most} are the most that the first menu may have: group what belongs together"))
            });
        }
    }
}
