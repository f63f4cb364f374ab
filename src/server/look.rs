//! A look at the files: flows, prompts, shared files and recordings, as they lie on the disk now.
//!
//! Files are looked at, and not watched by the operating system: that needs no dependency, works on network file
//! systems and in containers, and does not care how editors replace files.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Component, Path, PathBuf},
    time::SystemTime,
};

use sha2::{Digest, Sha256};

use super::{
    recording::{Recording, hash},
    shelf::{Content, Shelf, Unread},
    used::{self, Used},
};
use crate::flow::{Place as At, Problem, Severity, Sources, Span, Take, sample};

/// Where flows and what they say are read from.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// A folder of flow files, or one flow file; `None` means the sample line.
    pub flows: Option<PathBuf>,
    /// The folder of prompt files and recordings; `None` means `../prompts` beside the flows.
    pub prompts: Option<PathBuf>,
}

/// The problems that only show when files are looked at together, or cannot be read, each with its manual.
pub const FILE_KINDS: &[(&str, &str)] = &[
    (
        LINE_TWICE,
        "One phone line in two flow files. Only one of them could answer it, and nobody could know which. At start \
         both are refused; while clew serves, the newer of the two, and the other goes on answering.",
    ),
    (UNREADABLE, "A file that is there and cannot be read: its rights, its size, or letters that are no UTF-8."),
    (USE_OUTSIDE, "A shared file that is not below the folder of the flow that uses it, or that cannot be read."),
    (NOT_BUILT, "A flow that clew itself fails on. Please report it, with the flow."),
];

pub(super) const LINE_TWICE: &str = "line-twice";
const UNREADABLE: &str = "unreadable";
const USE_OUTSIDE: &str = "use-outside";
pub(super) const NOT_BUILT: &str = "not-built";

/// The files as they were at one moment.
#[derive(Debug)]
pub struct Look {
    pub(super) found: Vec<Found>,
    pub(super) recordings: BTreeMap<String, Recording>,
}

/// One flow file, with all that it needs.
#[derive(Debug)]
pub(super) struct Found {
    /// Its name in its folder, by which it is known from start to start.
    pub file: String,
    /// When it was last written, as the disk says.
    pub modified: Option<SystemTime>,
    /// What it was read to.
    pub sources: Sources,
    /// What kept it, or something that it needs, from being read.
    pub wrong: Vec<Problem>,
    /// The first file that could not be read, for whoever wants to stop at that.
    pub unread: Option<(String, Unread)>,
}

impl Found {
    /// Notes that something it needs could not be read.
    fn lacks(&mut self, file: &Path, unread: &Unread) {
        self.wrong.push(unreadable(&shown(file), unread));
        self.unread.get_or_insert_with(|| (shown(file), unread.clone()));
    }
}

/// Looks at one place again and again.
pub(super) struct Looker {
    place: Place,
    shelf: Shelf,
    /// The names under `use`, by the hash of the text that they stand in.
    uses: BTreeMap<[u8; 32], Vec<String>>,
    /// What may be the names of recordings, likewise.
    names: BTreeMap<[u8; 32], BTreeSet<String>>,
    /// What is in each recording, by its hash.
    takes: BTreeMap<String, Take>,
    /// What was there at the last look.
    seen: Option<[u8; 32]>,
}

/// The most texts whose names under `use` are remembered; beyond it they are found again.
const USES_MAX: usize = 1000;

/// The most bytes of all recordings that prompts name: they are held in memory. Hours of telephone sound.
const RECORDINGS_MAX: usize = 256 << 20;

/// What all flows of a folder share.
struct Shared {
    texts: BTreeMap<String, (String, String)>,
    unread: Vec<(String, Unread)>,
}

impl Looker {
    pub(super) fn at(place: Place) -> Self {
        Self {
            place,
            shelf: Shelf::default(),
            uses: BTreeMap::new(),
            names: BTreeMap::new(),
            takes: BTreeMap::new(),
            seen: None,
        }
    }

    /// The place that is looked at.
    pub(super) const fn place(&self) -> &Place {
        &self.place
    }

    /// Takes the next look as if it were the first one.
    pub(super) fn forget(&mut self) {
        self.seen = None;
    }

    /// Looks. `None` when everything is as it was at the last look.
    ///
    /// # Errors
    /// When a folder cannot be listed, with its name.
    pub(super) fn look(&mut self) -> io::Result<Option<Look>> {
        let mut sum = Sha256::new();
        let Some(flows) = self.place.flows.clone() else {
            let first = self.seen.replace([0; 32]).is_none();
            return Ok(first.then(the_sample));
        };
        let beside = if flows.is_dir() { flows.as_path() } else { flows.parent().unwrap_or(Path::new(".")) };
        let prompts = self.place.prompts.clone().unwrap_or_else(|| prompts_beside(beside));
        let shared = self.shared(&prompts, &mut sum)?;
        let files = flow_files(&flows)?;
        let mut found: Vec<Found> = files.iter().filter_map(|file| self.flow(file, &shared, &mut sum)).collect();
        let recordings = self.recordings(&prompts, &mut found, &mut sum)?;
        self.shelf.tidy();
        if USES_MAX < self.uses.len() {
            self.uses.clear();
        }
        if USES_MAX < self.names.len() {
            self.names.clear();
        }
        let seen = sum.finalize().into();
        let changed = self.seen.replace(seen) != Some(seen);
        Ok(changed.then(|| Look { found, recordings }))
    }

