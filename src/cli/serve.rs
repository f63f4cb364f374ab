//! `clew serve`: the service.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use axum::Router;
use clap::{ArgMatches, Args, Command, FromArgMatches};
use secrecy::SecretString;
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
};
use tracing::info;
use tracing_subscriber::{Layer, layer::SubscriberExt, util::SubscriberInitExt};

use super::{
    FAILED, FINE, Failed, PROBLEMS, USAGE,
    backends::{self, Ready},
    call::ANY_LINE,
    default_flows,
    folder::{flags_of, given, platforms, settings_file},
    shown,
};
use crate::{
    answer,
    call::Number,
    dialect::{self, Keyring},
    phone::printable,
    server::{
        Bundles, Clock, MachineClock, Parts, Place, Server, Start, Unfit, Watch, inner::write_address, open_store,
        public, serve, sweep, tell, watch,
    },
    settings::{KeepDays, PublicUrl, Secrets, Settings, secrets, table},
    store::{Keep, Sled},
};

/// `clew serve`: the service itself.
#[derive(Debug)]
pub struct Serve {
    config: Option<PathBuf>,
    flags: BTreeMap<String, String>,
}

/// How long the end waits for what is under way when all calls are answered and saved: a look at the files, perhaps,
/// which nobody needs any more.
const LEFT_MAX: Duration = Duration::from_millis(500);

