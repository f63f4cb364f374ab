//! Questions over HTTP.

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use reqwest::{
    header::{ACCEPT, HeaderMap, HeaderValue},
    redirect,
};
use tokio::time::{Instant, timeout};

use super::{
    Asking, Backends, Configured, Question,
    breaker::{Breaker, FAILURES_MAX, Health, REST},
    exchange::{Connections, Fault, exchange},
    net::{Guard, MachineNames, Names},
    request::{Ready, ready},
};
use crate::call::{Answered, LookupFault};

/// How long a connection is kept for the next question. Shorter than servers keep theirs, so that we close first.
const IDLE: Duration = Duration::from_secs(15);

/// Whoever asks over HTTP. One for the whole program: it keeps connections, and knows which services rest.
pub struct Client {
    known: Configured,
    /// For services anywhere, and for those that say `inside`: they share no connections.
    outside: Connections,
    inside: Connections,
    /// By address, so that a service that many flows name rests for all of them.
    breakers: Mutex<BTreeMap<String, Arc<Mutex<Breaker>>>>,
    begun: Instant,
}

impl Client {
    /// A client that looks names up as the machine does.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(known: Configured) -> io::Result<Self> {
        Self::with_names(known, Arc::new(MachineNames))
    }

    /// A client that looks names up in a way of its own.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn with_names(known: Configured, names: Arc<dyn Names>) -> io::Result<Self> {
        let outside = connections(&Arc::new(Guard { names: Arc::clone(&names), inside: false }))?;
        let inside = connections(&Arc::new(Guard { names, inside: true }))?;
        Ok(Self { known, outside, inside, breakers: Mutex::default(), begun: Instant::now() })
    }

    async fn answer(&self, question: &Question<'_>) -> Result<Answered, Fault> {
        let Ready { service, request, inside } = ready(question, &self.known)?;
        let mut permit = self.permit(service, question)?;
        let client = if inside { &self.inside } else { &self.outside };
        let within = Duration::from_millis(question.lookup.within_ms(question.service));
        let exchanged = timeout(within, exchange(client, request, question)).await;
        let answer = exchanged.unwrap_or_else(|_elapsed| Err(Fault::new(LookupFault::Slow, format!("{within:?}"))));
        let health = match &answer {
            Ok(Answered::Status(500..)) | Err(Fault(LookupFault::Down | LookupFault::Slow, _)) => Health::Ill,
            Err(Fault(LookupFault::Refused | LookupFault::NotAsked | LookupFault::Resting, _)) => Health::Unknown,
            Ok(Answered::Found(_) | Answered::Missing | Answered::Status(_) | Answered::Failed(_))
            | Err(Fault(LookupFault::TooLarge | LookupFault::WrongShape | LookupFault::Redirected, _)) => Health::Well,
        };
        if permit.note(health) {
            let (service, seconds) = (question.lookup.service(), REST.as_secs());
            tracing::warn!(%service, seconds, "a service rests: it failed {FAILURES_MAX} times in a row");
        }
        answer
    }

    fn permit(&self, service: String, question: &Question<'_>) -> Result<Permit<'_>, Fault> {
        let breaker = Arc::clone(held(&self.breakers).entry(service).or_default());
        if held(&breaker).admit(self.begun.elapsed()) {
            Ok(Permit { breaker, begun: &self.begun, noted: false })
        } else {
            Err(Fault::new(LookupFault::Resting, format!("the service is `{}`", question.lookup.service())))
        }
    }
}

impl Backends for Client {
    fn ask<'a>(&'a self, question: Question<'a>) -> Asking<'a> {
        Box::pin(async move {
            let (lookup, service) = (question.name, question.lookup.service());
            match self.answer(&question).await {
                Ok(answered) => {
                    match &answered {
                        Answered::Status(status @ 500..) => {
                            tracing::warn!(%service, %lookup, status, "a lookup failed: the service says so itself");
                        }
                        Answered::Status(status) => tracing::info!(%service, %lookup, status, "a lookup was refused"),
                        Answered::Found(_) | Answered::Missing | Answered::Failed(_) => {}
                    }
                    answered
                }
                Err(Fault(fault, detail)) => {
                    tracing::warn!(%service, %lookup, why = fault.says(), detail, "a lookup failed");
                    Answered::Failed(fault)
                }
            }
        })
    }
}

/// The right to put one question to a service.
struct Permit<'a> {
    breaker: Arc<Mutex<Breaker>>,
    begun: &'a Instant,
    noted: bool,
}

impl Permit<'_> {
    fn note(&mut self, health: Health) -> bool {
        self.noted = true;
        held(&self.breaker).note(self.begun.elapsed(), health)
    }
}

/// A question that was given up says nothing of the service.
impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if !self.noted {
            self.note(Health::Unknown);
        }
    }
}

/// Nothing that holds these locks can panic half-way.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn connections(guard: &Arc<Guard>) -> io::Result<Connections> {
    Ok(Connections { kept: connector(Arc::clone(guard), usize::MAX)?, fresh: connector(Arc::clone(guard), 0)? })
}

/// A client that connects to what the guard lets through, follows nothing, and keeps nothing but so many connections to
/// each service.
fn connector(guard: Arc<Guard>, kept: usize) -> io::Result<reqwest::Client> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let mut accept = HeaderMap::new();
    accept.insert(ACCEPT, HeaderValue::from_static("application/json"));
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .dns_resolver(guard)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .user_agent(concat!("clew/", env!("CARGO_PKG_VERSION")))
        .default_headers(accept)
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(kept)
        .build()
        .map_err(io::Error::other)
}