    /// The recordings that flows name; those that can be played, by their hash. Each flow gets those that it names.
    fn recordings(
        &mut self,
        prompts: &Path,
        found: &mut [Found],
        sum: &mut Sha256,
    ) -> io::Result<BTreeMap<String, Recording>> {
        let named: Vec<BTreeSet<String>> = found.iter().map(|one| self.named(&one.sources)).collect();
        let (mut all, mut left) = (BTreeMap::new(), RECORDINGS_MAX);
        let files = if prompts.is_dir() { with_extension(prompts, &["wav", "mp3"])? } else { Vec::new() };
        for file in files {
            let name = name_of(&file);
            let naming = found.iter_mut().zip(&named).filter(|(_, named)| named.contains(&name)).map(|(one, _)| one);
            let naming: Vec<&mut Found> = naming.collect();
            if naming.is_empty() {
                continue;
            }
            match self.recording(&file, &mut left, sum) {
                Ok((take, recording)) => {
                    all.extend(recording.map(|recording| (take.hash.clone(), recording)));
                    for one in naming {
                        one.sources.recordings.insert(name.clone(), take.clone());
                    }
                }
                Err(unread) => naming.into_iter().for_each(|one| one.lacks(&file, &unread)),
            }
        }
        Ok(all)
    }

    /// One recording, if no more than so many bytes are `left`. One that is too large to be played is not read.
    fn recording(
        &mut self,
        file: &Path,
        left: &mut usize,
        sum: &mut Sha256,
    ) -> Result<(Take, Option<Recording>), Unread> {
        let too_large = io::ErrorKind::FileTooLarge;
        let content = match self.content(file, sum) {
            Ok(content) => content,
            Err(unread) if unread.kind == too_large => {
                let length = fs::metadata(file).map_or(0, |metadata| metadata.len());
                let length = usize::try_from(length).unwrap_or(usize::MAX);
                return Ok((Take::too_large(hash(name_of(file).as_bytes()), length), None));
            }
            Err(unread) => return Err(unread),
        };
        *left = left.checked_sub(content.bytes.len()).ok_or_else(|| {
            let says = format!("the recordings that prompts name have more than {RECORDINGS_MAX} bytes together");
            Unread { kind: too_large, says }
        })?;
        let (hash, recording) = (hash(&content.bytes), Recording::new(content.bytes));
        Ok((self.take(&hash, &recording), Some(recording)))
    }

    /// What the texts of a flow may name as recordings; each text is looked through once.
    fn named(&mut self, sources: &Sources) -> BTreeSet<String> {
        let texts = std::iter::once(&sources.flow.1).chain(sources.prompts.values().map(|(_, text)| text));
        let texts = texts.chain(sources.used.values());
        texts
            .flat_map(|text| {
                let sum: [u8; 32] = Sha256::digest(text).into();
                self.names.entry(sum).or_insert_with(|| used::recordings(text)).clone()
            })
            .collect()
    }

    /// What is in a recording; looked into once.
    fn take(&mut self, hash: &str, recording: &Recording) -> Take {
        self.takes.entry(hash.to_owned()).or_insert_with(|| Take::of(hash, &recording.bytes)).clone()
    }

    fn shared(&mut self, prompts: &Path, sum: &mut Sha256) -> io::Result<Shared> {
        let mut shared = Shared { texts: BTreeMap::new(), unread: Vec::new() };
        if !prompts.is_dir() {
            return Ok(shared);
        }
        for file in with_extension(prompts, &["yaml", "yml"])? {
            match self.text(&file, sum) {
                Ok((_, text)) => {
                    let language = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or("").to_owned();
                    shared.texts.insert(language, (shown(&file), text));
                }
                Err(unread) => shared.unread.push((shown(&file), unread)),
            }
        }
        Ok(shared)
    }

    /// One flow file; `None` if it has gone since the folder was listed.
    fn flow(&mut self, file: &Path, shared: &Shared, sum: &mut Sha256) -> Option<Found> {
        let (text, content, own) = match self.text(file, sum) {
            Ok((content, text)) => (text, Some(content), None),
            Err(unread) if unread.kind == io::ErrorKind::NotFound => return None,
            Err(unread) => (String::new(), None, Some((shown(file), unread))),
        };
        let mut sources = Sources::new(shown(file), text);
        sources.prompts = shared.texts.clone();
        let unread: Vec<_> = own.into_iter().chain(shared.unread.iter().cloned()).collect();
        let mut wrong: Vec<Problem> = unread.iter().map(|(file, unread)| unreadable(file, unread)).collect();
        if let Some(content) = &content {
            wrong.extend(self.used(file, content, &mut sources, sum));
        }
        let modified = content.and_then(|content| content.modified);
        Some(Found { file: name_of(file), modified, sources, wrong, unread: unread.into_iter().next() })
    }

