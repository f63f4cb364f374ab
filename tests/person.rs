//! A person is always one key or one word away (C1): at every kind of wait, through real documents and a strict phone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use clew::{
    call::{Closing, Moment, Place, Reason},
    cli::line::Line,
    phone::{Act, PersonDoes, State},
};
use support::ring::{deliver, last, phone, play, presses, saved};

const TO: &str = "+15550199";

fn maze() -> Line {
    Line::new(&support::fixture("maze.yaml"), Moment::from_millis(1_795_000_000_000))
}

fn at_once(keys: &str) -> Act {
    Act::Presses { keys: keys.to_owned(), at_once: true }
}

fn says(words: &str) -> Act {
    Act::Says(words.to_owned())
}

/// Every kind of wait of the line, and how a caller comes there.
fn waits() -> Vec<(&'static str, Vec<Act>)> {
    let answers = Act::Person(PersonDoes::Answers { talk_s: 30 });
    vec![
        ("a menu", vec![]),
        ("a menu after a wrong key", vec![presses("9")]),
        ("a question", vec![presses("3")]),
        ("a question after silence", vec![presses("3"), Act::Silent]),
        ("a read-back", vec![presses("3"), presses("4711#")]),
        ("a question after a refused read-back", vec![presses("3"), presses("4711#"), presses("2")]),
        ("is it settled", vec![presses("4")]),
        ("is it settled, after silence", vec![presses("4"), Act::Silent]),
        ("the menu after a settled matter", vec![presses("4"), presses("1")]),
        ("an offer", vec![presses("9"), presses("9"), presses("9")]),
        ("an offer that was said again", vec![presses("9"), presses("9"), presses("9"), at_once("1")]),
        ("an offer that was declined", vec![presses("9"), presses("9"), presses("9"), presses("1")]),
        ("the closing after a talk", vec![presses("0"), answers]),
        ("the closing after a message", vec![presses("0"), Act::Person(PersonDoes::Busy), Act::Records { seconds: 9 }]),
    ]
}

#[tokio::test]
async fn the_key_and_the_words_reach_a_person_at_every_kind_of_wait() {
    // The words come with others around them that mean something else there: yes, no, going on, goodbye.
    let asking = [
        presses("0"),
        at_once("0"),
        presses("0#"),
        says("operator"),
        says("no, a person please"),
        says("yes, somebody"),
        says("I won't go on, I want to speak to someone"),
        says("no thanks, no more machines: a human"),
        says("nothing works, can I have an agent"),
    ];
    for (wait, way) in waits() {
        for asks in &asking {
            let line = maze();
            let mut phone = phone(&line, TO);
            let before = play(&mut phone, &way).await;
            assert!(matches!(before.then, State::Waiting { .. }), "{wait}: {:?}", before.then);
            let heard = phone.acts(asks).await.unwrap_or_else(|fault| panic!("{wait}, {asks:?}: {fault}"));
            let place = saved(&line).call.place;
            assert!(matches!(heard.then, State::Ringing { .. }), "{wait}, {asks:?}: {:?} at {place:?}", heard.then);
            let reason = saved(&line).call.handoff.unwrap().reason;
            assert!(matches!(reason, Reason::Asked | Reason::Accepted), "{wait}, {asks:?}: {reason:?}");
        }
    }
}

#[tokio::test]
async fn zeros_alone_mean_a_person_where_zeros_are_possible_answers() {
    // `0000` would be an answer to a question for 4 to 8 digits; `0` then the pause, or `#`, is none.
    for keys in ["0", "0#", "0000", "0000#", "00000000"] {
        let line = maze();
        let mut phone = phone(&line, TO);
        let heard = play(&mut phone, &[presses("3"), presses(keys)]).await;
        assert!(matches!(heard.then, State::Ringing { .. }), "{keys}: {:?}", heard.then);
    }
    let line = maze();
    let mut phone = phone(&line, TO);
    play(&mut phone, &[presses("3"), presses("0001#")]).await;
    assert!(matches!(saved(&line).call.place, Place::Step { stage: 1, .. }), "a number that begins with zeros is one");
}

#[tokio::test]
async fn what_is_said_before_a_wait_is_said_inside_it() {
    // So that a key gets through while it plays. Nothing stands between the answer and the wait.
    for (wait, way) in waits() {
        let line = maze();
        let mut phone = phone(&line, TO);
        play(&mut phone, &way).await;
        let answer = deliver(&line, &last(&phone)).await;
        let text = String::from_utf8(answer.body).unwrap();
        assert!(text.contains("<Response><Gather "), "{wait}: {text}");
        assert!(text.contains("\"><Say"), "{wait}: nothing is said inside the wait: {text}");
        let after = text.split("</Gather>").nth(1).unwrap();
        assert!(after.starts_with("<Redirect"), "{wait}: {text}");
    }
}

#[tokio::test]
async fn zero_ends_a_message_that_is_kept_and_a_person_is_rung() {
    let line = maze();
    let mut phone = phone(&line, TO);
    let heard = play(
        &mut phone,
        &[presses("0"), Act::Person(PersonDoes::Busy), Act::RecordsThenPresses { seconds: 8, key: '0' }],
    )
    .await;
    assert!(matches!(heard.then, State::Ringing { .. }), "{:?}", heard.then);
    assert_eq!(line.store().messages().unwrap().len(), 1);
}

#[tokio::test]
async fn who_says_anything_but_goodbye_at_the_closing_is_not_hung_up_on() {
    for does in [says("uh"), says("parsnip"), presses("1"), presses("9"), presses("#"), at_once("5")] {
        let line = maze();
        let mut phone = phone(&line, TO);
        // The operator can be rung twice in a call, and not a third time: then there is a message, and behind that the
        // closing is said again.
        let answers = Act::Person(PersonDoes::Answers { talk_s: 30 });
        let once = play(&mut phone, &[presses("0"), answers.clone(), does.clone()]).await;
        assert!(matches!(once.then, State::Ringing { .. }), "{does:?}: {:?}", once.then);
        phone.acts(&answers).await.unwrap();
        let message = phone.acts(&does).await.unwrap();
        assert!(matches!(message.then, State::Recording { .. }), "{does:?}: {:?}", message.then);
        phone.acts(&Act::Records { seconds: 4 }).await.unwrap();
        for _ in 0..20 {
            let heard = phone.acts(&does).await.unwrap();
            let place = saved(&line).call.place;
            assert!(matches!(heard.then, State::Waiting { .. }), "{does:?}: {:?} at {place:?}", heard.then);
            assert_eq!(place, Place::Closing(Closing::MessageKept));
        }
    }
}
