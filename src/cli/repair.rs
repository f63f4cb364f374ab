//! `clew check --fix`: what would repair flow files, written into them.
//!
//! Only what can have been meant in no other way is written; a suggestion is left to the designer.
//!
//! Fixes are applied to texts, and looked for again, until there are none; then each changed file is replaced as a
//! whole. So a file is as it was or repaired, whatever breaks in between.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{self, Write},
    path::Path,
};

use crate::{
    flow::{Bundle, Fix, Problem, Sources},
    server::Flawed,
};

/// The most rounds of applying and looking again. One repair uncovers what another was hidden by, but not often.
const ROUNDS_MAX: usize = 10;

/// The most places of suggestions that are named in one line.
const LEFT_MAX: usize = 20;

/// What repairs files.
#[derive(Debug, Default)]
pub(super) struct Repaired {
    /// What was repaired, a line each.
    pub made: Vec<String>,
    /// The changed files: text as read, and as repaired.
    files: BTreeMap<String, (String, String)>,
}

/// Repairs what can be repaired.
pub(super) fn repair(flawed: &[Flawed]) -> Repaired {
    let mut repaired = Repaired::default();
    let mut all: Vec<Sources> = flawed.iter().map(|flawed| flawed.sources.clone()).collect();
    for _round in 0..ROUNDS_MAX {
        let fixes = fixes(&all);
        if fixes.is_empty() {
            break;
        }
        for (file, problems) in &fixes {
            repaired.apply(&mut all, file, problems);
        }
    }
    repaired
}

/// The problems that have a sure fix, by file, each once and in the file's order.
fn fixes(all: &[Sources]) -> BTreeMap<String, Vec<Problem>> {
    let mut fixes: BTreeMap<String, Vec<Problem>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for sources in all {
        let problems = match Bundle::build(sources.clone()) {
            Ok((_, warnings)) => warnings,
            Err(problems) => problems,
        };
        for problem in problems {
            let sure = problem.fix.as_ref().filter(|fix| fix.sure);
            let changes = sure.is_some_and(|fix| changes(fix, sources, &problem.place.file));
            if changes && seen.insert((problem.place.clone(), problem.rule)) {
                fixes.entry(problem.place.file.to_string()).or_default().push(problem);
            }
        }
    }
    fixes
}

/// Where suggestions are left that only a designer can judge, in one line; nothing where there are none.
pub(super) fn left(flawed: &[Flawed]) -> Option<String> {
    let problems = flawed.iter().flat_map(|flawed| &flawed.problems);
    let guesses = problems.filter(|problem| problem.fix.as_ref().is_some_and(|fix| !fix.sure));
    let places: BTreeSet<(&str, usize)> = guesses.map(|problem| (&*problem.place.file, problem.place.line)).collect();
    let shown: Vec<String> = places.iter().take(LEFT_MAX).map(|(file, line)| format!("{file}:{line}")).collect();
    let more = if LEFT_MAX < places.len() { ", …" } else { "" };
    let suggestions = if places.len() == 1 { "suggestion" } else { "suggestions" };
    let count = places.len();
    (0 < count).then(|| {
        format!("{count} {suggestions} left to you, since more than one thing may be meant: {}{more}", shown.join(", "))
    })
}

/// Whether a fix would change anything: one that does not would be found again for ever.
fn changes(fix: &Fix, sources: &Sources, file: &str) -> bool {
    let now = sources.file(file).and_then(|text| text.get(fix.span.range()));
    now.is_some_and(|now| now != fix.text)
}

impl Repaired {
    fn apply(&mut self, all: &mut [Sources], file: &str, problems: &[Problem]) {
        let Some(text) = all.iter().find_map(|sources| sources.file(file)).map(str::to_owned) else { return };
        let mut fixes: Vec<(&Fix, &Problem)> =
            problems.iter().filter_map(|problem| Some((problem.fix.as_ref()?, problem))).collect();
        fixes.sort_by_key(|(fix, _)| (fix.span, fix.text.clone()));
        let applied = apart(&fixes);
        self.made.extend(applied.iter().map(|(_, problem)| {
            format!("repaired {file}:{}: {} ({})", problem.place.line, problem.says, problem.rule)
        }));
        let after = applied.iter().rev().fold(text.clone(), |mut text, (fix, _)| {
            text.replace_range(fix.span.range(), &fix.text);
            text
        });
        self.files.entry(file.to_owned()).or_insert_with(|| (text, String::new())).1.clone_from(&after);
        for sources in all.iter_mut() {
            sources.replace(file, &after);
        }
    }

    /// Replaces the changed files.
    ///
    /// # Errors
    /// The first file that cannot be written, or was changed since it was read; those before it are written.
    pub fn write(&self) -> io::Result<()> {
        for (file, (before, after)) in &self.files {
            write_whole(Path::new(file), before, after)
                .map_err(|error| io::Error::new(error.kind(), format!("`{file}`: {error}")))?;
        }
        Ok(())
    }
}

/// The fixes that touch nothing which one before them touches; the others are found again in the next round.
fn apart<'a>(fixes: &[(&'a Fix, &'a Problem)]) -> Vec<(&'a Fix, &'a Problem)> {
    let mut free: Option<(usize, usize)> = None;
    let mut apart = Vec::new();
    for (fix, problem) in fixes {
        let (start, end) = (fix.span.start, fix.span.end);
        if free.is_none_or(|(begun, ended)| ended <= start && begun < start) {
            free = Some((start, end));
            apart.push((*fix, *problem));
        }
    }
    apart
}

/// Replaces a file by another text, as a whole or not at all.
fn write_whole(file: &Path, before: &str, after: &str) -> io::Result<()> {
    // What a link points to is replaced, not the link.
    let file = &fs::canonicalize(file)?;
    if fs::read(file)? != before.as_bytes() {
        return Err(io::Error::other("it was changed meanwhile; nothing is written over it"));
    }
    let permissions = fs::metadata(file)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it may not be written"));
    }
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or("flow");
    let draft = file.with_file_name(format!(".{name}.{}.draft", std::process::id()));
    let written = write_new(&draft, after, permissions).and_then(|()| fs::rename(&draft, file));
    if written.is_err() {
        // What went wrong is told; a draft that is left over would only add to it.
        let _removed = fs::remove_file(&draft);
    }
    written
}

fn write_new(draft: &Path, text: &str, permissions: fs::Permissions) -> io::Result<()> {
    let mut written = fs::OpenOptions::new().write(true).create_new(true).open(draft)?;
    written.write_all(text.as_bytes())?;
    written.set_permissions(permissions)?;
    written.sync_all()
}
