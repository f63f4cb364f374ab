//! Platforms deliver webhooks twice, late and out of order. Nothing counts twice, and nobody loses their place.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "tests"
)]

mod support;

use std::{collections::BTreeMap, sync::Arc};

use clew::{
    call::{End, Moment, Place},
    cli::line::Line,
    flow::Bundle,
    phone::{Act, Answer, PersonDoes, Webhook},
    server::Files,
    store::{Sled, Store},
};
use support::ring::{deliver, last, phone, play, presses, saved, with_form};

const TO: &str = "+15550199";

fn maze() -> Line {
    Line::new(&support::fixture("maze.yaml"), Moment::from_millis(1_795_000_000_000))
}

fn files(bundle: &Bundle) -> Arc<dyn Fn() -> Files + Send + Sync> {
    let sources = bundle.sources.clone();
    Arc::new(move || Files {
        bundles: vec![support::build(sources.clone())],
        recordings: BTreeMap::new(),
        warnings: Vec::new(),
    })
}

/// Acts that lead a caller through every kind of place, for cutting short at each point.
fn journey() -> Vec<Act> {
    vec![
        presses("9"),
        Act::Silent,
        Act::Says("parsnip".to_owned()),
        presses("1"),
        presses("3"),
        presses("4711#"),
        presses("2"),
        presses("0"),
        Act::Person(PersonDoes::Busy),
        Act::Records { seconds: 10 },
        presses("0"),
        Act::Person(PersonDoes::NoAnswer),
        Act::RecordsThenPresses { seconds: 8, key: '#' },
    ]
}

#[tokio::test]
async fn a_repeat_gets_the_same_bytes_also_after_a_restart() {
    for count in 0..=journey().len() {
        let line = maze();
        let mut phone = phone(&line, TO);
        play(&mut phone, &journey()[..count]).await;
        let webhook = last(&phone);
        let before = saved(&line);
        let again = deliver(&line, &webhook).await;
        let restarted = line.clone().restarted();
        let after_restart = deliver(&restarted, &webhook).await;
        assert_eq!(again, after_restart, "after {count} acts");
        assert_eq!(before, saved(&line), "a repeat after {count} acts changed the call");
        assert_eq!(before, saved(&restarted), "a repeat after {count} acts and a restart changed the call");
    }
}

#[tokio::test]
async fn a_repeat_with_reordered_fields_is_still_a_repeat() {
    let line = maze();
    let mut phone = phone(&line, TO);
    play(&mut phone, &[presses("9")]).await;
    let before = saved(&line);
    let webhook = last(&phone);
    let first = deliver(&line, &webhook).await;
    let reordered = with_form(&webhook, |form| form.reverse());
    assert_ne!(webhook.body, reordered.body);
    assert_eq!(first, deliver(&line, &reordered).await);
    assert_eq!(before, saved(&line));
}

#[tokio::test]
async fn the_same_turn_with_another_body_is_late_and_counts_nothing() {
    let line = maze();
    let mut phone = phone(&line, TO);
    play(&mut phone, &[presses("9")]).await;
    let before = saved(&line);
    let webhook = last(&phone);
    let other = with_form(&webhook, |form| {
        form.iter_mut().filter(|(name, _)| name == "Digits").for_each(|(_, value)| *value = "1".to_owned());
    });
    assert_ne!(webhook.body, other.body);
    assert_eq!(deliver(&line, &webhook).await, deliver(&line, &other).await, "answered with where the call now is");
    assert_eq!(before, saved(&line));
}

#[tokio::test]
async fn a_late_webhook_is_answered_with_where_the_call_now_is() {
    let line = maze();
    let mut phone = phone(&line, TO);
    play(&mut phone, &[presses("9")]).await;
    let old = last(&phone);
    phone.acts(&presses("1")).await.unwrap();
    phone.acts(&presses("1")).await.unwrap();
    let now = deliver(&line, &last(&phone)).await;
    let before = saved(&line);
    assert_eq!(now, deliver(&line, &old).await);
    assert_eq!(before, saved(&line));
}

#[tokio::test]
async fn a_second_start_of_a_known_call_starts_nothing() {
    let line = maze();
    let mut phone = phone(&line, TO);
    play(&mut phone, &[]).await;
    let start = last(&phone);
    let first = deliver(&line, &start).await;
    assert_eq!(saved(&line).revision, 0);
    phone.acts(&presses("1")).await.unwrap();
    let before = saved(&line);
    let late = deliver(&line, &start).await;
    assert_ne!(first, late, "the call has moved on");
    assert_eq!(before, saved(&line));
}

#[test]
fn sixteen_at_once_make_one_save_and_sixteen_equal_bodies() {
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn Store> = Arc::new(Sled::open(&folder.path().join("store"), &support::seal()).unwrap());
    let bundle = support::fixture("maze.yaml");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    runtime.block_on(async {
        let line = Line::over(Arc::clone(&store), files(&bundle), Moment::from_millis(1_795_000_000_000));
        // Two processes over one store: the lock of one does not hold the other, only the compare-and-set does.
        let other = line.clone().restarted();
        let mut phone = phone(&line, TO);
        play(&mut phone, &[presses("9")]).await;
        let pressed = last(&phone);
        let mut answer = deliver(&line, &pressed).await;
        let mut rounds = 0_u64;
        while let Some(action) = action(&answer) {
            let before = saved(&line).revision;
            let next = Webhook { url: action, ..pressed.clone() };
            answer = at_once(&[line.clone(), other.clone()], &next, 16).await;
            assert_eq!(saved(&line).revision, before + 1, "round {rounds}: more than one save, or none");
            rounds += 1;
        }
        assert!(2 <= rounds, "wrong keys led to a person at once");
        assert!(matches!(saved(&line).call.place, Place::Rung { .. }));
    });
}

