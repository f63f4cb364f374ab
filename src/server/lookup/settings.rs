//! The settings and secrets that services are given.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    net::SocketAddr,
};

use secrecy::{ExposeSecret, SecretString};

use crate::{
    call::Name,
    engine::lookup::{Known, Service},
    settings::{config_variable, secret_variable},
};

/// What `{config.NAME}` and `{secret.NAME}` stand for.
#[derive(Debug, Clone, Default)]
pub struct Configured {
    /// The settings, by name.
    pub configs: BTreeMap<String, String>,
    /// The secrets, by name.
    pub secrets: BTreeMap<String, SecretString>,
    /// Where our own stand-in backend listens, if there is one. A service at this address is inside.
    pub demo: Option<SocketAddr>,
}

impl Known for Configured {
    fn config(&self, name: &str) -> Option<&str> {
        self.configs.get(name).map(String::as_str)
    }

    fn secret(&self, name: &str) -> Option<&str> {
        self.secrets.get(name).map(ExposeSecret::expose_secret)
    }
}

/// A service that cannot be asked, and the variables that are to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unset {
    /// The service.
    pub service: Name,
    /// The variables, such as `CLEW_CONFIG_TRACKING`.
    pub variables: Vec<String>,
}

impl fmt::Display for Unset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let set = self.variables.iter().map(|variable| format!("`{variable}`")).collect::<Vec<_>>().join(" and ");
        write!(f, "the service `{}` cannot be asked, and its lookups fail: set {set}", self.service)
    }
}

/// The services that cannot be asked as things are.
pub fn unset<'a>(services: impl Iterator<Item = (&'a Name, &'a Service)>, known: &Configured) -> Vec<Unset> {
    let mut found = Vec::new();
    for (name, service) in services {
        let missing: BTreeSet<String> = service.reads().into_iter().filter_map(|path| variable(path, known)).collect();
        if !missing.is_empty() {
            found.push(Unset { service: name.clone(), variables: missing.into_iter().collect() });
        }
    }
    found
}

/// The variable of a path that is not set.
fn variable(path: &str, known: &Configured) -> Option<String> {
    match path.split_once('.')? {
        ("config", name) => known.config(name).is_none().then(|| config_variable(name)),
        (_secret, name) => known.secret(name).is_none().then(|| secret_variable(name)),
    }
}
