//! One exchange with a backend: what is sent, what comes back, and what that means.

use std::{error::Error, io};

use reqwest::{Request, Response};

use super::{Question, decode, net::Refused};
use crate::call::{Answered, LookupFault};

/// Most bytes of an answer that are read.
pub const BODY_MAX: usize = 64 * 1024;

/// What went wrong, with a detail for the log: nothing that was asked or answered.
#[derive(Debug)]
pub(super) struct Fault(pub(super) LookupFault, pub(super) String);

impl Fault {
    pub(super) fn new(fault: LookupFault, detail: impl Into<String>) -> Self {
        Self(fault, detail.into())
    }
}

/// Ways to reach services.
pub(super) struct Connections {
    /// By a connection that was kept, if there is one.
    pub(super) kept: reqwest::Client,
    /// By a new one.
    pub(super) fresh: reqwest::Client,
}

/// Puts the question and reads what comes back.
pub(super) async fn exchange(
    connections: &Connections,
    request: Request,
    question: &Question<'_>,
) -> Result<Answered, Fault> {
    let response = match (connections.kept.execute(copy(&request)?).await, question.lookup.is_get()) {
        (Ok(response), _) => response,
        // A GET may be put twice. Nobody may have seen the first: servers close what they kept open without a word.
        (Err(why), true) if (why.is_connect() || is_cut(&why)) && refusal(&why).is_none() => {
            connections.fresh.execute(request).await.map_err(|why| fault(&why))?
        }
        (Err(why), _) => return Err(fault(&why)),
    };
    match response.status().as_u16() {
        404 | 410 | 204 => Ok(Answered::Missing),
        200..=299 => found(&read(response).await?, question),
        status @ 300..=399 => Err(Fault::new(LookupFault::Redirected, format!("status {status}"))),
        status => Ok(Answered::Status(status)),
    }
}

fn copy(request: &Request) -> Result<Request, Fault> {
    request.try_clone().ok_or_else(|| Fault::new(LookupFault::NotAsked, "the request cannot be put"))
}

/// The body, as long as it is not too large: it is not read to its end to find that out.
async fn read(mut response: Response) -> Result<Vec<u8>, Fault> {
    let too_large = || Fault::new(LookupFault::TooLarge, format!("more than {BODY_MAX} bytes"));
    if response.content_length().is_some_and(|length| u64::try_from(BODY_MAX).is_ok_and(|max| max < length)) {
        return Err(too_large());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|why| fault(&why))? {
        if BODY_MAX - body.len() < chunk.len() {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn found(body: &[u8], question: &Question<'_>) -> Result<Answered, Fault> {
    let Question { name, lookup, with, zone, .. } = question;
    match decode::read(body, lookup.gives(), *zone) {
        Err(misfit) => Err(Fault::new(misfit.fault, misfit.to_string())),
        Ok(None) => Ok(Answered::Missing),
        Ok(Some(value)) if lookup.is_missing(name, &value, with) => Ok(Answered::Missing),
        Ok(Some(value)) => Ok(Answered::Found(value)),
    }
}

/// Why nothing came, told by what lies at the bottom of it: what lies above repeats the address.
fn fault(error: &reqwest::Error) -> Fault {
    if let Some(refused) = refusal(error) {
        return Fault::new(LookupFault::Refused, refused.to_string());
    }
    let bottom = causes(error).last().map_or_else(String::new, ToString::to_string);
    Fault::new(LookupFault::Down, bottom)
}

fn refusal(error: &reqwest::Error) -> Option<&Refused> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

/// Whether the connection ended before there was an answer.
fn is_cut(error: &reqwest::Error) -> bool {
    let hyper = |cause: &(dyn Error + 'static)| {
        cause.downcast_ref::<hyper::Error>().is_some_and(|why| why.is_incomplete_message() || why.is_canceled())
    };
    let cut = [io::ErrorKind::ConnectionReset, io::ErrorKind::ConnectionAborted, io::ErrorKind::BrokenPipe];
    let system =
        |cause: &(dyn Error + 'static)| cause.downcast_ref::<io::Error>().is_some_and(|why| cut.contains(&why.kind()));
    !error.is_timeout() && causes(error).any(|cause| hyper(cause) || system(cause))
}

/// What an error comes from, and that, and so on.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |cause| (*cause).source())
}
