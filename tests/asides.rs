//! What is asked beside a call, from the phone of whoever picks up and from a queue: delivered twice, late, overtaken,
//! out of order, and of calls that are elsewhere or nowhere. Nothing is answered that harms, and nothing counts twice.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use clew::{
    call::{Moment, Order, Place},
    cli::line::Line,
    dialect::{Keyring, Purpose, Token, Urls},
    engine::replay,
    phone::{Act, PersonDoes, QueueDoes, Webhook},
    prompt::length_ms,
    store::Saved,
};
use support::ring::{ID, deliver, last, phone, play, presses, saved, with_form};

const TO: &str = "+15550100";

fn ladder() -> Line {
    Line::new(&support::fixture("ladder.yaml"), Moment::from_millis(1_795_000_000_000))
}

/// A webhook to an address that was handed out, with these parameters alone.
fn asked(phone: &clew::phone::twilio::Phone<Line>, url: &str, form: &[(&str, &str)]) -> Webhook {
    let pairs = form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    with_form(&Webhook { url: url.to_owned(), ..last(phone) }, |all| *all = pairs)
}

async fn document(line: &Line, webhook: &Webhook) -> String {
    let answer = deliver(line, webhook).await;
    assert_eq!(answer.status, 200);
    String::from_utf8(answer.body).unwrap()
}

/// The value of the first such attribute.
fn attribute(document: &str, name: &str) -> String {
    let rest = document.split_once(&format!(" {name}=\"")).unwrap_or_else(|| panic!("no {name}: {document}")).1;
    rest.split('"').next().unwrap().to_owned()
}

fn is_only(document: &str, element: &str) -> bool {
    document.ends_with(&format!("<Response><{element}/></Response>"))
}

fn since(saved: &Saved) -> u32 {
    let Place::Rung { since, .. } = saved.call.place else { panic!("{:?}", saved.call.place) };
    since
}

const LEG: [(&str, &str); 3] = [("CallSid", "CAd1"), ("ParentCallSid", ID), ("CallStatus", "in-progress")];

/// A call whose phones ring, and the address that is asked when one is picked up.
async fn ringing(line: &Line) -> (clew::phone::twilio::Phone<Line>, String) {
    let mut phone = phone(line, TO);
    play(&mut phone, &[presses("0")]).await;
    let dial = document(line, &last(&phone)).await;
    (phone, attribute(&dial, "url"))
}

/// A call in the queue, what is asked there, and what is asked at its end.
async fn waiting(line: &Line) -> (clew::phone::twilio::Phone<Line>, String, String) {
    let keyring = Keyring::new([7; 32]);
    let mut phone = phone(line, TO);
    play(&mut phone, &[presses("0"), Act::Person(PersonDoes::NoAnswer)]).await;
    let call = saved(line).call;
    let base = clew::cli::line::BASE;
    let urls = Urls { base, platform: "twilio", keyring: &keyring, key: call.key, turn: call.turn };
    (phone, urls.to(Purpose::Queueing), urls.to(Purpose::Queued))
}

fn in_line(seconds: &str) -> Vec<(&'static str, &str)> {
    vec![("CallSid", ID), ("CallStatus", "in-progress"), ("QueuePosition", "2"), ("QueueTime", seconds)]
}

fn over(result: &str) -> Vec<(&'static str, &str)> {
    vec![("CallSid", ID), ("CallStatus", "in-progress"), ("QueueResult", result)]
}

