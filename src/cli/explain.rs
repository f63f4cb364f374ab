//! `clew explain`: the manual of a rule, or what rules there are.

use clap::Args;
use serde_json::{Value, json};

use super::{FINE, USAGE};
use crate::{
    flow::{KINDS, RULES, manuals},
    server::FILE_KINDS,
};

/// The columns that a manual is printed in.
const COLUMNS: usize = 80;

/// `clew explain`: what a rule finds, why that hurts a caller, and what to do.
#[derive(Debug, Args)]
pub struct Explain {
    /// The rule, as `clew check` shows it in brackets; all rules without it
    rule: Option<String>,
    /// For people, or for programs
    #[arg(long, default_value = "text", value_parser = ["text", "json"])]
    format: String,
}

impl Explain {
    /// Runs it.
    pub fn run(&self) -> u8 {
        let demands = manuals();
        let rules: Vec<(&str, &str)> = RULES
            .iter()
            .map(|rule| (rule.name, rule.manual))
            .chain(KINDS.iter().copied())
            .chain(FILE_KINDS.iter().copied())
            .chain(demands.iter().map(|(name, manual)| (*name, manual.as_str())))
            .collect();
        let is_json = self.format == "json";
        let Some(wanted) = &self.rule else {
            if is_json {
                say!("{:#}", Value::Array(rules.iter().map(|(name, manual)| object(name, manual)).collect()));
            } else {
                show!("{}", listed(&rules));
            }
            return FINE;
        };
        let written = wanted.trim_matches(['[', ']', '`']);
        match rules.iter().find(|(name, _)| *name == written) {
            Some((name, manual)) if is_json => say!("{:#}", object(name, manual)),
            Some((name, manual)) => {
                say!("{name}\n");
                show!("{}", wrapped(manual, ""));
                say!("\n`clew explain` lists all rules; `clew check` holds them against flow files.");
            }
            None => {
                complain!("{}", unknown(written, &rules));
                return USAGE;
            }
        }
        FINE
    }
}

fn object(name: &str, manual: &str) -> Value {
    json!({ "rule": name, "says": first_sentence(manual), "manual": manual })
}

/// Every rule, and the first sentence of its manual.
fn listed(rules: &[(&str, &str)]) -> String {
    let rules = rules.iter().map(|(name, manual)| format!("{name}\n{}", wrapped(first_sentence(manual), "    ")));
    rules.collect()
}

/// That there is no such rule, and the one that may have been meant.
fn unknown(written: &str, rules: &[(&str, &str)]) -> String {
    let written: String = written.chars().take(COLUMNS).collect();
    let likeness = |name: &str| strsim::jaro_winkler(name, &written);
    let nearest = rules.iter().map(|(name, _)| *name).max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    let hint = match nearest.filter(|name| 0.75 <= likeness(name)) {
        Some(name) => format!("did you mean `{name}`?"),
        None => "`clew explain` lists all rules".to_owned(),
    };
    crate::phone::printable(&format!("there is no rule `{written}`; {hint}"))
}

/// The first sentence of a manual, with its full stop.
fn first_sentence(manual: &str) -> &str {
    let end = manual.find(". ").map_or(manual.len(), |end| end + 1);
    manual.get(..end).unwrap_or(manual)
}

/// A text in lines of bounded length, each behind `indent`. Its own line breaks stay.
fn wrapped(text: &str, indent: &str) -> String {
    let mut lines = String::new();
    for line in text.lines() {
        let mut width = 0;
        for word in line.split(' ') {
            let length = word.chars().count();
            if width == 0 || COLUMNS < width + 1 + length {
                lines.push_str(if width == 0 { "" } else { "\n" });
                lines.push_str(indent);
                width = indent.len();
            } else {
                lines.push(' ');
                width += 1;
            }
            lines.push_str(word);
            width += length;
        }
        lines.push('\n');
    }
    lines
}
