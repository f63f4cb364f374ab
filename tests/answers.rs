//! How well answers are heard: what callers say and press in each language, written down before anybody looked at what
//! is made of it. With `--nocapture` it prints, per language and kind, how much was right.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

#[path = "answers/shapes.rs"]
mod shapes;
#[path = "answers/totality.rs"]
mod totality;

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use chrono::{NaiveDate, NaiveDateTime};
use clew::{
    answer::{ANSWERS, BUILT_IN, Ear, Heard, Lexicon, Words, asks_for_person, asks_to_be_forgotten, read, yes_no},
    call::{Name, Type, Value},
};
use serde_json::Value as Json;

/// Tuesday, 24 November 2026, 10 in the morning.
fn now() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap().and_hms_opt(10, 0, 0).unwrap()
}

fn lexicon(language: &str) -> Lexicon {
    let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == language).unwrap();
    let lists: Json = serde_saphyr::from_str(text).unwrap_or_else(|error| panic!("words/{language}.yaml: {error}"));
    serde_json::from_value(lists).unwrap_or_else(|error| panic!("words/{language}.yaml: {error}"))
}

fn shape(written: &str) -> Json {
    serde_saphyr::from_str(written).unwrap_or_else(|error| panic!("{written}: {error}"))
}

/// A file of rows: the words and the region that they are read by, and the rows.
struct Sheet {
    language: &'static str,
    lexicon: Lexicon,
    region: String,
    rows: Vec<Row>,
}

/// One thing a caller says or presses.
struct Row {
    line: usize,
    kind: String,
    heard: String,
    expected: Option<String>,
    /// Whether it is known not to be understood as it should be.
    known_miss: bool,
}

fn sheet(language: &'static str) -> Sheet {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/answers/{language}.tsv"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut sheet = Sheet { language, lexicon: lexicon(language), region: String::new(), rows: Vec::new() };
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        match cells.as_slice() {
            ["region", region] => (*region).clone_into(&mut sheet.region),
            ["words", name, phrases] => {
                let phrases = phrases.split(", ").map(str::to_owned).collect::<Vec<_>>();
                sheet.lexicon.own.insert(Name::from(*name), Words::from(phrases));
            }
            [kind, heard, expected, rest @ ..] => sheet.rows.push(Row {
                line: at + 1,
                kind: (*kind).to_owned(),
                heard: (*heard).to_owned(),
                expected: Some((*expected).to_owned()).filter(|expected| expected != "-"),
                known_miss: rest == ["?"],
            }),
            _ => panic!("{language}.tsv:{}: `{line}` is no row", at + 1),
        }
    }
    sheet
}

impl Sheet {
    fn ear(&self) -> Ear<'_> {
        Ear { lexicon: &self.lexicon, now: now(), region: &self.region }
    }

    /// What is made of a row.
    fn hear(&self, row: &Row) -> Option<String> {
        let heard = match row.heard.split_once(':') {
            Some(("k", keys)) => Heard::Keys(keys),
            Some(("w", words)) => Heard::Words(words),
            _ => panic!("{}.tsv:{}: `{}` is neither keys nor words", self.language, row.line, row.heard),
        };
        match row.kind.as_str() {
            "person" => asks_for_person(heard, &self.lexicon).then(|| "yes".to_owned()),
            "forget" => asks_to_be_forgotten(heard, &self.lexicon).then(|| "yes".to_owned()),
            "harsh" => match heard {
                Heard::Words(text) => self.lexicon.harsh.heard_in(text).then(|| "yes".to_owned()),
                Heard::Keys(_) | Heard::Silence => None,
            },
            "yes_no" => yes_no(heard, &self.lexicon).map(|yes| yes.to_string()),
            written => {
                let answer = read(&shape(written)).unwrap_or_else(|error| panic!("{written}: {error}"));
                let value = answer.read(heard, &self.ear())?;
                assert_type(&answer.gives(), &value, written);
                Some(value.plain())
            }
        }
    }
}