/// The flags come from the table of settings.
impl Args for Serve {
    fn augment_args(command: Command) -> Command {
        let secrets = platforms().into_iter().map(|(name, variable)| format!("{variable} holds the secret of {name}"));
        let secrets = secrets.collect::<Vec<_>>().join("; ");
        let after = format!("In the environment alone: {secrets}. Without one only this machine is answered.");
        flags_of(command, table(&platforms())).after_help(after)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Serve {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let config = matches.get_one::<String>("config").map(PathBuf::from);
        Ok(Self { config, flags: given(matches, table(&platforms())) })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Why the service did not start: the exit code, and what to say.
struct Stopped(u8, String);

impl Stopped {
    fn failed(what: &str, error: impl std::fmt::Display) -> Self {
        Self(FAILED, format!("could not {what}: {error}"))
    }
}

impl Serve {
    /// Runs it.
    pub fn run(&self) -> u8 {
        match self.serve() {
            Ok(()) => FINE,
            Err(Stopped(code, says)) => {
                complain!("{says}");
                code
            }
        }
    }

    fn serve(&self) -> Result<(), Stopped> {
        let settings = self.settings()?;
        log(&settings);
        let secrets = read_secrets(&settings)?;
        let (start, watching) = flows(&settings)?;
        let (keyring, store) = kept(&settings)?;
        let (bundles, news) =
            start.keep().map_err(|error| Stopped::failed("keep the flows in the data folder", error))?;
        tell(&news);
        let lines = lines(&bundles);
        let current = bundles.current();
        let numbers: Vec<String> =
            current.iter().flat_map(|bundle| bundle.flow.lines.keys()).map(|line| line.e164().to_owned()).collect();
        // A caller would wait for it otherwise.
        answer::warm_up();
        let runtime = runtime()?;
        let served = runtime.block_on(async {
            let outer = bind(settings.listen).await?;
            let within = bind(settings.inner).await?;
            let address = outer.local_addr().map_err(|error| Stopped::failed("listen", error))?;
            let public_url = settings.public_url(address);
            let clock: Arc<dyn Clock> = Arc::new(MachineClock);
            // Kept to the end: the stand-in backend answers for as long.
            let backends = backends::ready(&settings, Arc::clone(&clock)).await;
            let backends = backends.map_err(|(code, says)| Stopped(code, says))?;
            backends.warn(current.iter().flat_map(|bundle| &bundle.flow.services));
            let Ready { client, demo, known: _ } = backends;
            let parts = Parts {
                store: Arc::new(store),
                bundles,
                keyring,
                clock,
                backends: Arc::new(client),
                public_url: public_url.as_str().to_owned(),
                secrets,
            };
            let server = Server::answering_within(parts, Duration::from_millis(settings.answer_within.into()));
            let inner = server
                .inner(&settings.data)
                .and_then(|inner| write_address(&settings.data, within.local_addr()?).map(|()| inner))
                .map_err(|error| Stopped::failed("write the token and the address of the inner listener", error))?;
            // Before anybody is told that it is ready, and may stop it.
            let (signals, hangups) = (signals()?, watched(SignalKind::hangup())?);
            announce(&public_url, (&outer, &within), &lines);
            say!("{}", ready(&public_url.to_string(), &numbers));
            let KeepDays { calls, callers, messages, promises } = settings.keep;
            let keep = Keep { calls, callers, messages, promises };
            let sweeping = tokio::spawn(sweep(Arc::clone(&server), keep));
            let watching = tokio::spawn(watch(Arc::clone(&server), watching, hangups));
            until_stopped((outer, public(server)), (within, inner), signals).await;
            drop(demo);
            sweeping.abort();
            watching.abort();
            Ok(())
        });
        runtime.shutdown_timeout(LEFT_MAX);
        served
    }

    fn settings(&self) -> Result<Settings, Stopped> {
        let file = settings_file(self.config.as_deref()).map_err(|Failed(code, says)| Stopped(code, says))?;
        let file = file.as_ref().map(|(name, text)| (name.as_str(), text.as_str()));
        let environment: BTreeMap<String, String> = std::env::vars().collect();
        Settings::read(file, &environment, &self.flags, &platforms()).map_err(|mistakes| {
            let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
            Stopped(USAGE, lines.join("\n"))
        })
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, Stopped> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| Stopped::failed("start", error))
}

fn log(settings: &Settings) {
    let format = tracing_subscriber::fmt::layer().with_target(false).log_internal_errors(false);
    let layer = if settings.log_json { format.json().boxed() } else { format.boxed() };
    // A second subscriber in one process is only possible in tests, and then the first one is meant.
    let _already = tracing_subscriber::registry().with(layer.with_filter(settings.log.clone())).try_init();
}

/// The key, and the store in a data folder that only the service's owner can look into.
fn kept(settings: &Settings) -> Result<(Keyring, Sled), Stopped> {
    let (data, key_file) = (&settings.data, &settings.key_file);
    make_private(data).map_err(|error| Stopped::failed(&format!("make the folder `{}`", data.display()), error))?;
    let opened = open_store(data, key_file);
    let (store, keyring) =
        opened.map_err(|error| Stopped::failed(&format!("open the store in `{}`", data.display()), error))?;
    Ok((keyring, store))
}

fn read_secrets(settings: &Settings) -> Result<BTreeMap<&'static str, Vec<SecretString>>, Stopped> {
    let mut all = BTreeMap::new();
    for dialect in dialect::ALL {
        let read = match settings.secrets.get(dialect.name()) {
            None => continue,
            Some(Secrets::Given(given)) => given.clone(),
            Some(Secrets::File(file)) => secret_file(file)?,
        };
        all.insert(dialect.name(), read);
    }
    Ok(all)
}

fn secret_file(file: &Path) -> Result<Vec<SecretString>, Stopped> {
    let wrong = |error: &dyn std::fmt::Display| {
        Stopped(USAGE, format!("could not read the secret in `{}`: {error}", file.display()))
    };
    let text = fs::read_to_string(file).map_err(|error| wrong(&error))?;
    secrets(&text).map_err(|error| wrong(&error))
}

/// What is served at first, and the watch over the files from then on. A file that is broken is no reason not to start,
/// if it was served before from this data folder: then it is served as it was.
fn flows(settings: &Settings) -> Result<(Start, Watch), Stopped> {
    let flows = settings.flows.clone().or_else(default_flows);
    match &flows {
        Some(place) => say!("flows: `{}`", place.display()),
        None => say!("flows: the built-in sample line"),
    }
    let mut watch = Watch::over(Place { flows, prompts: settings.prompts.clone() });
    let unread = |error| Stopped(FAILED, format!("could not read {error}"));
    let look = watch.first().map_err(unread)?;
    match Start::of(look, &settings.data, MachineClock.now()) {
        Ok(start) => Ok((start, watch)),
        Err(Unfit::Flawed(problems)) => Err(Stopped(PROBLEMS, shown(&problems))),
        Err(Unfit::Unread(error)) => Err(unread(error)),
    }
}

/// Each flow with the lines that it answers, to be shown at start.
fn lines(bundles: &Bundles) -> Vec<String> {
    let shown = bundles.current().into_iter().map(|bundle| {
        let lines: Vec<&str> = bundle.flow.lines.keys().map(Number::e164).collect();
        let lines = if lines.is_empty() { "every line".to_owned() } else { lines.join(", ") };
        format!("{} answers {lines}", bundle.flow.name)
    });
    shown.collect()
}

/// Makes the data folder, for nobody but the owner of this process: what callers say and their numbers lie in it. One
/// that is there already keeps its rights.
fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

async fn bind(address: std::net::SocketAddr) -> Result<TcpListener, Stopped> {
    TcpListener::bind(address).await.map_err(|error| Stopped::failed(&format!("listen on {address}"), error))
}

/// What an operator needs to know, on standard output: the addresses to give to the platform and to a proxy. The public
/// one is shown without its password.
fn announce(public_url: &PublicUrl, (outer, inner): (&TcpListener, &TcpListener), lines: &[String]) {
    lines.iter().for_each(|line| say!("{}", printable(line)));
    for dialect in dialect::ALL {
        let name = dialect.name();
        say!("{name}: calls {public_url}/{name}/call, status {public_url}/{name}/status");
    }
    for (name, listener, path) in [("listening", outer, ""), ("health", inner, "/health")] {
        if let Ok(address) = listener.local_addr() {
            say!("{name}: http://{address}{path}");
        }
    }
}

/// The last lines at start: how to ring each line. `clew call` rings the sample's unless it is told another. Behind a
/// proxy it cannot ring: it does not speak TLS, and what it signs is not what is checked.
fn ready(public_url: &str, lines: &[String]) -> String {
    if !public_url.starts_with("http://") {
        return "ready".to_owned();
    }
    let command = format!("clew call --url {public_url}");
    match lines {
        [] => format!("ready; ring it with: {command}"),
        [line] if line == ANY_LINE => format!("ready; ring it with: {command}"),
        [line] => format!("ready; ring it with: {command} --to {line}"),
        lines => {
            let each: Vec<String> = lines.iter().map(|line| format!("  {command} --to {line}")).collect();
            format!("ready; ring a line with:\n{}", each.join("\n"))
        }
    }
}

/// Done when the stop is given.
async fn when(mut stopped: watch::Receiver<()>) {
    // An error means that the sender is gone, which is the stop.
    while stopped.changed().await.is_ok() {}
}

/// Serves the outer and the inner listener until a signal comes.
async fn until_stopped(outer: (TcpListener, Router), inner: (TcpListener, Router), signals: [Signal; 2]) {
    let (stop, stopped) = watch::channel(());
    tokio::join!(serve(outer.0, outer.1, when(stopped.clone())), serve(inner.0, inner.1, when(stopped)), async {
        signalled(signals).await;
        info!("stopping");
        drop(stop);
    });
}

/// What asks the process to stop: SIGTERM, and SIGINT by Ctrl-C. From here on, neither ends it at once.
fn signals() -> Result<[Signal; 2], Stopped> {
    Ok([watched(SignalKind::terminate())?, watched(SignalKind::interrupt())?])
}

fn watched(kind: SignalKind) -> Result<Signal, Stopped> {
    signal(kind).map_err(|error| Stopped::failed("watch for signals", error))
}

/// Done when one of them comes.
async fn signalled([mut terminate, mut interrupt]: [Signal; 2]) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

#[cfg(test)]
mod tests {
    use super::ready;

    #[test]
    fn what_is_shown_at_start_can_be_typed_and_reaches_a_line() {
        let ready =
            |url: &str, lines: &[&str]| ready(url, &lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>());
        let sample = "ready; ring it with: clew call --url http://127.0.0.1:8080";
        assert_eq!(ready("http://127.0.0.1:8080", &["+15550100"]), sample);
        assert_eq!(ready("http://127.0.0.1:8080", &[]), sample);
        assert_eq!(
            ready("http://[::1]:80", &["+15550160"]),
            "ready; ring it with: clew call --url http://[::1]:80 --to +15550160"
        );
        assert_eq!(
            ready("http://[::1]:80", &["+15550100", "+15550160"]),
            "ready; ring a line with:\n  clew call --url http://[::1]:80 --to +15550100\n  \
             clew call --url http://[::1]:80 --to +15550160"
        );
        assert_eq!(ready("https://calls.example.com", &["+15550160"]), "ready");
    }
}
