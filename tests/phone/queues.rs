//! A caller in a queue: what is asked, how time passes, and how it ends.

use clew::phone::{Act, EndedBy, FaultKind, Heard, InQueue, Piece, QueueDoes, State};

use crate::script::{NEXT, Scripted, phone, posted, presses, standing, xml};

const QUEUE: &str = r#"<Say>One moment.</Say>
    <Enqueue action="https://line.example/over" waitUrl="https://line.example/wait">care</Enqueue>"#;
/// 15 characters are 1 s, and 9 s of silence.
const HOLD: &str = r#"<Gather action="https://line.example/heard" numDigits="1" timeout="9" finishOnKey="">
    <Say>Still waiting..</Say></Gather>"#;

/// A phone in the queue, 0.733 s after it rang.
async fn waiting(documents: &[&str]) -> clew::phone::twilio::Phone<Scripted> {
    let mut phone = phone(&[&[QUEUE, HOLD], documents].concat());
    phone.stands(InQueue { place: 3, waiting: 5, average_s: 120 });
    phone.rings().await.unwrap();
    let first = posted(&mut phone);
    let stands = "QueuePosition=3 CurrentQueueSize=5 AvgQueueTime=120 MaxQueueSize=1000";
    assert_eq!(first, [format!("POST /wait 0.733s {SID} QueueTime=0 {stands}")]);
    phone
}

const SID: &str = "QueueSid=QU00000000000000000000000000000001";

fn words(heard: &Heard) -> Vec<&str> {
    assert!(heard.said.iter().all(|piece| matches!(piece, Piece::Text { .. })));
    heard.said.iter().map(|piece| if let Piece::Text { text, .. } = piece { text.as_str() } else { "" }).collect()
}

fn waits(seconds: u32) -> Act {
    Act::Queue(QueueDoes::Waits { seconds })
}

#[tokio::test]
async fn a_caller_in_a_queue_hears_its_document() {
    let mut phone = phone(&[QUEUE, HOLD]);
    let heard = phone.rings().await.unwrap();
    assert_eq!(words(&heard), ["One moment.", "Still waiting.."]);
    assert_eq!(heard.then, State::Queued { queue: "care".to_owned(), keys: true, speech: false });
}

#[tokio::test]
async fn the_document_is_asked_for_again_whenever_it_ends() {
    let mut phone = waiting(&[HOLD, HOLD, HOLD]).await;
    assert_eq!(words(&phone.acts(&waits(8)).await.unwrap()), [""; 0], "the round has not ended");
    assert_eq!(posted(&mut phone), [""; 0]);
    phone.stands(InQueue { place: 2, ..phone.in_queue() });
    let heard = phone.acts(&waits(13)).await.unwrap();
    assert_eq!(words(&heard), ["Still waiting..", "Still waiting.."]);
    let asked = posted(&mut phone);
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(asked[0].starts_with(&format!("POST /wait 10.733s {SID} QueueTime=10 QueuePosition=2 ")), "{asked:?}");
    assert!(asked[1].starts_with(&format!("POST /wait 20.733s {SID} QueueTime=20 ")), "{asked:?}");
    assert_eq!(phone.elapsed_ms(), 21_733, "8 s and 13 s have passed");
    // The rest of the round.
    phone.acts(&Act::Silent).await.unwrap();
    assert!(posted(&mut phone)[0].starts_with("POST /wait 30.733s "));
}

#[tokio::test]
async fn keys_and_what_they_lead_to_stay_in_the_queue() {
    let mut phone = waiting(&[HOLD, HOLD]).await;
    phone.acts(&waits(5)).await.unwrap();
    let heard = phone.acts(&presses("7")).await.unwrap();
    // The prompt was over; a key comes 1 s later.
    assert_eq!(posted(&mut phone), ["POST /heard 6.733s Digits=7 FinishedOnKey="]);
    assert!(matches!(heard.then, State::Queued { .. }));
    phone.acts(&waits(10)).await.unwrap();
    assert!(posted(&mut phone)[0].starts_with(&format!("POST /wait 16.733s {SID} QueueTime=16 ")));
}

#[tokio::test]
async fn who_leaves_goes_on_with_the_action() {
    let mut phone = waiting(&["<Leave/>", NEXT]).await;
    let heard = phone.acts(&presses("1")).await.unwrap();
    let told = posted(&mut phone);
    assert_eq!(told[1], format!("POST /over 2.733s {SID} QueueTime=2 QueueResult=leave"));
    assert!(matches!(heard.then, State::Waiting { .. }), "no queue any more: {heard:?}");
    let fault = phone.acts(&waits(5)).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::OutOfPlace, "{fault}");
}

