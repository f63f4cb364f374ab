//! Every platform's dialect: what it reads, writes, signs and refuses, from the files in its folder.
//!
//! `UPDATE=1` rewrites what is expected; look at the difference before it is kept.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, reason = "tests")]

#[path = "dialects/documents.rs"]
mod documents;
#[path = "dialects/readings.rs"]
mod readings;
#[path = "dialects/signatures.rs"]
mod signatures;
#[path = "dialects/sip.rs"]
mod sip;
#[path = "dialects/tokens.rs"]
mod tokens;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use clew::dialect::{ALL, Keyring, Urls, named};

fn folder(dialect: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialects").join(dialect)
}

/// The names of a folder's files with that extension, without it, sorted.
fn files(folder: &Path, extension: &str) -> BTreeSet<String> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let wanted = paths.filter(|path| path.extension().is_some_and(|found| found == extension));
    wanted.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

/// Compares with what the file holds, whole; the names of those that differ are collected.
fn compare(path: &Path, found: &str, differing: &mut Vec<String>) {
    if std::env::var_os("UPDATE").is_some() {
        fs::write(path, found).unwrap();
    }
    let expected = fs::read_to_string(path).unwrap_or_else(|_| "(no such file)".to_owned());
    if expected != found {
        differing.push(format!("{}\n  expected {expected}\n  found    {found}", path.display()));
    }
}

fn urls<'a>(keyring: &'a Keyring, platform: &'a str) -> Urls<'a> {
    let key = keyring.call_key(platform, "CA1");
    Urls { base: "https://line.example.org", platform, keyring, key, turn: 3 }
}

#[test]
fn every_dialect_has_a_folder_and_every_folder_a_dialect() {
    let known: BTreeSet<String> = ALL.iter().map(|dialect| dialect.name().to_owned()).collect();
    let entries = fs::read_dir(folder("")).unwrap().map(|entry| entry.unwrap());
    let folders = entries.filter(|entry| entry.file_type().unwrap().is_dir());
    assert_eq!(folders.map(|entry| entry.file_name().into_string().unwrap()).collect::<BTreeSet<_>>(), known);
    assert_eq!(known.len(), ALL.len(), "a name is taken twice");
}

#[test]
fn a_dialect_is_found_by_its_name_which_is_fit_for_an_address() {
    for dialect in ALL {
        assert_eq!(named(dialect.name()).map(clew::dialect::Dialect::name), Some(dialect.name()));
        assert!(dialect.name().bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()));
    }
    assert!(named("nobody").is_none());
}
