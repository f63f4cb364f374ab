//! Editing under load: a thousand calls in progress, fifty edits, five of them broken, and the service started again
//! twice in between.

use std::collections::BTreeMap;

use clew::{
    call::CallKey,
    dialect::Keyring,
    phone::{Act, Answer, EndedBy, PersonDoes, State, Webhook, twilio::Phone},
};
use tokio::task::JoinSet;

use super::house::{House, LINE, Ring, Running, broken, flow, presses};

const CALLS: usize = 1000;
const EDITS: u32 = 50;
/// Kinds of callers.
const SCRIPTS: usize = 6;
/// New calls after each edit.
const NEW: usize = 5;

/// What callers do, one step after the other; the last of them hangs up where the line has not.
fn script(call: usize) -> Vec<Act> {
    let person = Act::Person(PersonDoes::Answers { talk_s: 60 });
    match call % SCRIPTS {
        0 => vec![presses("1"), presses("12345678"), presses("1"), presses("1")],
        1 => vec![presses("2"), presses("87654321"), presses("2"), presses("11112222"), presses("1"), presses("1")],
        2 => vec![presses("2"), presses("2"), Act::Person(PersonDoes::NoAnswer)],
        3 => vec![presses("9"), Act::Silent, presses("9"), Act::Silent, person],
        4 => vec![Act::Says("when do you open".to_owned()), presses("1")],
        _ => vec![presses("1"), presses("0"), Act::Person(PersonDoes::Busy)],
    }
}

/// A caller, and how far they are.
struct Caller {
    call: usize,
    phone: Phone<Ring>,
    acts: Vec<Act>,
    next: usize,
}

impl Caller {
    async fn ring(running: &Running, call: usize) -> Self {
        let mut phone = Ring::phone(running.router.clone(), LINE, call);
        phone.rings().await.unwrap_or_else(|fault| panic!("call {call}: {fault}"));
        Self { call, phone, acts: script(call), next: 0 }
    }

    /// One step on; what does not fit where the call is now is left out, the same way every time.
    async fn step(mut self) -> Self {
        let Some(act) = self.acts.get(self.next).cloned() else { return self };
        self.next += 1;
        let fits = match (self.phone.state(), &act) {
            (Some(State::Waiting { .. }), Act::Person(_)) | (None | Some(State::Over { .. }), _) => false,
            (Some(State::Ringing { .. }), act) => matches!(act, Act::Person(_)),
            (Some(State::Waiting { .. } | State::Recording { .. } | State::Queued { .. }), _) => true,
        };
        if fits {
            let call = self.call;
            self.phone.acts(&act).await.unwrap_or_else(|fault| panic!("call {call}, {act:?}: {fault}"));
        }
        self
    }

    fn over(&self) -> bool {
        self.acts.len() <= self.next
    }

    async fn finish(mut self) -> Self {
        while !self.over() {
            self = self.step().await;
        }
        if !matches!(self.phone.state(), None | Some(State::Over { by: EndedBy::Line | EndedBy::Caller })) {
            self.phone.acts(&Act::HangsUp).await.unwrap();
        }
        self
    }

    fn log(&mut self) -> Vec<(Webhook, Answer)> {
        self.phone.network().log.lock().unwrap().clone()
    }
}

/// Steps these callers, all at the same time, while `at_the_same_time` runs on another thread.
async fn step_all(callers: Vec<Caller>, at_the_same_time: impl FnOnce() + Send + 'static) -> Vec<Caller> {
    let mut all = JoinSet::new();
    let beside = tokio::task::spawn_blocking(at_the_same_time);
    for caller in callers {
        all.spawn(caller.step());
    }
    let mut stepped = all.join_all().await;
    beside.await.unwrap();
    stepped.sort_by_key(|caller| caller.call);
    stepped
}

/// What edit number `edit` writes, and the version that new calls get afterwards.
fn edit(edit: u32, good: u32) -> (String, u32) {
    match edit {
        5 => (broken(edit), good),
        15 => (flow(edit).chars().take(300).collect(), good),
        25 => ("steps: [".to_owned(), good),
        35 => (String::new(), good),
        40 => (flow(edit).replace("menu: main", "menu: no_such_prompt"), good),
        _ => (flow(edit), edit),
    }
}

async fn version_of(running: &Running, call: usize) -> u32 {
    let heard = running.hears(LINE, call).await;
    let after = heard.split("Version ").nth(1).unwrap_or_else(|| panic!("{heard}"));
    after.split(' ').next().unwrap().parse().unwrap()
}

