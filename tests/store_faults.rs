//! What the store on disk does when things break: a damaged file, a killed process, a full disk, a power loss.
//!
//! What needs root (a small volume of its own) says `not run` where it cannot be had. `CLEW_TRIALS` sets how many
//! damages and power losses are tried.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions, reason = "tests")]

#[path = "store/samples.rs"]
mod samples;
#[path = "store/volume.rs"]
mod volume;
#[path = "store/writer.rs"]
mod writer;

use std::{
    fs,
    path::Path,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use clew::store::{CommitError, Sled, Store};
use samples::{commit, key, message, new_call, plain, seal, turn, with_message};
use volume::{Volume, not_run, told};
use writer::Writer;

#[test]
#[ignore = "the child of other tests, not a test"]
fn a_process_that_writes_until_it_is_killed() {
    writer::write_until_killed();
}

/// How often something random is tried.
fn trials(usual: u64) -> u64 {
    std::env::var("CLEW_TRIALS").map_or(usual, |trials| trials.parse().unwrap())
}

/// Copies the files of a store.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => drop(fs::copy(entry.path(), to.join(entry.file_name())).unwrap()),
        }
    }
}

/// Damages one file of the store in one way.
fn damage(folder: &Path, random: &mut fastrand::Rng) -> String {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.is_file());
    files.sort();
    let main = folder.join("db");
    let file = if random.u8(..4) == 0 { random.choice(&files).unwrap() } else { &main };
    let mut bytes = fs::read(file).unwrap();
    // Most of the file may be empty: damage that which is not.
    let used = bytes.iter().rposition(|byte| *byte != 0).map_or(1, |last| last + 1).min(bytes.len().max(1));
    let how = match random.u8(..6) {
        0 => {
            bytes.truncate(random.usize(..=bytes.len()));
            "cut"
        }
        1 => {
            bytes.truncate(random.usize(..=used.min(bytes.len())));
            "cut in what is used"
        }
        2 | 3 => {
            (0..random.usize(1..40)).for_each(|_| flip(&mut bytes, used, random));
            "bits flipped"
        }
        4 => {
            let (from, length) = (random.usize(..used), random.usize(1..100_000));
            bytes.iter_mut().skip(from).take(length).for_each(|byte| *byte = 0);
            "a hole"
        }
        _ => {
            let (from, length) = (random.usize(..used), random.usize(1..5_000));
            bytes.iter_mut().skip(from).take(length).for_each(|byte| *byte = random.u8(..));
            "noise"
        }
    };
    fs::write(file, bytes).unwrap();
    format!("{how} in `{}`", file.file_name().unwrap().to_string_lossy())
}

fn flip(bytes: &mut [u8], used: usize, random: &mut fastrand::Rng) {
    if let Some(byte) = bytes.get_mut(random.usize(..used)) {
        *byte ^= 1 << random.u8(..8);
    }
}

/// Opens a store and uses all of it; whether it opened, and whether all of that went well.
fn use_all(folder: &Path) -> Result<bool, String> {
    let store = Sled::open(folder, &seal()).map_err(|error| error.to_string())?;
    let calls = store.calls();
    let mut well = calls.is_ok() & store.messages().is_ok();
    for key in calls.unwrap_or_default() {
        well &= store.load(key).is_ok() & store.journal(key).is_ok();
    }
    Ok(well & commit(&store, plain(new_call(1_000_000))).is_ok())
}

#[test]
fn a_damaged_store_is_an_error_or_opens_but_never_takes_the_process_down() {
    let good = tempfile::tempdir().unwrap();
    let store = Sled::open(good.path(), &seal()).unwrap();
    for number in 0..150 {
        let mut next = with_message(plain(new_call(number)), message(number));
        for _ in 0..number % 40 {
            let saved = next.saved.clone();
            commit(&store, next).unwrap();
            next = turn(saved);
        }
    }
    drop(store);
    let (mut sound, mut partly, mut refused) = (0, 0, 0);
    for seed in 0..trials(120) {
        let folder = tempfile::tempdir().unwrap();
        copy(good.path(), folder.path());
        let how = damage(folder.path(), &mut fastrand::Rng::with_seed(seed));
        let (done, ended) = mpsc::channel();
        let path = folder.path().to_owned();
        thread::spawn(move || done.send(use_all(&path)));
        match ended.recv_timeout(Duration::from_secs(60)) {
            Ok(Ok(true)) => sound += 1,
            Ok(Ok(false)) => partly += 1,
            Ok(Err(error)) => {
                assert!(error.contains(&*folder.path().to_string_lossy()), "seed {seed}, {how}: {error}");
                refused += 1;
            }
            Err(ended) => panic!("seed {seed}, {how}: {ended}"),
        }
    }
    told(&format!("damaged stores: {sound} opened, {partly} opened with errors, {refused} refused"));
    assert!(refused > 0, "no damage was bad enough to be noticed");
}

#[test]
fn a_store_that_is_open_already_is_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let _open = Sled::open(folder.path(), &seal()).unwrap();
    let error = Sled::open(folder.path(), &seal()).err().unwrap().to_string();
    assert!(error.contains("open in another process") && error.contains(&*folder.path().to_string_lossy()), "{error}");
}

