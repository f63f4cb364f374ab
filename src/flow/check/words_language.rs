use super::{Checked, Rule, keys_only::by_words_alone};
use crate::{
    call::Name,
    flow::problem::{Problem, Problems},
};

pub(super) const RULE: Rule = Rule {
    name: "words-language",
    manual: "A word list has no words in one of the flow's languages. Callers who speak it cannot choose by word; \
             where a choice has no key either, they cannot choose it at all.",
    whole: false,
    check,
};

fn check(checked: &Checked<'_>, problems: &mut Problems) {
    let draft = checked.draft;
    for step in draft.steps() {
        let alone = by_words_alone(step);
        for list in step.verb.words() {
            let of = |language| draft.words.get(language).and_then(|lists| lists.get(list));
            let languages = draft.languages.iter().map(|(language, _)| language);
            // A list that is there in no language is missing altogether, which is said elsewhere.
            let Some(other) = languages.clone().find_map(of) else { continue };
            let lacking: Vec<&str> = languages.filter(|language| of(language).is_none()).map(Name::as_str).collect();
            let Some(first) = lacking.first() else { continue };
            let says = format!("`{list}` has no words in {}", lacking.join(", "));
            problems.add(|| {
                if alone.contains(&list) {
                    Problem::error(RULE.name, &other.file, other.id, says).hint(format!(
                        "callers who speak it could not choose this in `{}`, which has no key for it: add \
                         `{first}: [ … ]`",
                        step.name
                    ))
                } else {
                    Problem::warning(RULE.name, &other.file, other.id, says)
                        .hint(format!("callers who speak it could not choose by word: add `{first}: [ … ]`"))
                }
            });
        }
    }
}
