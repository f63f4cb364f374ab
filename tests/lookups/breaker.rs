//! When a service rests, and when it is asked again.

use std::{net::TcpListener, time::Duration};

use clew::{
    call::{Answered, LookupFault},
    server::lookup::breaker::{AT_ONCE_MAX, Breaker, FAILURES_MAX, Health, REST},
};

use super::{
    Log, PARCEL, ask_parcel,
    backend::{Backend, Says},
    client, inside,
};

fn at(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// A breaker whose service has failed until it rested, at second 0.
fn resting() -> Breaker {
    let mut breaker = Breaker::default();
    for nth in 1..=FAILURES_MAX {
        assert!(breaker.admit(at(0)));
        assert_eq!(breaker.note(at(0), Health::Ill), nth == FAILURES_MAX, "it is told once, with the last failure");
    }
    breaker
}

#[test]
fn five_failures_in_a_row_are_a_rest_and_four_are_none() {
    let mut breaker = Breaker::default();
    for _ in 0..10 {
        for _ in 1..FAILURES_MAX {
            assert!(breaker.admit(at(0)));
            assert!(!breaker.note(at(0), Health::Ill));
        }
        assert!(breaker.admit(at(0)), "an answer begins the row anew");
        assert!(!breaker.note(at(0), Health::Well));
    }
}

#[test]
fn after_the_rest_one_question_decides() {
    let rest = u64::try_from(REST.as_millis()).unwrap();
    for (health, open) in [(Health::Well, true), (Health::Ill, false)] {
        let mut breaker = resting();
        assert!(!breaker.admit(at(rest - 1)));
        assert!(breaker.admit(at(rest)), "the trial");
        assert!(!breaker.admit(at(rest)), "one at a time");
        assert_eq!(breaker.note(at(rest + 50), health), !open);
        assert_eq!(breaker.admit(at(rest + 51)), open, "{health:?}");
        if !open {
            assert!(!breaker.admit(at(rest + rest + 49)));
            assert!(breaker.admit(at(rest + rest + 50)), "it rests as long again");
        }
    }
}

#[test]
fn a_trial_that_is_given_up_is_followed_by_another() {
    let mut breaker = resting();
    assert!(breaker.admit(at(10_000)));
    assert!(!breaker.note(at(10_001), Health::Unknown));
    assert!(breaker.admit(at(10_001)));
    assert!(!breaker.admit(at(10_001)));
}

#[test]
fn questions_at_once_are_bounded() {
    let mut breaker = Breaker::default();
    for _ in 0..AT_ONCE_MAX {
        assert!(breaker.admit(at(0)));
    }
    assert!(!breaker.admit(at(0)));
    breaker.note(at(0), Health::Unknown);
    assert!(breaker.admit(at(0)));
    assert!(!breaker.admit(at(0)));
}

#[test]
fn what_was_asked_before_a_rest_does_not_end_it() {
    let mut breaker = Breaker::default();
    for _ in 0..=FAILURES_MAX {
        assert!(breaker.admit(at(0)));
    }
    for _ in 0..FAILURES_MAX {
        breaker.note(at(0), Health::Ill);
    }
    breaker.note(at(5), Health::Well);
    assert!(!breaker.admit(at(5)));
}

#[tokio::test]
async fn a_service_that_is_down_rests_and_others_do_not() {
    let log = Log::new();
    let down = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let well = Backend::answers("200 OK", "", PARCEL).await;
    let client = client();
    let down = inside(&format!("http://{down}"));
    for _ in 0..FAILURES_MAX {
        assert_eq!(ask_parcel(&client, &down).await, Answered::Failed(LookupFault::Down));
    }
    let rests = log.lines().iter().filter(|line| line.contains("a service rests")).count();
    assert_eq!(rests, 1, "{:#?}", log.lines());
    assert_eq!(ask_parcel(&client, &down).await, Answered::Failed(LookupFault::Resting));
    assert!(log.lines().last().unwrap().contains("it failed so often lately"));
    assert!(matches!(ask_parcel(&client, &inside(&well.url())).await, Answered::Found(_)));
    tokio::time::pause();
    tokio::time::advance(REST).await;
    tokio::time::resume();
    assert_eq!(ask_parcel(&client, &down).await, Answered::Failed(LookupFault::Down), "it is tried again");
    assert_eq!(ask_parcel(&client, &down).await, Answered::Failed(LookupFault::Resting));
}

#[tokio::test]
async fn statuses_of_the_question_are_no_failures_of_the_service() {
    for (status, code, rests) in
        [("404 Not Found", None, false), ("409 Conflict", Some(409), false), ("500 Oh", Some(500), true)]
    {
        let backend = Backend::answers(status, "", "").await;
        let (client, service) = (client(), inside(&backend.url()));
        let expected = code.map_or(Answered::Missing, Answered::Status);
        for _ in 0..FAILURES_MAX {
            assert_eq!(ask_parcel(&client, &service).await, expected);
        }
        let next = ask_parcel(&client, &service).await;
        assert_eq!(next == Answered::Failed(LookupFault::Resting), rests, "{status}: {next:?}");
    }
}

#[tokio::test]
async fn questions_that_are_given_up_make_room() {
    let hanging = Backend::that(Says::Held).await;
    let (client, service) = (client(), inside(&hanging.url()));
    let mut asked: Vec<_> = (0..AT_ONCE_MAX).map(|_| Box::pin(ask_parcel(&client, &service))).collect();
    for question in &mut asked {
        assert!(pending(question).await);
    }
    assert_eq!(ask_parcel(&client, &service).await, Answered::Failed(LookupFault::Resting));
    asked.pop();
    assert!(pending(&mut Box::pin(ask_parcel(&client, &service))).await, "there is room for one");
}

/// Whether a future is not ready when it is polled once.
async fn pending<F: Future + Unpin>(future: &mut F) -> bool {
    std::future::poll_fn(|context| std::task::Poll::Ready(std::pin::Pin::new(&mut *future).poll(context).is_pending()))
        .await
}
