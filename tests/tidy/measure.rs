//! What `tests/tidy.rs` measures of Rust sources. Each function takes a text and returns what it finds.

use std::collections::BTreeSet;

/// The text with comments, strings and characters blanked out, line for line, and without its test modules.
pub fn code(text: &str) -> String {
    let live = text.split_once("\n#[cfg(test)]\nmod ").map_or(text, |(live, _tests)| live);
    let letters: Vec<char> = live.chars().collect();
    let mut code = String::new();
    let mut at = 0;
    while at < letters.len() {
        let end = literal_end(&letters, at);
        if end == at {
            code.push(letters[at]);
            at += 1;
        } else {
            let newlines = letters[at..end].iter().filter(|letter| **letter == '\n');
            code.push(' ');
            code.extend(newlines);
            at = end;
        }
    }
    code
}

/// Where the comment, string or character ends that begins at `at`; `at` itself if none does.
fn literal_end(letters: &[char], at: usize) -> usize {
    let rest = &letters[at..];
    let find = |from: usize, end: &str| {
        let end: Vec<char> = end.chars().collect();
        let found = rest[from..].windows(end.len()).position(|window| window == end);
        found.map_or(letters.len(), |found| at + from + found + end.len())
    };
    let before = at.checked_sub(1).map_or(' ', |before| letters[before]);
    match rest {
        ['/', '/', ..] => find(0, "\n").saturating_sub(1).max(at + 2),
        ['/', '*', ..] => find(2, "*/"),
        ['r', '#' | '"', ..] if !before.is_alphanumeric() && before != '_' => raw_end(rest, at, find),
        ['"', ..] => at + quoted(rest),
        ['\'', '\\', ..] => find(3, "'"),
        ['\'', _, '\'', ..] => at + 3,
        _ => at,
    }
}

fn raw_end(rest: &[char], at: usize, find: impl Fn(usize, &str) -> usize) -> usize {
    let hashes = rest[1..].iter().take_while(|letter| **letter == '#').count();
    match rest.get(1 + hashes) {
        Some('"') => find(2 + hashes, &format!("\"{}", "#".repeat(hashes))),
        _ => at,
    }
}

/// The length of the string that begins here.
fn quoted(rest: &[char]) -> usize {
    let mut escaped = false;
    for (at, letter) in rest.iter().enumerate().skip(1) {
        match letter {
            '"' if !escaped => return at + 1,
            _ => escaped = *letter == '\\' && !escaped,
        }
    }
    rest.len()
}

/// The names that stand behind `prefix` (`crate::` or `std::`), in paths and in groups.
pub fn named(code: &str, prefix: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        let rest = &code[at + prefix.len()..];
        match rest.strip_prefix('{') {
            Some(group) => names.extend(group_names(group)),
            None => names.extend(first_word(rest)),
        }
    }
    names
}

/// The first word of each member of a group, up to its closing brace.
fn group_names(group: &str) -> Vec<String> {
    let (mut names, mut depth, mut member) = (Vec::new(), 0_usize, 0);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                names.extend(first_word(group[member..at].trim_start()));
                member = at + 1;
                if letter == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names
}

fn first_word(text: &str) -> Option<String> {
    words(text.split("::").next().unwrap_or_default()).next().map(str::to_owned)
}

/// The words of a text: runs of letters, digits and `_`.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}

/// Every function: its name, its first line from 1, and how many lines it has.
pub fn functions(code: &str) -> Vec<(String, usize, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let starts = lines.iter().enumerate().filter_map(|(at, line)| function_name(line).map(|name| (at, name)));
    starts.map(|(at, name)| (name, at + 1, function_length(&lines[at..]))).collect()
}

fn function_name(line: &str) -> Option<String> {
    let head = line.split_once("fn ").filter(|(before, _)| {
        let before = before.replace("(crate)", "").replace("(super)", "");
        words(&before).all(|word| ["pub", "const", "async", "unsafe", "extern", "C", "default"].contains(&word))
            && before.chars().all(|letter| letter.is_alphanumeric() || letter == ' ' || letter == '"')
    });
    head.and_then(|(_, name)| first_word(name))
}

/// Lines up to the brace that closes the body, or to the semicolon of a function without one.
fn function_length(lines: &[&str]) -> usize {
    let mut depth = 0_usize;
    for (at, line) in lines.iter().enumerate() {
        for letter in line.chars() {
            match letter {
                '{' => depth += 1,
                '}' if depth == 1 => return at + 1,
                '}' => depth = depth.saturating_sub(1),
                ';' if depth == 0 && !line.contains('[') => return at + 1,
                _ => {}
            }
        }
    }
    lines.len()
}
