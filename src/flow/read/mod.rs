//! From trees to a [`Draft`]: everything that can be read is read, everything that cannot is a problem.

mod hours;
mod languages;
mod parts;
mod people;
mod small;
mod steps;
mod texts;
mod top;
mod trees;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use super::{
    bundle::Sources,
    draft::{Body, Draft, Step},
    place::{File, Span},
    problem::{DUPLICATE_KEY, MISSING_KEY, NO_SUCH_FILE, Problem, Problems, WRONG_SHAPE, YAML},
    shape::Reading,
    source,
    tree::{Key, Tree},
};
use crate::call::Name;

pub(super) use small::value_of;
pub(super) use steps::ASKING;
pub(super) use texts::{Texts, inside};

/// The shapes of what stands at the top, for the schema.
pub(in crate::flow) mod shapes {
    pub(in crate::flow) use super::{
        small::{DeskShape, FactShape, MatterShape, SettingShape, SwitchShape, WaitingShape},
        top::{AnywhereShape, PatienceShape, PromisedShape, RefusalShape},
    };
}
pub(super) use trees::{Read, Trees};

/// The keys of a flow file that only its own file may have.
const OWN: &[&str] = &[
    "flow",
    "title",
    "languages",
    "lines",
    "settings",
    "start",
    "steps",
    "use",
    "voices",
    "refuse",
    "anywhere",
    "listen",
    "patience",
    "standards",
    "promise_to_callers",
];

/// The keys that the files may have which it uses.
const SHARED: &[&str] = &[
    "people", "places", "desks", "waiting", "parts", "hours", "switches", "services", "lookups", "facts", "matters",
    "prompts", "words",
];

/// Those that every flow has.
const NEEDED: &[&str] = &["flow", "languages", "start", "steps", "people"];

/// The most entries under a key at the top, over all files of a flow. No line comes near them, and rules may compare
/// each with each. Under other keys there are as many as a file can hold in one place.
pub const MOST: &[(&str, usize)] = &[
    ("people", 500),
    ("places", 500),
    ("desks", 200),
    ("waiting", 100),
    ("parts", 500),
    ("hours", 100),
    ("switches", 100),
    ("services", 100),
    ("lookups", 200),
    ("facts", 500),
    ("matters", 200),
];

/// The most languages of a flow.
const LANGUAGES_MAX: usize = 20;

/// The longest name, in bytes: names ride in every saved turn.
const NAME_MAX: usize = 60;

/// The keys of a flow file, in the order of the documentation.
pub(in crate::flow) fn keys() -> Vec<&'static str> {
    OWN.iter().chain(SHARED).copied().collect()
}

/// Reads the files of a flow: its own, and those that it uses; and whether all of them could be read. What is misspelt
/// at the top is read as what was meant.
pub(super) fn files(file: File, sources: &Sources, problems: &mut Problems) -> (Vec<Read>, bool) {
    let Some(tree) = source::parse(&file, problems) else { return (Vec::new(), false) };
    let all = keys();
    let tree = put_right(&file, tree, &all, problems);
    let names = Reading { file: &file, problems }.used(&tree);
    let mut bytes = file.text.len();
    let mut read = vec![Read { file, tree }];
    let mut all_read = true;
    for (name, span) in names {
        let path = sources.path_of(&name);
        if let Some(own) = read.first()
            && read.iter().any(|read| *read.file.name == *path)
        {
            let itself = *own.file.name == *path;
            all_read &= !itself;
            problems.add(|| twice(&own.file, span, itself));
            continue;
        }
        let Some(text) = sources.used.get(&name) else {
            if let Some(own) = read.first() {
                problems.add(|| {
                    Problem::error(NO_SUCH_FILE, &own.file, span, format!("there is no file `{name}` beside the flow"))
                        .hint("`use` names files in a folder below the flow's, such as parts/address.yaml")
                });
            }
            all_read = false;
            continue;
        };
        let file = File::new(&path, text);
        let Some(tree) = source::parse(&file, problems) else {
            all_read = false;
            continue;
        };
        bytes = bytes.saturating_add(text.len());
        if source::FILE_MAX < bytes {
            if let Some(own) = read.first() {
                let says = format!("with this one the files of the flow have more than {} bytes", source::FILE_MAX);
                problems.add(|| Problem::error(YAML, &own.file, span, says));
            }
            return (Vec::new(), false);
        }
        let tree = put_right(&file, tree, SHARED, problems);
        read.push(Read { file, tree });
    }
    if too_many(&read, problems) { (Vec::new(), false) } else { (read, all_read) }
}

/// A name under `use` of a file that is read already.
fn twice(file: &File, span: Span, itself: bool) -> Problem {
    let says = if itself { "the flow uses itself" } else { "this file is used a second time" };
    Problem::error(DUPLICATE_KEY, file, span, says).hint("what stands in a file counts once; take this name out")
}