#[test]
fn a_folder_that_cannot_be_is_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("taken");
    fs::write(&file, "").unwrap();
    let error = Sled::open(&file, &seal()).err().unwrap().to_string();
    assert!(error.contains(&*file.to_string_lossy()), "{error}");
}

#[test]
fn twenty_kills_lose_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = writer::Acknowledged::new();
    let mut total = 0;
    for round in 0..20 {
        let writer = Writer::start(folder.path(), round * 1_000_000);
        writer.acknowledged(fastrand::Rng::with_seed(round).usize(1..2_000));
        let (count, told) = writer.kill();
        total += count;
        acknowledged.extend(told);
        let lost = writer::lost(folder.path(), &acknowledged);
        assert!(lost.is_empty(), "round {round}: {lost:?}");
    }
    told(&format!("20 kills: {total} commits acknowledged, 0 lost"));
}

#[test]
fn a_full_disk_fails_commits_and_heals_when_there_is_space_again() {
    let volume = match Volume::in_memory(16) {
        Ok(volume) => volume,
        Err(why) => return not_run("full disk", &why),
    };
    let ballast = volume.path().join("ballast");
    fs::write(&ballast, vec![7; 12 << 20]).unwrap();
    let folder = volume.path().join("store");
    let store = Sled::open(&folder, &seal()).unwrap();
    let mut kept = 0;
    let full = loop {
        match commit(&store, with_message(plain(new_call(kept)), message(kept))) {
            Ok(()) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 1_000_000, "the disk does not get full");
    };
    assert!(matches!(full, CommitError::Failed(_)), "{full:?}");
    assert!(!store.healthy(), "{kept} kept, then {full:?}");
    let mut readable = 0;
    for number in 0..=kept {
        // What lies beside the failed writes may be unreadable by now; nothing may be read wrong.
        match store.load(key(number)) {
            Ok(held) => {
                assert_eq!(held, (number < kept).then(|| new_call(number)), "call {number} of {kept}");
                readable += 1;
            }
            Err(error) => assert!(error.to_string().contains("No space"), "{error}"),
        }
    }
    for number in [0, kept / 2, kept - 1] {
        assert!(matches!(commit(&store, turn(new_call(number))), Err(CommitError::Failed(_))));
    }
    assert!(store.calls().map_or(kept, |calls| calls.len() as u64) == kept);
    fs::remove_file(&ballast).unwrap();
    let started = Instant::now();
    while !store.healthy() {
        assert!(started.elapsed() < Duration::from_secs(30), "not healed within 30 s");
        thread::yield_now();
    }
    let healed = started.elapsed().as_millis();
    told(&format!("full disk: {kept} commits acknowledged, {readable} readable meanwhile, healed {healed} ms after"));
    commit(&store, plain(new_call(kept + 1))).unwrap();
    drop(store);
    let store = Sled::open(&folder, &seal()).unwrap();
    for number in (0..kept).chain([kept + 1]) {
        assert_eq!(store.load(key(number)).unwrap(), Some(new_call(number)), "call {number} of {kept}");
    }
}

#[test]
fn a_power_loss_loses_nothing_that_was_acknowledged() {
    let trials = trials(4);
    let (mut total, mut failed) = (0, Vec::new());
    for trial in 0..trials {
        match power_loss(trial) {
            Ok((count, lost)) => {
                total += count;
                failed.extend((!lost.is_empty()).then(|| format!("trial {trial}: {} lost: {:?}", lost.len(), lost[0])));
            }
            Err(why) => return not_run("power loss", &why),
        }
    }
    told(&format!("power loss: {trials} trials, {total} commits acknowledged, {} trials lost some", failed.len()));
    assert!(failed.is_empty(), "{failed:#?}");
}

/// Writes to a volume whose disk is an image, copies the image, and looks what the copy holds: what only lay in the
/// kernel's memory is not in it. Every other copy is made of a writer at a stop, the others while it goes on, which is
/// harder than a power loss: the end of such a copy is younger than its beginning.
fn power_loss(trial: u64) -> Result<(usize, Vec<String>), String> {
    let mut random = fastrand::Rng::with_seed(trial);
    let scratch = tempfile::tempdir().unwrap();
    let (disk, copy) = (scratch.path().join("disk"), scratch.path().join("copy"));
    volume::make_image(&disk, 256)?;
    let volume = Volume::of_image(&disk)?;
    let writer = Writer::start(&volume.path().join("store"), 0);
    let (mut count, mut acknowledged) = writer.acknowledged(random.usize(200..8_000));
    if trial.is_multiple_of(2) {
        volume::run("kill", &["-STOP", &writer.id().to_string()])?;
        // Everything that it told until it stopped is in the pipe or read already.
        (count, acknowledged) = writer.acknowledged(count);
    }
    volume::run("cp", &["--sparse=always", &disk.to_string_lossy(), &copy.to_string_lossy()])?;
    drop(writer);
    drop(volume);
    let volume = Volume::of_image(&copy)?;
    Ok((count, writer::lost(&volume.path().join("store"), &acknowledged)))
}
