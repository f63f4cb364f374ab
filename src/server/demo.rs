//! A small stand-in backend for `clew serve --demo`, so that the sample lines answer real questions.
//!
//! Invariant: it makes everything up from the question and the day alone, and listens on this machine alone. It is
//! never served beside a platform's secret (`settings`).
//!
//! What it answers, by question:
//!
//! - `tracking/parcels/NUMBER`: by its last digit, 1 to 4 on the way and here in as many days, 5 comes today, 6 and 7
//!   came yesterday, 8 after 3 s, 9 status 500; 0 and what is no number 404.
//! - `city/collections/HOUSE`: what is collected in the next week, and when; what is no number 404.
//! - `city/permits/NUMBER`: its state, the day that it is ready, and its PIN, the last four digits backwards; 0 at the
//!   end 404.
//! - `city/appointments`: the next free times, each with an id.
//!
//! To add an answer: its route in `router`, its line above, and its row in `tests/lookups/demo.rs`.

use std::{
    collections::BTreeMap,
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{
    Router,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use chrono::{DateTime, Days, NaiveDate};
use serde_json::{Value as Json, json};
use tokio::{net::TcpListener, task::JoinHandle};

use super::Clock;

/// How long the slow answer takes: longer than any lookup waits unless it says so.
const SLOW: Duration = Duration::from_secs(3);

/// The stand-in backend, for as long as this is kept.
#[derive(Debug)]
pub struct Demo {
    /// Where it listens.
    pub address: SocketAddr,
    /// What `{config.NAME}` is: `tracking` and `city`.
    pub configs: BTreeMap<String, String>,
    /// What `{secret.NAME}` is, for the same. It is not looked at.
    pub secrets: BTreeMap<String, String>,
    serving: JoinHandle<()>,
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Starts it on a free port of this machine. `clock` tells the day.
///
/// # Errors
/// When there is no free port.
pub async fn start(clock: Arc<dyn Clock>) -> io::Result<Demo> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let serving = async move {
        super::serve(listener, router(clock), std::future::pending()).await;
    };
    let names = ["tracking", "city"];
    Ok(Demo {
        address,
        configs: names.iter().map(|name| ((*name).to_owned(), format!("http://{address}/{name}"))).collect(),
        secrets: names.iter().map(|name| ((*name).to_owned(), "demo".to_owned())).collect(),
        serving: tokio::spawn(serving),
    })
}

fn router(clock: Arc<dyn Clock>) -> Router {
    Router::new()
        .route("/tracking/parcels/{number}", get(parcel))
        .route("/city/collections/{house}", get(collections))
        .route("/city/permits/{number}", get(permit))
        .route("/city/appointments", get(appointments))
        .with_state(clock)
}

type Now = State<Arc<dyn Clock>>;

async fn parcel(State(clock): Now, Path(number): Path<String>) -> Response {
    let today = today(clock.as_ref());
    let (state, eta) = match last_digit(&number) {
        Some(days @ 1..=4) => ("on_the_way", later(today, days.into())),
        Some(5) => ("out_for_delivery", today),
        Some(6 | 7) => ("delivered", today.checked_sub_days(Days::new(1)).unwrap_or(today)),
        Some(8) => {
            tokio::time::sleep(SLOW).await;
            ("on_the_way", later(today, 1))
        }
        Some(9) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Some(_) | None => return StatusCode::NOT_FOUND.into_response(),
    };
    answer(&json!({ "number": number, "state": state, "eta": eta.to_string() }))
}

async fn collections(State(clock): Now, Path(house): Path<String>) -> Response {
    let today = today(clock.as_ref());
    let Some(digit) = last_digit(&house) else { return StatusCode::NOT_FOUND.into_response() };
    let collected = [("refuse", 1), ("paper", 2), ("garden", 4)];
    let days = collected
        .map(|(kind, days)| json!({ "kind": kind, "day": later(today, days + u64::from(digit) % 3).to_string() }));
    answer(&Json::from(days.to_vec()))
}

async fn permit(State(clock): Now, Path(number): Path<String>) -> Response {
    let (state, days) = match last_digit(&number) {
        Some(1..=4) => ("granted", 0),
        Some(days @ 5..=9) => ("in_review", u64::from(days)),
        Some(_) | None => return StatusCode::NOT_FOUND.into_response(),
    };
    let pin: String = number.chars().rev().take(4).collect();
    answer(&json!({ "state": state, "ready": later(today(clock.as_ref()), days).to_string(), "pin": pin }))
}

async fn appointments(State(clock): Now) -> Response {
    let today = today(clock.as_ref());
    let times = [(1, "09:00"), (1, "14:30"), (2, "11:15"), (5, "16:00")];
    let free = times.map(|(days, time)| {
        let day = later(today, days).to_string();
        json!({ "id": format!("{day}-{time}"), "day": day, "time": time })
    });
    answer(&Json::from(free.to_vec()))
}

fn answer(json: &Json) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], json.to_string()).into_response()
}

/// The last digit of a number; nothing if it is none.
fn last_digit(number: &str) -> Option<u8> {
    let all = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| number.bytes().last().map(|byte| byte - b'0'))?
}

/// The day in UTC: the stand-in does not know where the line is.
fn today(clock: &dyn Clock) -> NaiveDate {
    DateTime::from_timestamp_millis(clock.now().millis()).unwrap_or_default().date_naive()
}

fn later(today: NaiveDate, days: u64) -> NaiveDate {
    today.checked_add_days(Days::new(days)).unwrap_or(today)
}
