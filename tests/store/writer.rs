//! A process that writes to a store until it is killed, and tells every acknowledgement: another run of the test
//! binary itself.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Condvar, Mutex},
    thread,
    time::Duration,
};

use clew::store::{Sled, Store};

use super::samples::{commit, entry, key, message, new_call, plain, seal, turn, with_message};

/// Where the child writes, and the number of its first call.
const FOLDER: &str = "CLEW_TEST_WRITER_FOLDER";
const FIRST: &str = "CLEW_TEST_WRITER_FIRST";

/// The child's threads.
const THREADS: u64 = 4;

/// Turns of every call after its first.
const TURNS: u64 = 30;

/// By call, the last acknowledged revision.
pub type Acknowledged = BTreeMap<u64, u64>;

/// A writing child. Killed when dropped.
pub struct Writer {
    child: Child,
    told: Arc<(Mutex<(usize, Acknowledged)>, Condvar)>,
    reader: Option<thread::JoinHandle<()>>,
}

impl Writer {
    /// Starts a child that writes calls from number `first` on.
    pub fn start(folder: &Path, first: u64) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "--nocapture", "a_process_that_writes_until_it_is_killed"])
            .env(FOLDER, folder)
            .env(FIRST, first.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let told = Arc::<(Mutex<(usize, Acknowledged)>, Condvar)>::default();
        let telling = Arc::clone(&told);
        let reader = thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let Some(words) = line.strip_prefix("acknowledged ") else { continue };
                // The last line may be cut by the kill; one that is not whole was not told.
                let Some((call, revision)) = words.strip_suffix(';').and_then(|words| words.split_once(' ')) else {
                    continue;
                };
                let mut told = telling.0.lock().unwrap();
                told.0 += 1;
                told.1.insert(call.parse().unwrap(), revision.parse().unwrap());
                telling.1.notify_all();
            }
        });
        Self { child, told, reader: Some(reader) }
    }

    /// Waits until this many commits are acknowledged, and says which.
    pub fn acknowledged(&self, count: usize) -> (usize, Acknowledged) {
        let (told, more) = &*self.told;
        let limit = Duration::from_secs(60);
        let (told, late) = more.wait_timeout_while(told.lock().unwrap(), limit, |told| told.0 < count).unwrap();
        assert!(!late.timed_out(), "only {} commits in a minute", told.0);
        told.clone()
    }

    /// The child's process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills the child with SIGKILL; says everything that it told before.
    pub fn kill(mut self) -> (usize, Acknowledged) {
        self.end();
        self.told.0.lock().unwrap().clone()
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(reader) = self.reader.take() {
            reader.join().unwrap();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.end();
    }
}

/// What the child does.
pub fn write_until_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let first: u64 = std::env::var(FIRST).unwrap().parse().unwrap();
    let store = Sled::open(Path::new(&folder), &seal()).unwrap();
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let store = &store;
            scope.spawn(move || (first + thread..).step_by(THREADS as usize).for_each(|call| write_call(store, call)));
        }
    });
}

fn write_call(store: &Sled, number: u64) {
    let mut next = with_message(plain(new_call(number)), message(number));
    for revision in 0..=TURNS {
        let saved = next.saved.clone();
        commit(store, next).unwrap();
        let line = format!("acknowledged {number} {revision};\n");
        std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
        next = turn(saved);
    }
}

/// Holds a store against what was acknowledged; says how many commits are lost, and how.
pub fn lost(folder: &Path, acknowledged: &Acknowledged) -> Vec<String> {
    let store = match Sled::open(folder, &seal()) {
        Ok(store) => store,
        Err(error) => return vec![format!("not opened: {error}")],
    };
    let messages: std::collections::BTreeSet<_> =
        store.messages().unwrap().into_iter().map(|message| message.url).collect();
    let mut lost = Vec::new();
    for (&number, &revision) in acknowledged {
        let held = store.load(key(number));
        match held.as_ref().map(|saved| saved.as_ref().map(|saved| saved.revision)) {
            Ok(Some(held)) if held >= revision => {
                let whole: Vec<_> = (1..=u32::try_from(held).unwrap()).map(entry).collect();
                if store.journal(key(number)).ok() != Some(whole) {
                    lost.push(format!("call {number}: journal"));
                }
                if !messages.contains(&message(number).url) {
                    lost.push(format!("call {number}: message"));
                }
            }
            other => lost.push(format!("call {number}: revision {revision}, but {other:?}")),
        }
    }
    lost
}
