//! Words as they are.

use crate::{call::Value, prompt::Tongue};

/// As it is. The texts of choices and prompts are put in before a format is asked.
pub(super) fn text(value: &Value, _tongue: &Tongue) -> String {
    value.plain()
}

/// A name: `LEE, ANN` and `ann lee` become `Ann Lee`. Voices spell short words in capitals. Names in mixed case stay as
/// they are written: `McDonald`, `van der Berg`.
pub(super) fn name(value: &Value, _tongue: &Tongue) -> String {
    let plain = value.plain();
    let turned = match plain.split_once(',') {
        Some((last, first)) if !first.contains(',') => format!("{} {}", first.trim(), last.trim()),
        Some(_) | None => plain,
    };
    let one_case = !turned.chars().any(char::is_lowercase) || !turned.chars().any(char::is_uppercase);
    if one_case { capitalised(turned.trim()) } else { turned.trim().to_owned() }
}

/// Each word with a capital and small letters behind it; a word starts behind whatever is no letter.
fn capitalised(text: &str) -> String {
    let mut inside = false;
    let mut said = String::new();
    for letter in text.chars() {
        if inside {
            said.extend(letter.to_lowercase());
        } else {
            said.extend(letter.to_uppercase());
        }
        inside = letter.is_alphabetic();
    }
    said
}
