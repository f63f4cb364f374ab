//! Flows as read once, for commands and for whoever serves them without looking again.

use std::{collections::BTreeMap, io, path::Path};

use super::{
    look::{Look, Looker, Place},
    recording::Recording,
    serving::Serving,
};
use crate::{
    call::Moment,
    flow::{self, Bundle, Problem, Proof, Severity, Sources},
};

/// Flows as read from files, ready to be served.
pub struct Files {
    /// The flows.
    pub bundles: Vec<Bundle>,
    /// The recordings they name, by content hash.
    pub recordings: BTreeMap<String, Recording>,
    /// What is wrong with them and does not keep them from being served.
    pub warnings: Vec<Flawed>,
}

/// A flow with problems.
#[derive(Debug, Clone)]
pub struct Flawed {
    /// What it was read from.
    pub sources: Sources,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// What was proven of its lines, if it can be built and breaks a standard, or what it promises its callers.
    pub proofs: Vec<Proof>,
}

impl Flawed {
    /// The problems as text, each with the line that it is in.
    #[must_use]
    pub fn shown(&self, styled: bool) -> String {
        flow::text(&self.problems, &self.sources, styled)
    }

    /// The first problem in one line, an error if there is one, and how many there are besides.
    #[must_use]
    pub fn first(&self) -> String {
        let errors = self.problems.iter().filter(|problem| problem.severity == Severity::Error);
        let Some(Problem { place, rule, says, .. }) = errors.chain(&self.problems).next() else { return String::new() };
        let more = match self.problems.len() {
            0 | 1 => String::new(),
            all => format!(", and {} more", all.saturating_sub(1)),
        };
        format!("{}:{}: {rule}: {says}{more}", place.file, place.line)
    }
}

impl Files {
    /// No flows at all: for looking at calls that are pinned to kept ones.
    #[must_use]
    pub const fn none() -> Self {
        Self { bundles: Vec::new(), recordings: BTreeMap::new(), warnings: Vec::new() }
    }
}

/// Reads every flow of a folder, or one flow file, with its prompts; without a folder it is the sample line.
///
/// # Errors
/// When files cannot be read, with the file's name; and the problems, when a flow has any that keep it from being
/// served.
pub fn read_flows(flows: Option<&Path>, prompts: Option<&Path>) -> io::Result<Result<Files, Vec<Flawed>>> {
    let place = Place { flows: flows.map(Path::to_path_buf), prompts: prompts.map(Path::to_path_buf) };
    let look = first_look(&mut Looker::at(place))?;
    if let Some((file, unread)) = look.found.iter().find_map(|found| found.unread.as_ref()) {
        return Err(unread.named(file));
    }
    let (serving, news) = Serving::default().next(&look, Moment::from_millis(0));
    let refused = serving.refused();
    if !refused.is_empty() {
        return Ok(Err(refused.iter().map(|refused| refused.flawed.clone()).collect()));
    }
    let bundles = serving.into_bundles();
    Ok(Ok(Files { bundles, recordings: look.recordings, warnings: news.warnings }))
}

/// The first look at a place, which must have a flow.
///
/// # Errors
/// When a folder cannot be listed, or there is no flow in it.
pub(super) fn first_look(looker: &mut Looker) -> io::Result<Look> {
    looker.forget();
    match looker.look()? {
        Some(look) if !look.found.is_empty() => Ok(look),
        Some(_) | None => {
            let place = looker.place().flows.clone().unwrap_or_default();
            let says = format!("`{}`: there is no flow (*.yaml) in this folder", place.display());
            Err(io::Error::new(io::ErrorKind::NotFound, says))
        }
    }
}