#[track_caller]
fn assert_type(gives: &Type, value: &Value, written: &str) {
    let fits = match value {
        Value::Digits(_) => *gives == Type::Digits,
        Value::Text(_) => *gives == Type::Text,
        Value::Number(_) => *gives == Type::Number,
        Value::Money(_) => *gives == Type::Money,
        Value::Phone(_) => *gives == Type::Phone,
        Value::Date(_) => *gives == Type::Date,
        Value::Time(_) => *gives == Type::Time,
        Value::Moment(_) => *gives == Type::Moment,
        Value::Choice(name) => matches!(gives, Type::Choice(names) if names.contains(name)),
        _ => false,
    };
    assert!(fits, "{written} gives {gives:?}, and gave {value:?}");
}

/// How a kind fared.
#[derive(Default)]
struct Fared {
    right: usize,
    wrong: usize,
    missed: usize,
    falsely: usize,
    known: usize,
}

#[test]
fn answers_are_heard_as_the_sheets_say() {
    let mut wrong = String::new();
    for (language, _) in BUILT_IN {
        let sheet = sheet(language);
        assert!(200 <= sheet.rows.len(), "{language}.tsv has {} rows", sheet.rows.len());
        let mut table: BTreeMap<String, Fared> = BTreeMap::new();
        for row in &sheet.rows {
            let kind = row.kind.trim_start_matches(['{', ' ']).split([':', ' ']).next().unwrap();
            let fared = table.entry(kind.to_owned()).or_default();
            let heard = sheet.hear(row);
            match (&heard, &row.expected) {
                (heard, expected) if heard == expected => fared.right += 1,
                (Some(_), Some(_)) => fared.wrong += 1,
                (None, _) => fared.missed += 1,
                (Some(_), None) => fared.falsely += 1,
            }
            fared.known += usize::from(row.known_miss);
            if (heard == row.expected) == row.known_miss {
                let (expected, heard) = (row.expected.as_deref().unwrap_or("-"), heard.as_deref().unwrap_or("-"));
                let (line, kind, said) = (row.line, &row.kind, &row.heard);
                writeln!(wrong, "{language}.tsv:{line}: {kind} `{said}` is {expected}, heard {heard}").unwrap();
            }
        }
        print(language, &table);
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn print(language: &str, table: &BTreeMap<String, Fared>) {
    println!("{language}           right  wrong value  missed  falsely understood  known misses");
    let mut all = Fared::default();
    for (kind, fared) in table {
        let Fared { right, wrong, missed, falsely, known } = fared;
        println!("  {kind:<10} {right:>5}  {wrong:>11}  {missed:>6}  {falsely:>18}  {known:>12}");
        all.right += right;
        all.wrong += wrong;
        all.missed += missed;
        all.falsely += falsely;
        all.known += known;
    }
    let Fared { right, wrong, missed, falsely, known } = all;
    println!("  {:<10} {right:>5}  {wrong:>11}  {missed:>6}  {falsely:>18}  {known:>12}", "all");
}

#[test]
fn every_kind_has_rows_in_every_language() {
    for (language, _) in BUILT_IN {
        let sheet = sheet(language);
        for kind in ANSWERS {
            let has = |row: &&Row| row.kind.trim_start_matches(['{', ' ']).starts_with(kind.name);
            assert!(3 <= sheet.rows.iter().filter(has).count(), "{language}.tsv has hardly a row for `{}`", kind.name);
        }
    }
}

/// What counts as upset, or deletes something, must not be in what callers answer.
#[test]
fn no_answer_is_harsh_or_asks_to_be_forgotten() {
    for (language, _) in BUILT_IN {
        let sheet = sheet(language);
        for row in sheet.rows.iter().filter(|row| !["harsh", "forget"].contains(&row.kind.as_str())) {
            let Some(("w", words)) = row.heard.split_once(':') else { continue };
            assert!(!sheet.lexicon.harsh.heard_in(words), "{language}.tsv:{}: `{words}` is harsh", row.line);
            assert!(!asks_to_be_forgotten(Heard::Words(words), &sheet.lexicon), "{language}.tsv:{}", row.line);
        }
    }
}
