//! The phone in a terminal, or behind a pipe.

use clew::phone::{Act, Heard, PersonDoes, Piece, QueueDoes, State, terminal};

use crate::script::{DIAL, MENU, RECORD, phone, presses};

#[test]
fn what_is_typed_depends_on_what_the_phone_does() {
    let waiting = State::Waiting { keys: true, speech: true, keys_max: None, finish: None, timeout_s: 5 };
    let ringing = State::Ringing { numbers: vec!["+15550111".to_owned()], told: Vec::new(), timeout_s: 25 };
    let queued = State::Queued { queue: "care".to_owned(), keys: true, speech: true };
    let says = |text: &str| Act::Says(text.to_owned());
    for (typed, state, act) in [
        ("1\n", &waiting, Some(presses("1"))),
        ("123#\n", &waiting, Some(presses("123#"))),
        ("\n", &waiting, Some(Act::Silent)),
        ("h\n", &waiting, Some(Act::HangsUp)),
        ("hangup", &ringing, Some(Act::HangsUp)),
        ("a\n", &waiting, Some(says("a"))),
        ("where is my parcel 12\n", &waiting, Some(says("where is my parcel 12"))),
        ("a\n", &ringing, Some(Act::Person(PersonDoes::Answers { talk_s: 60 }))),
        ("a 45\n", &ringing, Some(Act::Person(PersonDoes::Answers { talk_s: 45 }))),
        ("d", &ringing, Some(Act::Person(PersonDoes::Declines))),
        ("v", &ringing, Some(Act::Person(PersonDoes::Voicemail))),
        ("c", &ringing, Some(Act::Person(PersonDoes::Answers { talk_s: 1 }))),
        ("w", &queued, Some(Act::Queue(QueueDoes::Waits { seconds: 30 }))),
        ("w 45\n", &queued, Some(Act::Queue(QueueDoes::Waits { seconds: 45 }))),
        ("t", &queued, Some(Act::Queue(QueueDoes::Taken { talk_s: 60 }))),
        ("t 20", &queued, Some(Act::Queue(QueueDoes::Taken { talk_s: 20 }))),
        ("full", &queued, Some(Act::Queue(QueueDoes::Full))),
        ("f", &queued, Some(Act::Queue(QueueDoes::Fails))),
        ("1", &queued, Some(presses("1"))),
        ("", &queued, Some(Act::Silent)),
        ("h", &queued, Some(Act::HangsUp)),
        ("call me back", &queued, Some(says("call me back"))),
        ("w", &waiting, Some(says("w"))),
        ("b", &ringing, Some(Act::Person(PersonDoes::Busy))),
        ("n", &ringing, Some(Act::Person(PersonDoes::NoAnswer))),
        ("f", &ringing, Some(Act::Person(PersonDoes::Fails))),
        ("\r\n", &ringing, Some(Act::Silent)),
        ("0", &ringing, None),
        ("what?", &ringing, None),
        ("a long", &ringing, None),
    ] {
        assert_eq!(terminal::understood(typed, state), act, "{typed:?} at {state:?}");
    }
}

#[tokio::test]
async fn what_is_typed_while_a_phone_rings_is_no_answer_and_no_silence() {
    let mut output = Vec::new();
    let last = "<Say>Thank you.</Say><Hangup/>";
    terminal::run(phone(&[DIAL, last]), &b"what?\n0\na\n"[..], &mut output).await.unwrap();
    let text = String::from_utf8(output).unwrap();
    let told = "  [the line hears nothing while it rings: a, d, v, c, b, n, f, or h to hang up]\n> ";
    assert!(text.ends_with(&format!("f=fails]\n> {told}{told}  \"Thank you.\"\n[the line hung up]\n")), "{text}");
}

#[test]
fn a_queue_and_what_a_person_hears_are_shown() {
    let text = |text: &str| Piece::Text { text: text.to_owned(), language: None };
    let then = State::Queued { queue: "care".to_owned(), keys: true, speech: false };
    let heard = Heard { said: vec![text("You are next.")], person: vec![text("It is about a parcel.")], then };
    let wanted = [
        "  [the person hears: \"It is about a parcel.\"]",
        "  \"You are next.\"",
        "  [in the queue care, w=waits t=is taken full f=fails; listening: keys]",
    ];
    assert_eq!(terminal::rendered(&heard), wanted);
}

#[tokio::test]
async fn letters_that_are_no_utf8_are_said_as_they_can_be_read() {
    let mut output = Vec::new();
    let last = "<Say>Thank you.</Say><Hangup/>";
    terminal::run(phone(&[MENU, last]), &b"caf\xe9\n"[..], &mut output).await.unwrap();
    let text = String::from_utf8(output).unwrap();
    assert!(text.ends_with("\"Thank you.\"\n[the line hung up]\n"), "{text}");
}

#[tokio::test]
async fn a_call_through_a_pipe_reads_like_one_in_a_terminal() {
    let hello = r#"<Say>Harbor Parcel, good to hear from you.</Say>"#;
    let first = format!("{hello}{MENU}");
    let last = "<Play>https://line.example/audio/bye</Play><Hangup/>";
    let mut output = Vec::new();
    let phone = phone(&[&first, DIAL, RECORD, last]);
    terminal::run(phone, &b"1\na\nhello there\n"[..], &mut output).await.unwrap();
    let wanted = "  \"Harbor Parcel, good to hear from you.\"\n  \"Press one, or say it, please\"\n\
                  \u{20} [listening: keys and words]\n> \
                  \u{20} [ringing +15550111, a=answers d=declines v=voicemail c=cut off n=no answer b=busy f=fails]\n> \
                  \u{20} [recording, at most 60 s]\n> \
                  \u{20} [plays bye]\n[the line hung up]\n";
    assert_eq!(String::from_utf8(output).unwrap(), wanted);
}

#[tokio::test]
async fn the_end_of_the_input_hangs_up() {
    let mut output = Vec::new();
    terminal::run(phone(&[MENU]), &b""[..], &mut output).await.unwrap();
    let text = String::from_utf8(output).unwrap();
    assert!(text.ends_with("> \n[you hung up]\n"), "{text}");
}

#[tokio::test]
async fn nothing_that_a_line_says_or_is_refused_for_commands_the_terminal() {
    for document in
        ["<Say>a &#x9b;31m b \u{9b}2J c \u{202e}d \u{7f}</Say><Hangup/>", "<Sa\u{9b}31my/>", "<S\u{1b}[2Jay/>"]
    {
        let mut output = Vec::new();
        let ended = terminal::run(phone(&[document]), &b""[..], &mut output).await;
        let fault = ended.err().map_or_else(String::new, |error| error.to_string());
        let shown = format!("{}{fault}", String::from_utf8(output).unwrap());
        assert!(shown.contains('\u{fffd}'), "{shown:?}");
        let bad = |char: char| (char.is_control() && char != '\n') || char == '\u{202e}';
        assert!(!shown.contains(bad), "{shown:?}");
    }
}
