//! Ringing a line in this process.

use clew::{
    cli::line::{self, Line},
    phone::{
        Act, Answer, Heard, Network, Webhook,
        twilio::{LineSetup, Phone},
    },
    store::Saved,
};

/// The platform's id of every call here.
pub const ID: &str = "CA00000000000000000000000000000001";

/// A phone that rings this line.
pub fn phone(line: &Line, to: &str) -> Phone<Line> {
    let setup = LineSetup {
        answer_url: format!("{}/twilio/call", line::BASE),
        status_url: format!("{}/twilio/status", line::BASE),
        from: "+15550123".to_owned(),
        to: to.to_owned(),
        call_id: ID.to_owned(),
        secret: None,
    };
    Phone::new(setup, line.clone()).ringing_at(1_795_000_000_000)
}

/// Keys, pressed after the prompt.
pub fn presses(keys: &str) -> Act {
    Act::Presses { keys: keys.to_owned(), at_once: false }
}

/// Rings and does all of this, one after another.
pub async fn play(phone: &mut Phone<Line>, acts: &[Act]) -> Heard {
    let mut heard = phone.rings().await.unwrap_or_else(|fault| panic!("{fault}"));
    for act in acts {
        heard = phone.acts(act).await.unwrap_or_else(|fault| panic!("after {act:?}: {fault}"));
    }
    heard
}

/// The call as saved.
pub fn saved(line: &Line) -> Saved {
    line.call("twilio", ID).unwrap_or_else(|| panic!("the call is not in the store"))
}

/// Delivers a webhook as it is.
pub async fn deliver(line: &Line, webhook: &Webhook) -> Answer {
    line.clone().post(webhook.clone()).await.unwrap_or_else(|error| panic!("{error}"))
}

/// The last webhook of a phone.
pub fn last(phone: &Phone<Line>) -> Webhook {
    phone.last_webhook().cloned().unwrap_or_else(|| panic!("the phone has not rung"))
}

/// The same webhook with its form changed.
pub fn with_form(webhook: &Webhook, change: impl FnOnce(&mut Vec<(String, String)>)) -> Webhook {
    let mut form: Vec<(String, String)> = form_urlencoded::parse(webhook.body.as_bytes()).into_owned().collect();
    change(&mut form);
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    Webhook { body, ..webhook.clone() }
}