// The clock of the runtime stands still, so that a busy machine is no reason to answer with the last resort. Files are
// read and built on another thread all the same.
#[tokio::test(start_paused = true)]
async fn fifty_edits_under_a_thousand_calls_change_no_calls_words() {
    let seed = fastrand::u64(..);
    println!("seed {seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let house = House::with_library();
    let mut running = house.start();
    let (mut callers, mut good, mut last_resorts) = (Vec::new(), 0, 0);
    for call in 0..CALLS {
        callers.push(Caller::ring(&running, call).await);
    }
    let mut finished = Vec::new();
    for number in 1..=EDITS {
        let (text, then) = edit(number, good);
        house.write("library.yaml", text);
        random.shuffle(&mut callers);
        // Some of those in progress go one step on while the files are read, built and swapped.
        let rest = callers.split_off(callers.len() / 15);
        let (mut watch, server) = (running.watch, running.server.clone());
        let (told, news) = std::sync::mpsc::channel();
        callers = step_all(callers, move || {
            let news = watch.reload(&server).unwrap().unwrap();
            told.send((watch, news)).unwrap();
        })
        .await;
        let (watch, news) = news.recv().unwrap();
        running.watch = watch;
        assert_eq!(news.refused.len(), usize::from(then == good), "seed {seed}, edit {number}: {:?}", news.refused);
        assert_eq!(news.served.len(), usize::from(then != good), "seed {seed}, edit {number}");
        callers.extend(rest);
        good = then;
        for new in 0..NEW {
            let call = CALLS + (number as usize - 1) * NEW + new;
            let mut caller = Caller::ring(&running, call).await;
            let heard = String::from_utf8(caller.log()[0].1.body.clone()).unwrap();
            assert!(heard.contains(&format!("Version {good} ")), "seed {seed}, edit {number}: {heard}");
            callers.push(caller);
        }
        if number == 20 || number == 40 {
            // With the file of edit 40 the start finds a broken one.
            last_resorts += running.last_resorts().await;
            running = house.start();
            callers.iter_mut().for_each(|caller| caller.phone.network().router = running.router.clone());
            assert_eq!(version_of(&running, 100_000 + number as usize).await, good, "after the start");
        }
        let (over, on) = callers.into_iter().partition(Caller::over);
        finished.extend::<Vec<_>>(over);
        callers = on;
    }
    assert!(callers.len() > 20, "most calls were over before the last edit: only {} were not", callers.len());
    finished.extend(callers);
    let mut all = JoinSet::new();
    finished.into_iter().for_each(|caller| drop(all.spawn(caller.finish())));
    let finished = all.join_all().await;
    last_resorts += running.last_resorts().await;
    assert_eq!(last_resorts, 0, "seed {seed}: calls failed");
    assert_eq!(finished.len(), CALLS + EDITS as usize * NEW);
    compare(&house, finished, seed).await;
}

/// Holds every document of every call against what a line answers to the same doings that serves that call's own
/// version alone, and was never edited or started again. Only the addresses differ, which name the call.
async fn compare(house: &House, finished: Vec<Caller>, seed: u64) {
    let keyring = Keyring::new([7; 32]);
    let mut alone: BTreeMap<u32, (House, Running)> = BTreeMap::new();
    let mut references: BTreeMap<(u32, usize), Vec<String>> = BTreeMap::new();
    let (mut documents, mut versions) = (0, BTreeMap::new());
    for mut caller in finished {
        let call = caller.call;
        let log: Vec<String> = caller.log().iter().map(|(_, answer)| without_addresses(answer)).collect();
        let key: CallKey = keyring.call_key("twilio", &format!("CA{call:032}"));
        let pin = house.store.load(key).unwrap().unwrap().call.bundle;
        let version: u32 = log[0].split("Version ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
        *versions.entry(version).or_insert(0) += 1;
        let kept = std::fs::read_to_string(house.data().join(format!("bundles/{pin}.json"))).unwrap();
        assert!(kept.contains(&format!("Version {version} ")), "call {call} is pinned to another version");
        let reference = (version, call % SCRIPTS);
        if let std::collections::btree_map::Entry::Vacant(free) = references.entry(reference) {
            let (_, alone) = alone.entry(version).or_insert_with(|| {
                let house = House::new();
                house.write("library.yaml", flow(version));
                let running = house.start();
                (house, running)
            });
            let mut same = Caller::ring(alone, call).await.finish().await;
            free.insert(same.log().iter().map(|(_, answer)| without_addresses(answer)).collect());
        }
        assert_eq!(log, references[&reference], "seed {seed}, call {call} of version {version}");
        documents += log.len();
    }
    assert_eq!(versions.len(), 1 + EDITS as usize - 5, "{versions:?}");
    println!("{documents} documents of {} versions, each as its own version says", versions.len());
}

fn without_addresses(answer: &Answer) -> String {
    assert_eq!(answer.status, 200);
    let text = String::from_utf8_lossy(&answer.body);
    let mut parts = text.split("/twilio/turn/");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "…" + part.trim_start_matches(|char: char| char != '"' && char != '<'))
}