#[tokio::test]
async fn who_picks_up_is_asked_the_same_again_also_after_a_restart() {
    let line = ladder();
    let (phone, url) = ringing(&line).await;
    let before = saved(&line);
    let picked = asked(&phone, &url, &LEG);
    let screen = document(&line, &picked).await;
    assert!(screen.contains("<Gather ") && screen.ends_with("<Hangup/></Response>"), "{screen}");
    let once = saved(&line);
    assert_eq!((once.call.turn, once.revision), (before.call.turn, before.revision + 1), "no turn, but one save");
    assert_eq!(once.orders, before.orders);
    let restarted = line.clone().restarted();
    for line in [&line, &restarted] {
        assert_eq!(document(line, &picked).await, screen);
        assert_eq!(saved(line), once, "nothing is saved twice");
    }
    // From a leg that does not say whose it is: the sealed address is enough.
    let alone = asked(&phone, &url, &[LEG[0], LEG[2]]);
    assert_eq!(document(&line, &alone).await, screen);

    let key = asked(&phone, &attribute(&screen, "action"), &[&LEG[..], &[("Digits", "1")]].concat());
    let note = document(&line, &key).await;
    assert!(note.contains("<Say ") && !note.contains("<Hangup"), "{note}");
    let taken = saved(&line);
    assert_eq!(document(&restarted, &key).await, note);
    assert_eq!(document(&line, &key).await, note);
    assert_eq!(saved(&line), taken);
    assert_eq!(saved(&line).call.turn, before.call.turn, "the call has not moved");
}

#[tokio::test]
async fn what_is_said_to_a_person_is_in_their_language() {
    let line = ladder();
    let (phone, url) = ringing(&line).await;
    let screen = document(&line, &asked(&phone, &url, &LEG)).await;
    assert!(screen.contains("language=\"de-DE\"") && !screen.contains("en-US"), "{screen}");
    let key = [&LEG[..], &[("Digits", "1")]].concat();
    let note = document(&line, &asked(&phone, &attribute(&screen, "action"), &key)).await;
    assert!(note.contains("language=\"de-DE\"") && !note.contains("en-US"), "{note}");
}

#[tokio::test]
async fn what_follows_the_key_is_short() {
    let line = ladder();
    let mut phone = phone(&line, TO);
    play(&mut phone, &[presses("9"), presses("1"), presses("4711003777"), Act::Silent, presses("0")]).await;
    let dial = document(&line, &last(&phone)).await;
    let screen = document(&line, &asked(&phone, &attribute(&dial, "url"), &LEG)).await;
    let key = [&LEG[..], &[("Digits", "1")]].concat();
    let note = document(&line, &asked(&phone, &attribute(&screen, "action"), &key)).await;
    let said: Vec<&str> = note.split("<Say ").skip(1).filter_map(|say| say.split(['>', '<']).nth(1)).collect();
    let long: u64 = said.iter().map(|text| length_ms(text, "de-DE")).sum();
    assert!(!said.is_empty() && long <= 9_000, "{long} ms: {said:?}");
    assert!(said.len() < saved(&line).aside.iter().map(count).sum(), "all of it fits: the test tries too little");
}

fn count(order: &Order) -> usize {
    if let Order::Say(said) = order { said.len() } else { 0 }
}

#[tokio::test]
async fn two_who_pick_up_at_once_are_both_asked() {
    let line = ladder();
    let (phone, url) = ringing(&line).await;
    let one = document(&line, &asked(&phone, &url, &LEG)).await;
    let other = [("CallSid", "CAd2"), LEG[1], LEG[2]];
    assert_eq!(document(&line, &asked(&phone, &url, &other)).await, one);
    let action = attribute(&one, "action");
    let declines = document(&line, &asked(&phone, &action, &[&LEG[..], &[("Digits", "2")]].concat())).await;
    assert!(is_only(&declines, "Hangup"), "{declines}");
    let takes = document(&line, &asked(&phone, &action, &[&other[..], &[("Digits", "1")]].concat())).await;
    assert!(takes.contains("<Say "), "{takes}");
    // Delivered again after the key of the other: asked for a key, not told.
    let again = document(&line, &asked(&phone, &url, &LEG)).await;
    assert!(again.contains("<Gather "), "{again}");
}

#[tokio::test]
async fn a_machine_no_key_and_the_end_of_a_leg_are_hung_up_and_change_nothing() {
    let line = ladder();
    let (phone, url) = ringing(&line).await;
    let before = saved(&line);
    let machine = [&LEG[..], &[("AnsweredBy", "machine_start")]].concat();
    let gone = [LEG[0], LEG[1], ("CallStatus", "completed")];
    for form in [&machine[..], &gone[..]] {
        let answer = document(&line, &asked(&phone, &url, form)).await;
        assert!(is_only(&answer, "Hangup"), "{answer}");
        assert_eq!(saved(&line), before);
    }
    let screen = document(&line, &asked(&phone, &url, &LEG)).await;
    let answer = document(&line, &asked(&phone, &attribute(&screen, "action"), &LEG)).await;
    assert!(is_only(&answer, "Hangup"), "no key: {answer}");
}

