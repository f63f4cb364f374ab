//! The backends of `clew serve`: services over the network, and the stand-in of `--demo`.

use std::{collections::BTreeMap, fs, sync::Arc};

use secrecy::SecretString;

use super::{FAILED, USAGE};
use crate::{
    call::Name,
    engine::lookup::Service,
    server::{
        Clock,
        demo::{self, Demo},
        lookup::{Client, Configured, unset},
    },
    settings::{NamedSecret, Settings, named_secret},
};

/// What asks backends, with what services are given, and the stand-in, which answers for as long as it is kept.
pub struct Ready {
    /// Asks.
    pub client: Client,
    /// What services are given.
    pub known: Configured,
    /// The stand-in, if the settings want it.
    pub demo: Option<Demo>,
}

impl Ready {
    /// Says in the log which services cannot be asked, and what to set; and that there is a stand-in.
    pub fn warn<'a>(&self, services: impl Iterator<Item = (&'a Name, &'a Service)>) {
        if let Some(demo) = &self.demo {
            tracing::warn!(address = %demo.address, "a stand-in makes up all answers of the \
            services `tracking` and `city` of the sample lines; it knows no others");
        }
        unset(services, &self.known).iter().for_each(|unset| tracing::error!("{unset}"));
    }
}

/// Makes backends ready to be asked. The stand-in's settings and secrets take the place of those that are set.
///
/// # Errors
/// The exit code, and what could not be done.
pub async fn ready(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Ready, (u8, String)> {
    let known = Configured {
        configs: settings.configs.clone(),
        secrets: secrets(settings).map_err(|says| (USAGE, says))?,
        demo: None,
    };
    match settings.demo {
        true => stand_in(known, clock).await,
        false => Ok(Ready { client: client(&known)?, known, demo: None }),
    }
}

/// Starts the stand-in, and makes it ready to be asked. Its settings and secrets take the place of those in `known`.
///
/// # Errors
/// The exit code, and what could not be done.
pub async fn stand_in(mut known: Configured, clock: Arc<dyn Clock>) -> Result<Ready, (u8, String)> {
    let failed = |error| (FAILED, format!("could not start the stand-in backend: {error}"));
    let demo = demo::start(clock).await.map_err(failed)?;
    known.configs.extend(demo.configs.clone());
    let secrets = demo.secrets.iter().map(|(name, secret)| (name.clone(), SecretString::from(secret.as_str())));
    known.secrets.extend(secrets);
    known.demo = Some(demo.address);
    Ok(Ready { client: client(&known)?, known, demo: Some(demo) })
}

fn client(known: &Configured) -> Result<Client, (u8, String)> {
    Client::new(known.clone()).map_err(|error| (FAILED, format!("could not set up TLS: {error}")))
}

fn secrets(settings: &Settings) -> Result<BTreeMap<String, SecretString>, String> {
    let mut all = BTreeMap::new();
    for (name, secret) in &settings.service_secrets {
        let secret = match secret {
            NamedSecret::Given(secret) => secret.clone(),
            NamedSecret::File(file) => {
                let wrong = |error: &dyn std::fmt::Display| {
                    format!("could not read `secret.{name}` in `{}`: {error}", file.display())
                };
                let text = fs::read_to_string(file).map_err(|error| wrong(&error))?;
                named_secret(&text).map_err(|error| wrong(&error))?
            }
        };
        all.insert(name.clone(), secret);
    }
    Ok(all)
}
