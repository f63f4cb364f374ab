//! The service: webhooks in, documents out, and what lies around it.
//!
//! `public` receives and verifies, `turn` makes one turn of a call, `repeat` judges what is delivered twice,
//! `last_resort` answers when nothing else can. All decisions are the engine's; here is only I/O.

mod aside;
mod asking;
mod audio;
mod bundles;
mod calls;
mod clock;
mod compete;
mod connection;
mod count;
pub mod demo;
mod files;
pub mod inner;
mod kept;
mod key;
mod known;
mod last_resort;
pub mod listen;
pub mod local;
mod look;
pub mod lookup;
pub mod metrics;
mod pinned;
mod public;
mod recording;
mod reload;
mod repeat;
mod serving;
mod shelf;
mod sweep;
pub mod switches;
mod turn;
mod used;
mod voice;

use std::{
    collections::BTreeMap,
    io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::Router;
use secrecy::SecretString;
use tokio::sync::Semaphore;

use crate::{
    call::{Moment, Name},
    dialect::{self, Dialect, Keyring},
    store::Store,
};

pub use bundles::{Bundles, Start, Unfit};
pub use clock::{Clock, MachineClock, SetClock};
pub use files::{Files, Flawed, read_flows};
pub use key::{open_store, read_keyring};
pub use last_resort::last_resort;
pub use listen::serve;
pub use look::{FILE_KINDS, Look, Place};
use lookup::Backends;
pub use public::public;
pub use recording::Recording;
pub use reload::{Watch, tell, watch};
pub use serving::News;
pub use sweep::sweep;

/// Turns that may be under way at once. Beyond it callers get the last resort: a person at once is better than a
/// queue of webhooks that all time out.
const TURNS_MAX: usize = 4096;

/// How long a turn may take before the caller gets the last resort instead, where no setting says so. SignalWire gives
/// up after 5 s, Twilio after 15 s (PLATFORMS 0.3); a second is as long as silence feels right on the phone.
const ANSWER_WITHIN: Duration = Duration::from_millis(800);

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
    /// Who answers lookups.
    pub backends: Arc<dyn Backends>,
    /// How platforms reach us: scheme, host and port, perhaps a path; no slash at the end.
    pub public_url: String,
    /// The secrets of each platform, by its name.
    pub secrets: BTreeMap<&'static str, Vec<SecretString>>,
}

/// The service.
pub struct Server {
    store: Arc<dyn Store>,
    bundles: Arc<Bundles>,
    switches: switches::Switches,
    /// One reload after the other.
    reloading: Mutex<()>,
    /// When the flow files were looked at last.
    looked: Mutex<Moment>,
    keyring: Keyring,
    clock: Arc<dyn Clock>,
    backends: Arc<dyn Backends>,
    on_the_way: asking::OnTheWay,
    public_url: String,
    secrets: BTreeMap<&'static str, Vec<SecretString>>,
    calls: calls::Calls,
    capacity: Arc<Semaphore>,
    last_resort: last_resort::LastResorts,
    answer_within: Duration,
    metrics: Arc<metrics::Metrics>,
}

impl Server {
    /// A service made of these parts, with its documents of last resort rendered.
    #[must_use]
    pub fn new(parts: Parts) -> Arc<Self> {
        Self::answering_within(parts, ANSWER_WITHIN)
    }

    /// The same, with a time of its own after which a caller gets the last resort instead of an answer.
    #[must_use]
    pub fn answering_within(parts: Parts, answer_within: Duration) -> Arc<Self> {
        let Parts { store, bundles, keyring, clock, backends, public_url, secrets } = parts;
        let platforms: Vec<&str> = dialect::ALL.iter().map(|dialect| dialect.name()).collect();
        let last_resort = last_resort::LastResorts::default();
        last_resort.render(&bundles.current(), &format!("{public_url}/audio"));
        Arc::new(Self {
            switches: switches::Switches::over(Arc::clone(&store)),
            store,
            bundles: Arc::new(bundles),
            reloading: Mutex::new(()),
            looked: Mutex::new(clock.now()),
            keyring,
            clock,
            backends,
            on_the_way: asking::OnTheWay::default(),
            public_url,
            secrets,
            calls: calls::Calls::default(),
            capacity: Arc::new(Semaphore::new(TURNS_MAX)),
            last_resort,
            answer_within,
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
            let serving = server.bundles.serving();
            let flows = serving.current().map(|bundle| bundle.flow.name.to_string()).collect();
            let refused = serving.files().filter(|(_, served)| served.refused.is_some() || served.gone);
            let refused = refused.map(|(file, _)| file.to_owned()).collect();
            inner::Health::new(server.store.healthy(), flows).refusing(refused).looked(server.looked_s_ago())
        };
        Ok(inner::router(Arc::new(examine), Arc::clone(&self.metrics), token, inner::routes(self)))
    }

    /// The inner listener's routes, for this process alone: without its door, and so without a token.
    pub fn within(self: &Arc<Self>) -> Router {
        inner::routes(self)
    }

    /// Every switch of the flows that are served, as it now is.
    #[must_use]
    pub fn switches(&self) -> Vec<switches::Standing> {
        let now = self.clock.now();
        let mut all: BTreeMap<(Name, Name), switches::Standing> = BTreeMap::new();
        for bundle in self.bundles.current() {
            for standing in self.switches.standing(&bundle.flow, now) {
                all.entry((standing.flow.clone(), standing.switch.name.clone())).or_insert(standing);
            }
        }
        all.into_values().collect()
    }

    /// Turns a switch of a flow that is served, durably; how it then stands.
    ///
    /// # Errors
    /// When there is no such flow or switch, it cannot be on for so long, or it cannot be kept.
    pub async fn turn_switch(
        &self,
        flow: &Name,
        name: &Name,
        turned: &switches::Turned,
    ) -> Result<switches::Standing, switches::NotTurned> {
        let current = self.bundles.current();
        let bundle = current.iter().find(|bundle| bundle.flow.name == *flow);
        let bundle = bundle.ok_or_else(|| switches::NotTurned::NoFlow(flow.clone()))?;
        self.switches.turn(&bundle.flow, name, turned, self.clock.now()).await
    }

    /// Notes in the log which switches have gone off by themselves. They do so without this.
    pub fn run_out_switches(&self) {
        self.switches.run_out(self.clock.now());
    }

    /// Notes that the flow files were looked at.
    fn looked(&self) {
        *self.looked.lock().unwrap_or_else(PoisonError::into_inner) = self.clock.now();
    }

    /// How long ago the flow files were looked at, in seconds.
    fn looked_s_ago(&self) -> i64 {
        let looked = *self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        self.clock.now().millis().saturating_sub(looked.millis()).max(0) / 1000
    }

    fn secrets(&self, dialect: &dyn Dialect) -> &[SecretString] {
        self.secrets.get(dialect.name()).map_or(&[], Vec::as_slice)
    }
}
