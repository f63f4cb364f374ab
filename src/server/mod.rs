//! The service: webhooks in, documents out, and what lies around it.
//!
//! `public` receives and verifies, `turn` makes one turn of a call, `repeat` judges what is delivered twice,
//! `last_resort` answers when nothing else can. All decisions are the engine's; here is only I/O.

mod audio;
mod bundles;
mod calls;
mod clock;
mod connection;
mod count;
mod files;
pub mod inner;
mod last_resort;
pub mod listen;
pub mod local;
pub mod metrics;
mod public;
mod repeat;
mod sweep;
mod turn;

use std::{collections::BTreeMap, io, path::Path, sync::Arc};

use axum::Router;
use secrecy::SecretString;
use tokio::sync::Semaphore;

use crate::{
    dialect::{self, Dialect, Keyring},
    store::Store,
};

pub use bundles::{Bundles, Recording};
pub use clock::{Clock, MachineClock, SetClock};
pub use files::{Files, Flawed, read_flows, read_keyring};
pub use last_resort::last_resort;
pub use listen::serve;
pub use public::public;
pub use sweep::sweep;

/// Turns that may be under way at once. Beyond it callers get the last resort: a person at once is better than a
/// queue of webhooks that all time out.
const TURNS_MAX: usize = 4096;

/// What the service is made of.
pub struct Parts {
    /// Where calls live.
    pub store: Arc<dyn Store>,
    /// The flows.
    pub bundles: Bundles,
    /// The keys of our URLs and of calls.
    pub keyring: Keyring,
    /// The time of day.
    pub clock: Arc<dyn Clock>,
    /// How platforms reach us: scheme, host and port, perhaps a path; no slash at the end.
    pub public_url: String,
    /// The secrets of each platform, by its name.
    pub secrets: BTreeMap<&'static str, Vec<SecretString>>,
}

/// The service.
pub struct Server {
    store: Arc<dyn Store>,
    bundles: Bundles,
    keyring: Keyring,
    clock: Arc<dyn Clock>,
    public_url: String,
    secrets: BTreeMap<&'static str, Vec<SecretString>>,
    calls: calls::Calls,
    capacity: Arc<Semaphore>,
    last_resort: last_resort::LastResorts,
    metrics: Arc<metrics::Metrics>,
}

impl Server {
    /// A service made of these parts, with its documents of last resort rendered.
    #[must_use]
    pub fn new(parts: Parts) -> Arc<Self> {
        let Parts { store, bundles, keyring, clock, public_url, secrets } = parts;
        let platforms: Vec<&str> = dialect::ALL.iter().map(|dialect| dialect.name()).collect();
        let last_resort = last_resort::LastResorts::default();
        last_resort.render(&bundles.current(), &format!("{public_url}/audio"));
        Arc::new(Self {
            store,
            bundles,
            keyring,
            clock,
            public_url,
            secrets,
            calls: calls::Calls::default(),
            capacity: Arc::new(Semaphore::new(TURNS_MAX)),
            last_resort,
            metrics: Arc::new(metrics::Metrics::new(&platforms)),
        })
    }

    /// The inner listener's routes. Its token is new, and written to a file in `data` that only the owner reads.
    ///
    /// # Errors
    /// When the token cannot be made or written.
    pub fn inner(self: &Arc<Self>, data: &Path) -> io::Result<Router> {
        let token = inner::Token::fresh().map_err(|error| io::Error::other(error.to_string()))?;
        token.write(data)?;
        let server = Arc::clone(self);
        let examine = move || {
            let flows = server.bundles.current().iter().map(|bundle| bundle.flow.name.to_string()).collect();
            inner::Health::new(server.store.healthy(), flows)
        };
        Ok(inner::router(Arc::new(examine), Arc::clone(&self.metrics), token, Router::new()))
    }

    fn secrets(&self, dialect: &dyn Dialect) -> &[SecretString] {
        self.secrets.get(dialect.name()).map_or(&[], Vec::as_slice)
    }
}
