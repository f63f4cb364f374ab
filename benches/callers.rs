//! What it costs to remember many callers: `cargo bench --bench callers`, or `-- 1000000` for another number.
//!
//! Prints how long it takes to decide how a call starts (key, reading, and the turn itself), to forget one caller, to
//! remove a tenth of them while calls go on, and what a caller takes of the memory and of the disk. One run on a
//! machine of its own; only the ratios mean something elsewhere.

use std::{
    collections::BTreeMap,
    error::Error,
    fs,
    path::Path,
    process::ExitCode,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use clew::{
    call::{
        Call, CallKey, CallerKey, Change, Digest, End, Event, EventKind, How, Kept, Left, Matter, Moment, Name, Number,
        OpenMatter, Party, Place, Value,
    },
    dialect::Keyring,
    engine::advance,
    flow::{Bundle, sample},
    store::{Commit, CommitError, Head, Keep, Pending, Saved, Seal, Sled, Store},
};

type Tried<T> = Result<T, Box<dyn Error>>;

/// Callers without another number; how many are asked for, and how many are forgotten.
const CALLERS: u64 = 20_000;
const STARTS: u64 = 20_000;
const FORGOTTEN: u64 = 1_000;

/// Changes that wait at once while the store is filled.
const AT_ONCE: usize = 2_000;

/// 2027-01-15, and a day.
const NOW: Moment = Moment::from_millis(1_800_000_000_000);
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

fn main() -> ExitCode {
    let callers = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(CALLERS);
    match measure(callers) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("could not measure: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(callers: u64) -> Tried<()> {
    let folder = tempfile::tempdir_in(".")?;
    let (bundle, _warnings) = Bundle::build(sample()).map_err(|_problems| "the sample line has problems")?;
    let keyring = Keyring::new([7; 32]);
    let seal = Seal::new(keyring.store_key());
    sealing(&seal, &bundle)?;

    let empty = memory_kb();
    let store = Sled::open(folder.path(), &seal)?;
    let began = Instant::now();
    fill(&store, &keyring, callers)?;
    println!("{callers} callers were noted in {:.1} s", began.elapsed().as_secs_f64());
    let per = |bytes: u64| bytes / callers.max(1);
    println!("memory: {} bytes a caller", per(memory_kb().saturating_sub(empty).saturating_mul(1024)));
    println!("disk: {} bytes a caller", per(size(folder.path())?));
    starts(&store, &keyring, &bundle, callers, "store just filled")?;
    drop(store);

    let empty = memory_kb();
    let began = Instant::now();
    let store = Sled::open(folder.path(), &seal)?;
    println!("opened again in {:.1?}", began.elapsed());
    starts(&store, &keyring, &bundle, callers, "store just opened")?;
    starts(&store, &keyring, &bundle, callers, "the same again")?;
    println!("memory grew by {} kB meanwhile", memory_kb().saturating_sub(empty));
    forgets(&store, &keyring, &bundle, callers)?;
    purges(&store, &bundle)
}

fn party(number: u64) -> Tried<Party> {
    let number = Number::parse(&format!("+1555{number:08}")).ok_or("no number")?;
    Ok(Party::Number(number))
}

fn key_of(keyring: &Keyring, number: u64) -> Tried<CallerKey> {
    keyring.caller_key(&party(number)?).ok_or_else(|| "a caller without a key".into())
}

fn call_key(number: u64) -> CallKey {
    CallKey(Digest::of(&number).0)
}

/// Three calls, the last of them left unsettled with a matter that was halfway through.
fn changes(number: u64) -> Vec<Change> {
    // A tenth was not heard of for longer than callers are kept.
    let days = if number.is_multiple_of(10) { 200 } else { number % 20 };
    let at = |minutes: u64| Moment::from_millis(NOW.millis()).minus_days(days).plus_millis(minutes * 60_000);
    let left = |at, how, matter| Change::Left { call: call_key(number), left: Left { at, how }, matter };
    let mut matter = Matter::default();
    (matter.questions, matter.machine_ms) = (6, 61_500);
    for unit in ["greeting", "main-menu", "ask-parcel", "sorry", "parcel-is"] {
        matter.hear(unit);
    }
    for step in ["main", "parcel", "postcode"] {
        matter.ask(&Name::from(step));
    }
    let fact = Kept { value: Value::Digits(format!("{number:010}")), until: at(1_000) };
    let (flow, about) = (Name::from("parcels"), Some(Name::from("parcel")));
    let facts = BTreeMap::from([(Name::from("parcel"), fact)]);
    let open = OpenMatter { flow, about, matter, facts, at: at(5) };
    vec![
        Change::Began { call: call_key(number + 1), at: at(0) },
        Change::Began { call: call_key(number + 2), at: at(1) },
        Change::Began { call: call_key(number), at: at(2) },
        Change::Speaks { language: Name::from("en-US"), at: at(3) },
        Change::PrefersPerson { at: at(4) },
        left(at(5), How::Unsettled, Some(Box::new(open))),
    ]
}

/// Days before a moment; the library has no need of it.
trait Before {
    fn minus_days(self, days: u64) -> Self;
}

impl Before for Moment {
    fn minus_days(self, days: u64) -> Self {
        Self::from_millis(self.millis().saturating_sub_unsigned(days * DAY_MS))
    }
}

fn fill(store: &Sled, keyring: &Keyring, callers: u64) -> Tried<()> {
    let mut pending = Vec::with_capacity(AT_ONCE);
    for number in 0..callers {
        pending.push(store.change(key_of(keyring, number)?, changes(number)));
        if pending.len() == AT_ONCE {
            pending.drain(..).try_for_each(Pending::wait)?;
        }
    }
    Ok(pending.into_iter().try_for_each(Pending::wait)?)
}

fn new_call(bundle: &Bundle, number: u64, from: Party) -> Tried<Call> {
    let line = Number::parse("+15550100").ok_or("no number")?;
    let pin = (bundle.id, bundle.flow.language());
    Ok(Call::new(call_key(number), Name::from("twilio"), line, from, pin, NOW))
}

/// How long it takes from knowing who rings to knowing what they are told first.
fn starts(store: &Sled, keyring: &Keyring, bundle: &Bundle, callers: u64, what: &str) -> Tried<()> {
    let mut random = fastrand::Rng::with_seed(1);
    let (mut reading, mut deciding) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let number = random.u64(..callers);
        let from = party(number)?;
        let call = new_call(bundle, number, from.clone())?;
        let began = Instant::now();
        let key = keyring.caller_key(&from).ok_or("a caller without a key")?;
        let known = store.caller(key)?.map(Box::new);
        reading.push(began.elapsed());
        if known.is_none() {
            return Err("a caller is not known".into());
        }
        let kind = EventKind::Rings { from, to: call.line.clone(), on: Vec::new(), attested: true, known };
        std::hint::black_box(advance(&bundle.flow, &call, &Event { at: NOW, kind }));
        deciding.push(began.elapsed());
    }
    println!("a call's start, {what}: reading {}; with the turn {}", spread(reading), spread(deciding));
    Ok(())
}

/// A turn of a call of its own.
fn turn(bundle: &Bundle, number: u64, ended: bool) -> Tried<Commit> {
    let mut call = new_call(bundle, number, Party::Withheld)?;
    if ended {
        call.place = Place::Ended(End::HungUpInFlow);
    }
    Ok(Commit { saved: Saved::first(call), spilled: None, caller: None, effects: Vec::new() })
}

/// How long it takes to forget a caller with two calls.
fn forgets(store: &Sled, keyring: &Keyring, bundle: &Bundle, callers: u64) -> Tried<()> {
    let mut took = Vec::new();
    for number in (0..callers).filter(|number| number % 10 == 1).take(usize::try_from(FORGOTTEN)?) {
        let caller = key_of(keyring, number)?;
        for call in [number * 2, number * 2 + 1] {
            let commit = Commit { caller: Some(caller), ..turn(bundle, u64::MAX - call, true)? };
            store.commit(&commit).wait()?;
        }
        let began = Instant::now();
        store.forget(caller).wait()?;
        took.push(began.elapsed());
        if store.caller(caller)?.is_some() || !store.calls_of(caller)?.is_empty() {
            return Err("a caller was not forgotten".into());
        }
    }
    println!("to forget a caller with two calls: {}", spread(took));
    Ok(())
}

/// How long it takes to remove the tenth that is too old, and how long turns take meanwhile.
fn purges(store: &Sled, bundle: &Bundle) -> Tried<()> {
    let keep = Keep { calls: 30, callers: 180, messages: 30, promises: 30 };
    let turns = |first: u64, until: &dyn Fn(usize) -> bool| -> Result<Vec<Duration>, CommitError> {
        let mut took = Vec::new();
        while !until(took.len()) {
            let number = first.saturating_add(u64::try_from(took.len()).unwrap_or(0));
            let commit = turn(bundle, number, false).map_err(|_| CommitError::Unknown)?;
            let began = Instant::now();
            store.commit(&commit).wait()?;
            took.push(began.elapsed());
        }
        Ok(took)
    };
    println!("a turn is saved, otherwise idle: {}", spread(turns(1 << 40, &|done| 2_000 <= done)?));
    let over = AtomicBool::new(false);
    let (removed, took, meanwhile) = thread::scope(|scope| {
        let meanwhile = scope.spawn(|| turns(1 << 41, &|_| over.load(Ordering::Acquire)));
        let began = Instant::now();
        let removed = store.purge(&keep, NOW);
        let took = began.elapsed();
        over.store(true, Ordering::Release);
        (removed, took, meanwhile.join())
    });
    println!("to remove what is too old: {:?} in {:.2} s", removed?, took.as_secs_f64());
    let meanwhile = meanwhile.map_err(|_panic| "saving turns panicked")??;
    println!("a turn is saved meanwhile ({} turns): {}", meanwhile.len(), spread(meanwhile));
    Ok(())
}

/// What sealing adds to bringing a record into its saved form.
fn sealing(seal: &Seal, bundle: &Bundle) -> Tried<()> {
    let commit = turn(bundle, 1, false)?;
    let mut saved = commit.saved;
    let padding = 1_500_usize.saturating_sub(clew::store::saved::encode(&saved)?.len());
    saved.call.from = Party::Other("x".repeat(padding).into());
    let each = |work: &dyn Fn() -> bool| -> Tried<Duration> {
        let began = Instant::now();
        let all = (0..20_000).all(|_| std::hint::black_box(work()));
        if all { Ok(began.elapsed() / 20_000) } else { Err("a record cannot be sealed".into()) }
    };
    let encoding = each(&|| clew::store::saved::encode(&saved).is_ok())?;
    let sealed = seal.close(b"c", &Head::PLAIN, &saved)?;
    let sealing = each(&|| seal.close(b"c", &Head::PLAIN, &saved).is_ok())?;
    let opening = each(&|| seal.open::<Saved>(b"c", &sealed).is_ok())?;
    println!("a record of 1.5 kB: saved form {encoding:.1?}, sealed {sealing:.1?}, opened and read {opening:.1?}");
    Ok(())
}

fn spread(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |share: usize| times.get(times.len().saturating_sub(1) * share / 100).copied().unwrap_or_default();
    format!("p50 {:.1?}, p99 {:.1?}, most {:.1?}", at(50), at(99), at(100))
}

/// What this process has in memory, in kB.
fn memory_kb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn size(folder: &Path) -> Tried<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        bytes += if entry.file_type()?.is_dir() { size(&entry.path())? } else { entry.metadata()?.len() };
    }
    Ok(bytes)
}
