//! Where switches are turned: in the service that runs, or in the store of one that does not.

use std::{fs, io, path::Path, time::Duration};

use super::{FAILED, Failed, USAGE};
use crate::{
    call::Name,
    phone::{Answer, Http, Method, Network, NetworkError, Webhook},
    server::{
        Clock, MachineClock,
        inner::{
            ADDRESS_FILE, TOKEN_FILE,
            switches::{Listed, Order},
        },
        served_last,
        switches::{self, NotTurned, Standing, Turned, duration_s},
    },
    store::{CommitError, Sled, Store, StoreError, Switched},
};

/// How long the service may take to answer.
const ANSWER_MAX: Duration = Duration::from_secs(10);

/// Where the switches are.
pub(super) enum Place {
    /// In the service that runs; with what it has listed.
    Service(Service, Vec<Listed>),
    /// In the store.
    Store(Stored),
}

/// The service's inner listener.
pub(super) struct Service {
    address: String,
    token: String,
}

/// The store, while no service has it, and the flows that were served from it last.
pub(super) struct Stored {
    store: Sled,
    flows: Vec<(Name, Vec<switches::Switch>)>,
}

/// The service if it runs, else the store.
pub(super) async fn reach(data: &Path) -> Result<Place, Failed> {
    if let Some(service) = Service::of(data) {
        match service.ask(Method::Get, "/switches", String::new()).await {
            Ok(answer) if answer.status == 200 => {
                let listed = serde_json::from_slice(&answer.body);
                let listed = listed.map_err(|error| Failed(FAILED, format!("could not read the answer: {error}")))?;
                return Ok(Place::Service(service, listed));
            }
            // Nobody is there any more, or somebody else: then the store is free.
            Ok(_) | Err(_) => {}
        }
    }
    Stored::open(data).map(Place::Store)
}

impl Place {
    /// All switches as they now are.
    pub(super) fn list(&self) -> Result<Vec<Listed>, Failed> {
        match self {
            Self::Service(_, listed) => Ok(listed.clone()),
            Self::Store(stored) => stored.list(),
        }
    }

    /// Turns one; how it then stands.
    pub(super) async fn turn(&mut self, flow: &str, name: &str, order: &Order) -> Result<Listed, Failed> {
        match self {
            Self::Service(service, _) => service.turn(flow, name, order).await,
            Self::Store(stored) => stored.turn(flow, name, order).await,
        }
    }
}

impl Service {
    /// The service that was last started on this data folder; it may have ended.
    fn of(data: &Path) -> Option<Self> {
        let read = |file: &str| -> io::Result<String> { Ok(fs::read_to_string(data.join(file))?.trim().to_owned()) };
        Some(Self { address: read(ADDRESS_FILE).ok()?, token: read(TOKEN_FILE).ok()? })
    }

    async fn ask(&self, method: Method, path: &str, body: String) -> Result<Answer, NetworkError> {
        let headers = vec![
            ("authorization".to_owned(), format!("Bearer {}", self.token)),
            ("content-type".to_owned(), "application/json".to_owned()),
        ];
        let request = Webhook { method, url: format!("http://{}{path}", self.address), headers, body, at_ms: 0 };
        Http::within(ANSWER_MAX).post(request).await
    }

    async fn turn(&self, flow: &str, name: &str, order: &Order) -> Result<Listed, Failed> {
        let part =
            |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
        let path = format!("/switches/{}/{}", part(flow), part(name));
        let body = serde_json::to_string(order).unwrap_or_default();
        let answer = self.ask(Method::Post, &path, body).await;
        let answer = answer.map_err(|error| Failed(FAILED, format!("could not reach the service: {error}")))?;
        let text = String::from_utf8_lossy(&answer.body);
        match answer.status {
            200 => serde_json::from_str(&text)
                .map_err(|error| Failed(FAILED, format!("could not read the answer: {error}"))),
            400 | 404 => Err(Failed(USAGE, text.trim().to_owned())),
            status => Err(Failed(FAILED, format!("the service answers with status {status}: {}", text.trim()))),
        }
    }
}

impl Stored {
    fn open(data: &Path) -> Result<Self, Failed> {
        let store = Sled::open(&data.join("store")).map_err(Failed::store)?;
        let flows =
            served_last(data).into_iter().map(|bundle| (bundle.flow.name.clone(), switches::of_flow(&bundle.flow)));
        Ok(Self { store, flows: flows.collect() })
    }

    fn list(&self) -> Result<Vec<Listed>, Failed> {
        let (now, kept) = (MachineClock.now(), self.store.switches().map_err(Failed::store)?);
        let mut listed = Vec::new();
        for (flow, switches) in &self.flows {
            for switch in switches {
                let last = kept.iter().find(|kept| kept.flow == *flow && kept.switch == switch.name).cloned();
                let on = last.as_ref().is_some_and(|last| last.is_on(now));
                listed.push(Listed::new(&Standing { flow: flow.clone(), switch: switch.clone(), on, last }));
            }
        }
        Ok(listed)
    }

    async fn turn(&self, flow: &str, name: &str, order: &Order) -> Result<Listed, Failed> {
        let found = self.flows.iter().find(|(known, _)| known.as_str() == flow);
        let (flow, known) = found.ok_or_else(|| NotTurned::NoFlow(flow.into()))?;
        let for_s = order.lasts.as_deref().and_then(duration_s);
        let turned = Turned { on: order.on, for_s, by: order.by.clone().unwrap_or_default() };
        let switched: Switched = switches::switched(flow, known, &name.into(), &turned, MachineClock.now())?;
        self.store.switch(&switched).await.map_err(|error| match error {
            CommitError::Failed(error) => Failed::store(error),
            CommitError::Raced => Failed::store(StoreError::new("somebody else turned it")),
        })?;
        let switch = known.iter().find(|switch| switch.name == switched.switch).cloned();
        let switch = switch.ok_or_else(|| NotTurned::NoSwitch(name.into(), Vec::new()))?;
        let on = switched.on;
        Ok(Listed::new(&Standing { flow: flow.clone(), switch, on, last: Some(switched) }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_switch_is_turned_in_the_store_of_a_service_that_does_not_run() {
        let folder = tempfile::tempdir().unwrap();
        let store = || Sled::open(&folder.path().join("store")).unwrap();
        let storm = switches::Switch { name: "storm".into(), title: "Storm closure".to_owned(), lasts_s: 60 };
        let flows = vec![(Name::from("parcels"), vec![storm])];
        let stored = Stored { store: store(), flows: flows.clone() };
        let order = Order { on: true, lasts: Some("3h".to_owned()), by: Some("ada".to_owned()) };
        let turned = stored.turn("parcels", "storm", &order).await.unwrap_or_else(|failed| panic!("{}", failed.1));
        assert!(turned.on && turned.until.is_some());
        drop(stored);
        let kept = store().switches().unwrap();
        assert_eq!(kept[0].until.millis_since(kept[0].since), 3 * 60 * 60 * 1000);
        let stored = Stored { store: store(), flows };
        assert_eq!(stored.list().unwrap_or_else(|failed| panic!("{}", failed.1)), [turned]);
        let off = Order { on: false, lasts: None, by: None };
        assert!(stored.turn("parcels", "storm", &off).await.is_ok_and(|listed| !listed.on && listed.until.is_none()));
        for (flow, name) in [("library", "storm"), ("parcels", "strom")] {
            assert!(stored.turn(flow, name, &off).await.is_err_and(|failed| failed.0 == USAGE), "{flow} {name}");
        }
    }
}
