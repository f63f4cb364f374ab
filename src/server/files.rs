//! Files: flows, prompts, recordings and the key.

use std::{
    collections::BTreeMap,
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use axum::body::Bytes;
use sha2::{Digest, Sha256};

use super::Recording;
use crate::{
    dialect::Keyring,
    flow::{self, Bundle, Problem, Sources, sample},
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
#[derive(Debug)]
pub struct Flawed {
    /// What it was read from.
    pub sources: Sources,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

impl Flawed {
    /// The problems as text, each with the line that it is in.
    #[must_use]
    pub fn shown(&self, styled: bool) -> String {
        flow::text(&self.problems, &self.sources, styled)
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
    let Some(flows) = flows else {
        return Ok(build(vec![sample()], BTreeMap::new()));
    };
    let files = yaml_files(flows)?;
    let beside = if flows.is_dir() { flows } else { flows.parent().unwrap_or(Path::new(".")) };
    let prompts = prompts.map_or_else(|| beside.join("../prompts"), Path::to_path_buf);
    let texts = prompt_files(&prompts)?;
    let recordings = recordings_of(&prompts)?;
    let hashes: BTreeMap<String, String> =
        recordings.iter().map(|(name, (hash, _))| (name.clone(), hash.clone())).collect();
    let mut sources = Vec::new();
    for file in files {
        let text = read_text(&file)?;
        let mut read = Sources::new(shown(&file), text);
        (read.prompts, read.recordings) = (texts.clone(), hashes.clone());
        sources.push(read);
    }
    Ok(build(sources, recordings.into_values().collect()))
}

fn build(sources: Vec<Sources>, recordings: BTreeMap<String, Recording>) -> Result<Files, Vec<Flawed>> {
    let mut files = Files { bundles: Vec::new(), recordings, warnings: Vec::new() };
    let mut flawed = Vec::new();
    for sources in sources {
        match Bundle::build(sources.clone()) {
            Ok((bundle, warnings)) => {
                files.bundles.push(bundle);
                if !warnings.is_empty() {
                    files.warnings.push(Flawed { sources, problems: warnings });
                }
            }
            Err(problems) => flawed.push(Flawed { sources, problems }),
        }
    }
    if flawed.is_empty() { Ok(files) } else { Err(flawed) }
}

fn shown(file: &Path) -> String {
    file.display().to_string()
}

fn with_extension(folder: &Path, extensions: &[&str]) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| named(folder, &error))? {
        let path = entry?.path();
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("");
        if path.is_file() && extensions.contains(&extension) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Reads a text. Designers read what went wrong, so it names the file and what to do.
fn read_text(file: &Path) -> io::Result<String> {
    fs::read_to_string(file).map_err(|error| {
        if error.kind() == io::ErrorKind::InvalidData {
            let says = format!("`{}`: it is no UTF-8 text; save it as UTF-8", file.display());
            return io::Error::new(error.kind(), says);
        }
        named(file, &error)
    })
}

/// An error with the name of its file.
fn named(file: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("`{}`: {error}", file.display()))
}

fn yaml_files(flows: &Path) -> io::Result<Vec<PathBuf>> {
    if flows.is_file() {
        return Ok(vec![flows.to_path_buf()]);
    }
    let files = with_extension(flows, &["yaml", "yml"])?;
    if files.is_empty() {
        let says = format!("`{}`: there is no flow (*.yaml) in this folder", flows.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, says));
    }
    Ok(files)
}

fn prompt_files(prompts: &Path) -> io::Result<BTreeMap<String, (String, String)>> {
    if !prompts.is_dir() {
        return Ok(BTreeMap::new());
    }
    let mut texts = BTreeMap::new();
    for file in with_extension(prompts, &["yaml", "yml"])? {
        let language = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or("").to_owned();
        texts.insert(language, (shown(&file), read_text(&file)?));
    }
    Ok(texts)
}

/// Recordings by file name: their content hash and bytes.
fn recordings_of(prompts: &Path) -> io::Result<BTreeMap<String, (String, Recording)>> {
    if !prompts.is_dir() {
        return Ok(BTreeMap::new());
    }
    let mut recordings = BTreeMap::new();
    for file in with_extension(prompts, &["wav", "mp3"])? {
        let bytes = fs::read(&file)?;
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or("").to_owned();
        recordings.insert(name, (hash(&bytes), recording(bytes)));
    }
    Ok(recordings)
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A recording by its first bytes: a WAV file begins with `RIFF`, everything else that we read is MP3.
fn recording(bytes: Vec<u8>) -> Recording {
    let content_type = if bytes.starts_with(b"RIFF") { "audio/wav" } else { "audio/mpeg" };
    Recording { content_type, bytes: Bytes::from(bytes) }
}

/// Adds the recordings that are kept for calls of earlier versions.
///
/// # Errors
/// When the folder cannot be read.
pub(super) fn recordings_kept(folder: &Path, recordings: &mut BTreeMap<String, Recording>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("").to_owned();
        if name.len() == 64 && !recordings.contains_key(&name) {
            let bytes = fs::read(&path)?;
            if hash(&bytes) == name {
                recordings.insert(name, recording(bytes));
            }
        }
    }
    Ok(())
}

/// Writes a file so that it is there as a whole, or not at all, also after a power loss. One that holds the same
/// already is left alone; one that does not has been damaged, since its name says its content.
///
/// # Errors
/// When it cannot be written.
pub(super) fn write_durably(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::read(file).is_ok_and(|kept| kept == bytes) {
        return Ok(());
    }
    let draft = file.with_extension("draft");
    let mut written = fs::File::create(&draft)?;
    written.write_all(bytes)?;
    written.sync_all()?;
    fs::rename(&draft, file)?;
    sync_name(file)
}

/// Makes a file's name as durable as what is in it.
fn sync_name(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// Reads the key of our URLs, or makes one that only its owner can read. It lies outside the data folder, so that a
/// copy of the data does not carry it.
///
/// # Errors
/// When it cannot be read or written, or is not 32 bytes.
pub fn read_keyring(file: &Path) -> io::Result<Keyring> {
    if !file.exists() {
        make_key(file)?;
    }
    let key: Result<[u8; 32], _> = fs::read(file)?.try_into();
    key.map(Keyring::new).map_err(|_length| {
        let says = format!("the key file `{}` does not hold 32 bytes; put back the one you had", file.display());
        io::Error::new(io::ErrorKind::InvalidData, says)
    })
}

/// Makes a key file, whole and durable before it has its name: whoever loses the key loses every call in progress.
/// Of several processes that start at once the first one makes it.
fn make_key(file: &Path) -> io::Result<()> {
    let mut random = [0_u8; 40];
    getrandom::fill(&mut random).map_err(|error| io::Error::other(error.to_string()))?;
    let (key, name) = random.split_at(32);
    let name: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
    let draft = file.with_extension(format!("{name}.draft"));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(&draft)?;
    let made = written.write_all(key).and_then(|()| written.sync_all()).and_then(|()| fs::hard_link(&draft, file));
    fs::remove_file(&draft)?;
    match made {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made.and_then(|()| sync_name(file)),
    }
}