    /// Adds the shared files that a flow uses; what is wrong with their names.
    fn used(&mut self, file: &Path, content: &Content, sources: &mut Sources, sum: &mut Sha256) -> Vec<Problem> {
        let names = self.uses.entry(content.hash).or_insert_with(|| used::names(&sources.flow.1)).clone();
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut wrong = Vec::new();
        for name in names {
            sum.update(name.as_bytes());
            match used::read(folder, &name, &mut self.shelf) {
                Used::Text(content, text) => {
                    sum.update(content.hash);
                    sources.used.insert(name, text);
                }
                Used::Missing => sum.update([0]),
                Used::Refused(says) => {
                    sum.update(says.as_bytes());
                    let place = used::place_of(&sources.flow.1, &name);
                    let hint = "shared files lie in the flow's folder or in one below it, such as `parts/address.yaml`";
                    wrong.push(problem(USE_OUTSIDE, &sources.flow, place, (says, Some(hint.to_owned()))));
                }
            }
        }
        wrong
    }

    fn text(&mut self, file: &Path, sum: &mut Sha256) -> Result<(Content, String), Unread> {
        let content = self.content(file, sum)?;
        // Designers read what went wrong, so it says what to do.
        let text = String::from_utf8(content.bytes.to_vec()).map_err(|_error| Unread {
            kind: io::ErrorKind::InvalidData,
            says: "it is no UTF-8 text; save it as UTF-8".to_owned(),
        })?;
        Ok((content, text))
    }

    fn content(&mut self, file: &Path, sum: &mut Sha256) -> Result<Content, Unread> {
        let read = self.shelf.read(file);
        sum.update(file.as_os_str().as_encoded_bytes());
        match &read {
            Ok(content) => sum.update(content.hash),
            Err(unread) => sum.update(unread.says.as_bytes()),
        }
        read
    }
}

/// The sample line, which lies in no file.
fn the_sample() -> Look {
    let sources = sample();
    let file = sources.flow.0.clone();
    let found = vec![Found { file, modified: None, sources, wrong: Vec::new(), unread: None }];
    Look { found, recordings: BTreeMap::new() }
}

fn unreadable(file: &str, unread: &Unread) -> Problem {
    let says = format!("`{file}` cannot be read: {}", unread.says);
    problem(UNREADABLE, &(file.to_owned(), String::new()), 0..0, (says, None))
}

/// An error in a file, with what to do about it.
pub(super) fn problem(
    rule: &'static str,
    (file, text): &(String, String),
    place: std::ops::Range<usize>,
    (says, hint): (String, Option<String>),
) -> Problem {
    let before = text.get(..place.start).unwrap_or("");
    let line = before.matches('\n').count().saturating_add(1);
    let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()).saturating_add(1);
    let span = Span { start: place.start, end: place.end };
    let place = At { file: file.as_str().into(), span, line, column };
    Problem { rule, severity: Severity::Error, says, place, hint, fix: None }
}

/// The folder of prompts beside a folder of flows, by its shortest path: `prompts` beside `flows`. What a link leads to
/// has its prompts beside itself, so a link cannot be left out of the path.
fn prompts_beside(flows: &Path) -> PathBuf {
    let up = flows.join("..");
    let folder = |path: &Path| fs::canonicalize(if path.as_os_str().is_empty() { Path::new(".") } else { path }).ok();
    let shorter = flows.parent().filter(|_| matches!(flows.components().next_back(), Some(Component::Normal(_))));
    let shorter = shorter.filter(|shorter| folder(shorter).is_some_and(|same| folder(&up) == Some(same)));
    shorter.unwrap_or(&up).join("prompts")
}

/// The path by which a file is opened and shown.
fn shown(file: &Path) -> String {
    let parts = file.components().filter(|part| !matches!(part, Component::CurDir));
    parts.collect::<PathBuf>().display().to_string()
}

fn name_of(file: &Path) -> String {
    file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// The flow files of a folder, or the one file; none is no error here.
fn flow_files(flows: &Path) -> io::Result<Vec<PathBuf>> {
    if flows.is_file() { Ok(vec![flows.to_path_buf()]) } else { with_extension(flows, &["yaml", "yml"]) }
}

fn with_extension(folder: &Path, extensions: &[&str]) -> io::Result<Vec<PathBuf>> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("`{}`: {error}", folder.display()));
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(named)? {
        let path = entry.map_err(named)?.path();
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("");
        // Folders, and what is neither, are passed over: a pipe would be read for ever.
        if extensions.contains(&extension) && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
