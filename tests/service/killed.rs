//! `kill -9` under load, again and again, judged by what the callers' side has been answered.
//!
//! `CLEW_KILLS` sets how often; the figures are printed with `--nocapture`.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use clew::{
    phone::{Act, Answer, Network, NetworkError, PersonDoes, State, Webhook},
    server::open_store,
    store::Store,
};
use fastrand::Rng;
use tokio::sync::{RwLock, watch};

use super::{
    child::{BINARY, PATIENCE, Process},
    line::{Carrier, PUBLIC, Service, TO, asks, phone, presses},
};

const SEED: u64 = 20_261_122;
const SECRET: &str = "0b5a6e0f8d7c4b3a";
/// How often the service is killed.
const KILLS: usize = 20;
/// Callers at a time.
const CALLERS: usize = 8;
/// How often one webhook may be answered with the last resort, on a disk that is slow because others use it.
const RESORTS_MAX: usize = 100;

/// What the callers' side knows of one call.
#[derive(Default)]
struct Known {
    /// Answers by webhook, of those that ask; the last is the last answered.
    asked: Vec<(Webhook, Answer)>,
    /// Sent, and not answered.
    pending: Option<Webhook>,
}

/// What all callers share.
struct World {
    /// The way to the service of the present. Whoever delivers holds it; who has it alone restarts the service.
    way: RwLock<Carrier>,
    /// How often the service has been started.
    starts: watch::Sender<usize>,
    /// How many turns were answered.
    answered: watch::Sender<usize>,
    /// How often there was no save in time.
    resorts: Mutex<usize>,
    /// How many turns were found saved whose answer a kill had swallowed.
    swallowed: Mutex<usize>,
    calls: Mutex<BTreeMap<usize, Known>>,
    /// The document that is no answer of a turn.
    resort: Vec<u8>,
    enough: AtomicBool,
}

/// The network of one call: a platform that delivers again what was not answered, for as long as it takes.
#[derive(Clone)]
struct Stubborn {
    world: Arc<World>,
    call: usize,
}

impl World {
    /// Delivers until it is answered by a turn; what the service had no time to save is asked again.
    async fn answer(&self, way: &Carrier, webhook: &Webhook) -> Result<Answer, NetworkError> {
        for _ in 0..RESORTS_MAX {
            let answer = way.deliver(webhook).await?;
            assert_eq!(answer.status, 200, "{webhook:?}");
            if answer.body != self.resort {
                return Ok(answer);
            }
            *self.resorts.lock().unwrap() += 1;
        }
        panic!("{RESORTS_MAX} times no save in time: {webhook:?}");
    }

    /// After a restart: what was answered is known, and the call is where it was, or one turn on where a turn was
    /// saved whose answer was lost.
    async fn check(&self, way: &Carrier, call: usize) {
        let (last, pending) = {
            let calls = self.calls.lock().unwrap();
            (calls[&call].asked.last().cloned(), calls[&call].pending.clone())
        };
        let Some((webhook, before)) = last else { return };
        let again = self.answer(way, &webhook).await.unwrap();
        if again == before {
            return;
        }
        let pending = pending.unwrap_or_else(|| panic!("call {call}: an answered turn is lost, or is another one"));
        let next = self.answer(way, &pending).await.unwrap();
        assert!(again == next, "call {call}: neither where it was nor where the unanswered turn led");
        *self.swallowed.lock().unwrap() += 1;
    }
}

impl Network for Stubborn {
    async fn post(&mut self, webhook: Webhook) -> Result<Answer, NetworkError> {
        let mut starts = self.world.starts.subscribe();
        loop {
            let way = self.world.way.read().await;
            let start = *starts.borrow_and_update();
            self.world.calls.lock().unwrap().entry(self.call).or_default().pending = Some(webhook.clone());
            match self.world.answer(&way, &webhook).await {
                Ok(answer) => {
                    let mut calls = self.world.calls.lock().unwrap();
                    let known = calls.get_mut(&self.call).unwrap();
                    known.pending = None;
                    if asks(&webhook) {
                        known.asked.push((webhook, answer.clone()));
                    }
                    drop(calls);
                    self.world.answered.send_modify(|answered| *answered += 1);
                    return Ok(answer);
                }
                Err(NetworkError::Connect | NetworkError::Broken) => {
                    drop(way);
                    starts.wait_for(|now| *now != start).await.unwrap();
                }
                Err(error) => return Err(error),
            }
        }
    }
}