#[tokio::test]
async fn every_end_of_a_wait_is_told_as_it_was() {
    for (does, told) in [
        (QueueDoes::Taken { talk_s: 60 }, "POST /over 65.733s SID QueueTime=5 QueueResult=bridged"),
        (QueueDoes::Full, "POST /over 5.733s SID QueueTime=5 QueueResult=queue-full"),
        (QueueDoes::Fails, "POST /over 5.733s SID QueueTime=5 QueueResult=error"),
    ] {
        let mut phone = waiting(&[NEXT]).await;
        phone.acts(&waits(5)).await.unwrap();
        let heard = phone.acts(&Act::Queue(does)).await.unwrap();
        assert_eq!(posted(&mut phone), [told.replace("SID", SID)]);
        assert!(matches!(heard.then, State::Waiting { .. }));
    }
}

#[tokio::test]
async fn hanging_up_in_a_queue_is_told_and_ends_the_call() {
    let mut phone = waiting(&[NEXT]).await;
    let heard = phone.acts(&Act::HangsUp).await.unwrap();
    assert_eq!(heard.then, State::Over { by: EndedBy::Caller });
    let told = posted(&mut phone);
    assert_eq!(told[0], format!("POST /over 2.733s {SID} QueueTime=2 QueueResult=hangup"));
    assert!(told[1].starts_with("POST /status 2.733s "), "{told:?}");
}

#[tokio::test]
async fn a_document_without_a_wait_is_heard_once_and_then_again() {
    let mut phone = phone(&[QUEUE, "<Say>Still waiting..</Say>"]);
    phone.network().for_ever = true;
    let heard = phone.rings().await.unwrap();
    assert_eq!(heard.then, State::Queued { queue: "care".to_owned(), keys: false, speech: false });
    let heard = phone.acts(&waits(3)).await.unwrap();
    assert_eq!(words(&heard), ["Still waiting.."; 3]);
    assert_eq!(phone.acts(&presses("1")).await.unwrap().said.len(), 1, "nobody listens for keys");
}

#[tokio::test]
async fn a_document_that_takes_no_time_goes_round() {
    let mut phone = phone(&[QUEUE, ""]);
    phone.network().for_ever = true;
    phone.rings().await.unwrap();
    assert_eq!(phone.acts(&waits(3)).await.unwrap_err().kind, FaultKind::GoesRound);
}

#[tokio::test]
async fn only_what_a_queue_may_hold_is_heard_there() {
    for document in ["<Dial><Number>+15550111</Number></Dial>", "<Record/>", QUEUE, "<Reject/>"] {
        let mut phone = phone(&[QUEUE, document]);
        assert_eq!(phone.rings().await.unwrap_err().kind, FaultKind::Nesting, "{document}");
    }
    let mut phone = phone(&[QUEUE, "<Redirect>https://line.example/more</Redirect>", "<Hangup/>"]);
    assert_eq!(phone.rings().await.unwrap().then, State::Over { by: EndedBy::Line });
}

#[tokio::test]
async fn after_a_fault_the_caller_is_still_in_the_queue() {
    let mut phone = waiting(&[]).await;
    phone.network().answers.extend([Err(clew::phone::NetworkError::Connect), xml(NEXT)]);
    let taken = Act::Queue(QueueDoes::Taken { talk_s: 60 });
    assert_eq!(phone.acts(&taken).await.unwrap_err().kind, FaultKind::Network);
    assert!(matches!(phone.acts(&taken).await.unwrap().then, State::Waiting { .. }));
}

#[tokio::test]
async fn nobody_is_taken_out_of_a_queue_who_is_in_none() {
    for document in [crate::script::MENU, crate::script::DIAL, crate::script::RECORD] {
        for does in [QueueDoes::Waits { seconds: 1 }, QueueDoes::Taken { talk_s: 1 }, QueueDoes::Full, QueueDoes::Fails]
        {
            let fault = standing(&[document]).await.acts(&Act::Queue(does)).await.unwrap_err();
            assert_eq!(fault.kind, FaultKind::OutOfPlace, "{fault}");
        }
    }
    let mut phone = waiting(&[]).await;
    let answers = Act::Person(clew::phone::PersonDoes::Answers { talk_s: 5 });
    assert_eq!(phone.acts(&answers).await.unwrap_err().kind, FaultKind::OutOfPlace);
}