/// Delivers one webhook many times at once, to several processes in turn: all bodies are equal, and returned.
async fn at_once(lines: &[Line], webhook: &Webhook, times: usize) -> Answer {
    let tasks: Vec<_> = (0..times)
        .map(|nth| {
            let (line, webhook) = (lines[nth % lines.len()].clone(), webhook.clone());
            tokio::spawn(async move { deliver(&line, &webhook).await })
        })
        .collect();
    let mut bodies = Vec::new();
    for task in tasks {
        bodies.push(task.await.unwrap());
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]), "bodies differ: {bodies:?}");
    bodies.remove(0)
}

/// The address that a document gathers to.
fn action(answer: &Answer) -> Option<String> {
    let text = String::from_utf8(answer.body.clone()).unwrap();
    let gather = text.split("<Gather ").nth(1)?;
    gather.split("action=\"").nth(1).and_then(|rest| rest.split('"').next()).map(str::to_owned)
}

#[tokio::test]
async fn a_process_that_has_fallen_behind_another_looks_again() {
    let line = maze();
    let other = line.clone().restarted();
    let mut phone = phone(&line, TO);
    play(&mut phone, &[presses("9")]).await;
    // The call goes on in the other process, and comes back.
    *phone.network() = other;
    phone.acts(&presses("1")).await.unwrap();
    *phone.network() = line.clone();
    phone.acts(&presses("1")).await.unwrap();
    assert_eq!(saved(&line).call.place, Place::Step { name: "hall_2".into(), stage: 0 });
}

#[tokio::test]
async fn hanging_up_is_kept_at_every_point_and_what_comes_late_changes_nothing() {
    for count in 0..=journey().len() {
        let line = maze();
        let mut phone = phone(&line, TO);
        play(&mut phone, &journey()[..count]).await;
        let webhook = last(&phone);
        phone.acts(&Act::HangsUp).await.unwrap();
        let ended = saved(&line);
        assert!(ended.call.ended(), "after {count} acts: {:?}", ended.call.place);
        assert!(!matches!(ended.call.place, Place::Ended(End::Goodbye)), "after {count} acts the line said goodbye");
        // The status again, and a webhook that was overtaken by it.
        phone.posts_status("completed", &[]).await.unwrap();
        phone.posts_status("in-progress", &[]).await.unwrap();
        assert_eq!(ended, saved(&line), "after {count} acts: status events are idempotent");
        deliver(&line, &webhook).await;
        assert_eq!(ended.call.place, saved(&line).call.place, "after {count} acts: a late webhook woke the call");
    }
}

#[tokio::test]
async fn a_status_that_overtakes_a_turn_leaves_the_caller_a_goodbye_not_an_error() {
    let line = maze();
    let mut phone = phone(&line, TO);
    play(&mut phone, &[]).await;
    phone.posts_status("completed", &[]).await.unwrap();
    let heard = phone.acts(&presses("1")).await.unwrap();
    assert!(matches!(heard.then, clew::phone::State::Over { .. }));
    assert_eq!(saved(&line).call.place, Place::Ended(End::HungUpInFlow));
}

#[tokio::test]
async fn events_that_go_round_and_round_do_not_fill_the_disk() {
    let line = maze();
    let mut phone = phone(&line, TO);
    play(&mut phone, &[presses("0"), Act::Person(PersonDoes::Busy)]).await;
    let record = String::from_utf8(deliver(&line, &last(&phone)).await.body).unwrap();
    let ready = record.split("recordingStatusCallback=\"").nth(1).unwrap().split('"').next().unwrap();
    for nth in 0..1_000 {
        let url = format!("https://example.org/{}{}", nth % 7, "x".repeat(900));
        let form = vec![("CallSid".to_owned(), support::ring::ID.to_owned()), ("RecordingUrl".to_owned(), url)];
        let webhook = with_form(&last(&phone), |all| *all = form);
        deliver(&line, &Webhook { url: ready.to_owned(), ..webhook }).await;
    }
    let journal = line.store().journal(saved(&line).call.key).unwrap();
    assert!(journal.len() < 300, "{} entries", journal.len());
}

#[tokio::test]
async fn a_message_is_kept_once_however_often_it_is_told() {
    let line = maze();
    let mut phone = phone(&line, TO);
    play(&mut phone, &[presses("0"), Act::Person(PersonDoes::Busy), Act::Records { seconds: 10 }]).await;
    let webhook = last(&phone);
    for _ in 0..3 {
        deliver(&line, &webhook).await;
    }
    let messages = line.store().messages().unwrap();
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].desk.as_str(), "care");
}