#[tokio::test]
async fn an_address_of_an_earlier_rung_of_another_call_or_of_none_is_hung_up() {
    let line = ladder();
    let (mut phone, url) = ringing(&line).await;
    let stranger = [LEG[0], ("ParentCallSid", "CA999"), LEG[2]];
    let before = saved(&line);
    assert!(is_only(&document(&line, &asked(&phone, &url, &stranger)).await, "Hangup"));
    assert_eq!(saved(&line), before);
    // Cut off, and rung once more: the first dial's addresses are of the past.
    phone.acts(&Act::Person(PersonDoes::Answers { talk_s: 1 })).await.unwrap();
    let again = saved(&line);
    assert!(before.call.turn < since(&again), "{:?}", again.call.place);
    assert!(is_only(&document(&line, &asked(&phone, &url, &LEG)).await, "Hangup"));
    assert_eq!(saved(&line), again);
    // And after the end of the call.
    let dial = document(&line, &last(&phone)).await;
    let now = attribute(&dial, "url");
    phone.acts(&Act::HangsUp).await.unwrap();
    let ended = saved(&line);
    for url in [&url, &now] {
        assert!(is_only(&document(&line, &asked(&phone, url, &LEG)).await, "Hangup"));
    }
    assert_eq!(saved(&line), ended);
    assert!(ended.aside.is_empty(), "nothing of it is kept");
}

#[tokio::test]
async fn a_call_that_never_began_here_is_answered_without_harm() {
    let line = ladder();
    let keyring = Keyring::new([7; 32]);
    let (phone, _) = ringing(&line).await;
    let key = keyring.call_key("twilio", "CA777");
    for (purpose, element) in
        [(Purpose::Queueing, "Leave"), (Purpose::PickedUp, "Hangup"), (Purpose::PickedUpKey, "Hangup")]
    {
        let sealed = keyring.seal(&Token { key, turn: 3, purpose });
        let url = format!("{}/twilio/turn/{sealed}", clew::cli::line::BASE);
        let form = [("CallSid", "CA777"), ("ParentCallSid", "CA777"), ("Digits", "1"), ("QueuePosition", "1")];
        let answer = document(&line, &asked(&phone, &url, &form)).await;
        assert!(is_only(&answer, element), "{purpose:?}: {answer}");
    }
}

#[tokio::test]
async fn what_a_queue_sounds_like_is_the_same_when_asked_again() {
    let line = ladder();
    let (phone, wait, _) = waiting(&line).await;
    let before = saved(&line);
    let hold = document(&line, &asked(&phone, &wait, &in_line("60"))).await;
    assert!(hold.contains("<Gather ") && !hold.contains("<Redirect"), "{hold}");
    let once = saved(&line);
    assert_eq!((once.call.turn, once.revision), (before.call.turn, before.revision + 1));
    for line in [&line, &line.clone().restarted()] {
        assert_eq!(document(line, &asked(&phone, &wait, &in_line("60"))).await, hold);
        assert_eq!(saved(line), once);
    }
    // An earlier question that comes after a later one.
    let overtaken = document(&line, &asked(&phone, &wait, &in_line("20"))).await;
    assert!(overtaken.contains("<Gather "), "{overtaken}");
    assert_eq!(saved(&line).call.turn, before.call.turn);
}