/// What a caller does next, or nothing once the call is over.
fn does(dice: &mut Rng, then: &State) -> Option<Act> {
    let act = match (then, dice.u8(0..20)) {
        (State::Over { .. }, _) => return None,
        (_, 0) => Act::HangsUp,
        (State::Waiting { .. }, 1..=4) => Act::Silent,
        (State::Waiting { .. }, 5..=6) => Act::Says("parcel".to_owned()),
        (State::Waiting { .. }, 7..=9) => presses(&format!("{}#", dice.u32(100_000..9_999_999))),
        (State::Waiting { .. }, _) => presses(&dice.u8(0..5).to_string()),
        (State::Ringing { .. }, 1..=5) => Act::Person(PersonDoes::Answers { talk_s: 20 }),
        (State::Ringing { .. }, 6..=12) => Act::Person(PersonDoes::Busy),
        (State::Ringing { .. }, _) => Act::Person(PersonDoes::NoAnswer),
        (State::Queued { .. } | State::Recording { .. }, 1..=5) => Act::Silent,
        (State::Queued { .. }, _) => presses("0"),
        (State::Recording { .. }, _) => Act::Records { seconds: 7 },
    };
    Some(act)
}

/// One caller after another, until it is enough; their calls are numbered apart.
async fn callers(world: Arc<World>, first: usize) {
    let mut dice = Rng::with_seed(SEED + first as u64);
    for call in (first..).step_by(CALLERS) {
        if world.enough.load(Ordering::Relaxed) {
            return;
        }
        let mut phone = phone(PUBLIC, Some(SECRET), call, Stubborn { world: Arc::clone(&world), call });
        let mut heard = phone.rings().await.unwrap_or_else(|fault| panic!("call {call}, seed {SEED}: {fault}"));
        while let Some(act) = does(&mut dice, &heard.then) {
            heard = phone.acts(&act).await.unwrap_or_else(|fault| panic!("call {call}, seed {SEED}: {act:?}: {fault}"));
        }
    }
}

/// Kills the service after some more turns, starts it on the same data, and looks at every call.
async fn round(world: &World, service: Service, folder: &Path, turns: usize) -> Service {
    let until = *world.answered.borrow() + turns;
    let reached = tokio::time::timeout(PATIENCE, async {
        drop(world.answered.subscribe().wait_for(|answered| until <= *answered).await.unwrap());
    });
    reached.await.expect("the callers are stuck");
    service.process.kill();
    // Everybody who was delivering has failed by now, and waits for the next start.
    let mut way = world.way.write().await;
    let service = Service::public(folder, SECRET);
    *way = Carrier::to(&service);
    let calls: Vec<usize> = world.calls.lock().unwrap().keys().copied().collect();
    for call in calls {
        world.check(&way, call).await;
    }
    world.starts.send_modify(|starts| *starts += 1);
    service
}

/// Every webhook that asked and was answered is one entry in the journal of its call: nothing lost, nothing doubled.
fn journals(world: &World, folder: &Path) -> usize {
    let (store, keyring) = open_store(&folder.join("data"), &folder.join("data.key")).unwrap();
    let calls = world.calls.lock().unwrap();
    for (call, known) in calls.iter() {
        let journal = store.journal(keyring.call_key("twilio", &format!("CA{call:032}"))).unwrap();
        let turns = journal.iter().filter(|entry| entry.event.kind.turns()).count();
        assert_eq!(turns, known.asked.len(), "call {call}");
    }
    calls.len()
}

#[test]
fn nothing_that_was_answered_is_lost_however_often_the_service_is_killed() {
    let kills = std::env::var("CLEW_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let binary = PathBuf::from(BINARY);
    let resort = Process::start(&binary, folder.path(), &["last-resort", TO], &[]).ends().out;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let service = Service::public(folder.path(), SECRET);
    let world = Arc::new(World {
        way: RwLock::new(Carrier::to(&service)),
        starts: watch::Sender::new(1),
        answered: watch::Sender::new(0),
        resorts: Mutex::new(0),
        swallowed: Mutex::new(0),
        calls: Mutex::default(),
        resort: resort.trim_end().as_bytes().to_vec(),
        enough: AtomicBool::new(false),
    });
    let service = runtime.block_on(async {
        let callers: Vec<_> = (0..CALLERS).map(|first| tokio::spawn(callers(Arc::clone(&world), first))).collect();
        let mut dice = Rng::with_seed(SEED);
        let mut service = service;
        for _ in 0..kills {
            service = round(&world, service, folder.path(), dice.usize(20..120)).await;
        }
        world.enough.store(true, Ordering::Relaxed);
        for caller in callers {
            tokio::time::timeout(PATIENCE, caller).await.expect("a caller is stuck").unwrap();
        }
        service
    });
    let said = service.stops();
    assert_eq!(said.code, Some(0), "{}", said.all());
    let calls = journals(&world, folder.path());
    let replay = Process::start(&binary, folder.path(), &["replay"], &[]).ends();
    let expected = format!("{calls} calls, each turn as it was\n");
    assert_eq!((replay.code, replay.out), (Some(0), expected), "{}", replay.err);
    let (answered, resorts) = (*world.answered.borrow(), *world.resorts.lock().unwrap());
    println!("{kills} kills, {calls} calls, {answered} turns answered, 0 lost, {resorts} answers of last resort");
    println!("{} turns were saved, their answers swallowed", *world.swallowed.lock().unwrap());
}