/// Reports the keys at the top that are not known. What is misspelt is read as what was meant.
fn put_right(file: &File, mut tree: Tree, known: &[&'static str], problems: &mut Problems) -> Tree {
    let mut reading = Reading { file, problems };
    let unknown = tree.map().into_iter().flatten().filter(|(key, _)| !known.contains(&key.text.as_str()));
    for key in unknown.map(|(key, _)| key.clone()).collect::<Vec<_>>() {
        if let Some(meant) = reading.unknown_key(&key, known)
            && tree.get(meant).is_none()
        {
            tree.rename(&key.text, Some(meant));
        }
    }
    tree
}

/// Reads a flow. `None` only if the file is no map, or its languages are not known: then nothing else can be judged.
pub(super) fn read<'a>(
    (trees, all_read): (Trees<'a>, bool),
    texts: &Texts<'_>,
    problems: &mut Problems,
) -> Option<Draft<'a>> {
    let Read { file, tree } = trees.own()?;
    let mut reading = Reading { file, problems };
    reading.is_map(tree)?;
    reading.needed(trees, all_read);
    let (name, title) = reading.flow_name(tree);
    let (lines, patience, (standards, promised)) = (reading.lines(tree), reading.patience(tree), reading.held_to(tree));
    let (start, refuse, listen, voices) =
        (reading.start(tree), reading.refuse(tree), reading.listen(tree), reading.voices(tree));
    let (anywhere, anywhere_at) = reading.anywhere(tree);
    let mut unread = BTreeSet::new();
    let steps = reading.own_steps(file, tree, &mut unread);
    let languages = reading.languages(tree, texts)?;
    let languages = reading.as_texts_have_them(languages, (trees, texts));
    let parts = parts::parts(trees, &mut unread, problems);
    let people = people::people(trees, &mut unread, problems);
    let small = small::small(trees, &mut unread, problems);
    let lexicons = texts.lexicons(&languages, problems);
    let words = words::word_lists(trees, &languages, problems);
    let (prompts, untold) = texts.prompts(trees, &languages, problems);
    let small::Small { settings, desks, waiting, hours, switches, services, lookups, facts, matters } = small;
    Some(Draft {
        file,
        whole: all_read && unread.is_empty(),
        all_read,
        title,
        name,
        languages,
        standards,
        promised,
        lines,
        settings,
        body: Body { start, steps: steps.into_iter().filter(|step| !unread.contains(&step.name)).collect() },
        parts,
        people,
        unread,
        desks,
        waiting,
        hours,
        switches,
        services,
        lookups,
        facts,
        matters,
        refuse,
        voices,
        words,
        prompts,
        untold,
        lexicons,
        anywhere,
        anywhere_at,
        listen,
        patience,
    })
}

/// Whether there is more of something than [`MOST`]; that is a problem, and the only one.
fn too_many(files: &[Read], problems: &mut Problems) -> bool {
    let mut any = false;
    for (key, most) in MOST {
        let mut left = *most;
        for Read { file, tree } in files {
            let Some((at, value)) = tree.get(key) else { continue };
            let count = value.map().map_or(0, <[_]>::len);
            if left < count {
                any = true;
                let says = format!("a flow has at most {most} `{key}`");
                problems.add(|| Problem::error(WRONG_SHAPE, file, at.span, says));
            }
            left = left.saturating_sub(count);
        }
    }
    any
}

impl<'a> Reading<'_> {
    /// Whether the file is a map, as it has to be.
    fn is_map(&mut self, tree: &Tree) -> Option<()> {
        if tree.map().is_none() {
            let says = || format!("a flow file holds keys such as `flow:`, not {}", tree.kind());
            self.error(WRONG_SHAPE, tree.span, says);
            return None;
        }
        Some(())
    }

    /// The flow's own steps, of which there is at least one.
    fn own_steps(&mut self, file: &'a File, tree: &'a Tree, unread: &mut BTreeSet<Name>) -> Vec<Step<'a>> {
        let steps = self.steps(file, tree, unread);
        if let (true, true, Some((key, _))) = (steps.is_empty(), unread.is_empty(), tree.get("steps")) {
            self.error(MISSING_KEY, key.span, || "the flow has no steps".to_owned());
        }
        steps
    }

    /// Reports those keys at the top that are missing.
    fn needed(&mut self, trees: Trees<'_>, all_read: bool) {
        // What files share may stand in any of them.
        let there = |key: &str| match trees.0.iter().any(|read| read.tree.get(key).is_some()) {
            false => !all_read && SHARED.contains(&key),
            true => true,
        };
        let missing: Vec<String> = NEEDED.iter().filter(|key| !there(key)).map(|key| format!("`{key}:`")).collect();
        if !missing.is_empty() {
            self.error(MISSING_KEY, Span::default(), || format!("the flow lacks {}", missing.join(", ")));
        }
    }

    /// The files that the flow uses, and where each is written.
    fn used(&mut self, tree: &Tree) -> Vec<(String, Span)> {
        let Some((key, value)) = tree.get("use") else { return Vec::new() };
        let names: Option<Vec<String>> = self.whole(value, key.span);
        let places = value.list().unwrap_or(&[]).iter().map(|item| item.span);
        names.unwrap_or_default().into_iter().zip(places).collect()
    }

    /// The entries of the map at the top-level key `key`, each with a proper name, each once.
    pub(in crate::flow) fn named(&mut self, tree: &'a Tree, key: &str) -> BTreeMap<usize, (&'a Key, &'a Tree)> {
        let Some((at, value)) = tree.get(key) else { return BTreeMap::new() };
        let Some(entries) = value.map() else {
            self.error(WRONG_SHAPE, at.span, || format!("`{key}` holds names, not {}", value.kind()));
            return BTreeMap::new();
        };
        let mut seen = BTreeSet::new();
        let mut named = BTreeMap::new();
        for (order, (key, value)) in entries.iter().enumerate() {
            if self.name(key).is_some() && seen.insert(&key.text) {
                named.insert(order, (key, value));
            }
        }
        named
    }

    fn name(&mut self, key: &Key) -> Option<Name> {
        let fits = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '-';
        if !key.text.is_empty() && key.text.len() <= NAME_MAX && key.text.chars().all(fits) {
            return Some(key.text.as_str().into());
        }
        self.error(WRONG_SHAPE, key.span, || {
            format!("expected a name: letters, digits, `_` and `-`, {NAME_MAX} at most")
        });
        None
    }
}