#[tokio::test]
async fn keys_in_a_queue_move_the_call_and_its_end_is_still_new() {
    let line = ladder();
    let (mut phone, wait, end) = waiting(&line).await;
    let entered = since(&saved(&line));
    phone.acts(&presses("7")).await.unwrap();
    phone.acts(&presses("8")).await.unwrap();
    let moved = saved(&line);
    assert_eq!((since(&moved), moved.call.turn), (entered, entered + 2), "two turns on, and still in the queue");
    let hold = document(&line, &asked(&phone, &wait, &in_line("60"))).await;
    assert!(hold.contains("<Gather "), "its address still holds: {hold}");
    let token = attribute(&hold, "action").rsplit_once('/').unwrap().1.to_owned();
    let token = Keyring::new([7; 32]).open(&token).unwrap();
    assert_eq!((token.purpose, token.turn), (Purpose::Heard, moved.call.turn), "and its keys count");

    let connected = asked(&phone, &end, &over("bridged"));
    let closing = document(&line, &connected).await;
    let talked = saved(&line);
    assert_eq!(talked.call.turn, moved.call.turn + 1);
    assert!(matches!(talked.call.place, Place::Closing(_)), "{:?}", talked.call.place);
    for line in [&line, &line.clone().restarted()] {
        assert_eq!(document(line, &connected).await, closing, "delivered again");
        // Another end of the same wait, which it has overtaken.
        assert_eq!(document(line, &asked(&phone, &end, &over("leave"))).await, closing);
        assert!(is_only(&document(line, &asked(&phone, &wait, &in_line("70"))).await, "Leave"));
        assert_eq!(saved(line), talked);
    }
}

#[tokio::test]
async fn a_key_that_the_end_of_the_queue_overtakes_is_late() {
    let line = ladder();
    let (mut phone, _, end) = waiting(&line).await;
    let before = saved(&line).call;
    let heard = {
        let keyring = Keyring::new([7; 32]);
        let base = clew::cli::line::BASE;
        let urls = Urls { base, platform: "twilio", keyring: &keyring, key: before.key, turn: before.turn };
        urls.to(Purpose::Heard)
    };
    phone.acts(&Act::Queue(QueueDoes::Taken { talk_s: 60 })).await.unwrap();
    let talked = saved(&line);
    let now = document(&line, &last(&phone)).await;
    let key = [("CallSid", ID), ("CallStatus", "in-progress"), ("Digits", "1")];
    assert_eq!(document(&line, &asked(&phone, &heard, &key)).await, now);
    assert_eq!(document(&line, &asked(&phone, &end, &over("hangup"))).await.matches("Gather").count(), 0);
    assert!(saved(&line).call.ended(), "`hangup` is the end of the call");
    assert_eq!(talked.call.turn, saved(&line).call.turn);
}

#[tokio::test]
async fn hours_in_a_queue_fill_neither_the_record_nor_the_disk_and_replay() {
    let line = ladder();
    let bundle = support::fixture("ladder.yaml");
    let (phone, wait, _) = waiting(&line).await;
    for round in 0..1_000_u32 {
        let seconds = (round * 20).to_string();
        let hold = document(&line, &asked(&phone, &wait, &in_line(&seconds))).await;
        assert!(hold.contains("<Gather "), "round {round}: {hold}");
        let size = postcard::to_stdvec(&saved(&line)).unwrap().len();
        assert!(size < 4_000, "round {round}: {size} bytes");
    }
    let saved = saved(&line);
    let journal = line.store().journal(saved.call.key).unwrap();
    assert!(1_000 < journal.len() && saved.chunks < 100, "{} entries, {} chunks", journal.len(), saved.chunks);
    assert!(replay(&bundle.flow, &saved.call, &journal).same(), "it replays");
}

#[tokio::test]
async fn questions_beside_a_call_that_never_end_are_still_answered() {
    let line = ladder();
    let (phone, wait, _) = waiting(&line).await;
    let mut leaves = 0;
    for round in 0..6_000_u32 {
        let seconds = (round * 20).to_string();
        let answer = document(&line, &asked(&phone, &wait, &in_line(&seconds))).await;
        leaves += u32::from(is_only(&answer, "Leave"));
    }
    let entries = line.store().journal(saved(&line).call.key).unwrap().len();
    assert!(0 < leaves, "who sends for ever has to leave the queue in the end");
    assert!(entries < 6_000, "{entries} entries");
}
