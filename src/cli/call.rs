//! `clew call`: a phone in the terminal.

use std::{
    io::{self, BufRead, IsTerminal, Read, Write},
    path::PathBuf,
    sync::Arc,
    time::SystemTime,
};

use clap::Args;

use super::{
    FAILED, FINE, PROBLEMS, USAGE, backends, flows, line,
    line::Line,
    meant,
    test::{Mocks, Told, scene},
};
use crate::{
    call::{Moment, Number},
    flow::Bundle,
    phone::{
        Http, Network,
        conversation::Stimulus,
        printable,
        terminal::{self, TerminalError},
        twilio::{LineSetup, Phone},
    },
    server::{Clock, MachineClock, SetClock, lookup::Configured},
};

/// `clew call`: a phone in the terminal. Type keys or words and press Enter; an empty line is silence.
#[derive(Debug, Args)]
pub struct Call {
    /// The flow to ring: a file or a folder; without it the folder `flows` if there is one, else the built-in sample
    flow: Option<PathBuf>,
    /// Where the prompts are; `../prompts` beside the flow without it
    #[arg(long)]
    prompts: Option<PathBuf>,
    /// Ring a service that runs, such as http://127.0.0.1:8080, instead of a flow file
    #[arg(long, conflicts_with = "flow")]
    url: Option<String>,
    /// Answer the lookups of the sample lines by a small stand-in backend, which knows no others; the built-in sample
    /// always has it
    #[arg(long, conflicts_with_all = ["url", "answers"])]
    demo: bool,
    /// Answer lookups and set switches as the first conversation of this file does (flows/library.calls)
    #[arg(long, value_name = "FILE", conflicts_with = "url")]
    answers: Option<PathBuf>,
    /// When it rings, in UTC, such as "2026-11-24 15:00"; now without it
    #[arg(long, conflicts_with = "url")]
    at: Option<String>,
    /// The number to ring from, or `withheld`
    #[arg(long, default_value = "+15550123")]
    from: String,
    /// The line to ring, which says which flow of a folder is meant; the flow's own without it
    #[arg(long)]
    to: Option<String>,
}

/// The line that is rung when neither the flow nor the command names one.
pub(super) const ANY_LINE: &str = "+15550100";

impl Call {
    /// Runs it.
    pub fn run(&self) -> u8 {
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => {
                complain!("could not start: {error}");
                return FAILED;
            }
        };
        if self.to.as_deref().is_some_and(|to| Number::parse(to).is_none()) {
            complain!("a line is written like {ANY_LINE}");
            return USAGE;
        }
        let Some(at) = self.at.as_deref().map_or_else(|| Some(MachineClock.now()), moment) else {
            complain!("a moment is written like \"2026-11-24 15:00\", in UTC");
            return USAGE;
        };
        match &self.url {
            Some(url) => {
                let secret = std::env::var("TWILIO_AUTH_TOKEN").ok().filter(|secret| !secret.is_empty());
                let secret = secret.and_then(|secrets| secrets.split(',').next().map(|first| first.trim().to_owned()));
                runtime.block_on(self.ring(at, (url.trim_end_matches('/'), ANY_LINE), secret, Http::default()))
            }
            None => self.draft(&runtime, at),
        }
    }

    /// Rings a flow file in this process.
    fn draft(&self, runtime: &tokio::runtime::Runtime, at: Moment) -> u8 {
        let place = meant(self.flow.as_deref());
        let files = match flows(place.as_deref(), self.prompts.as_deref()) {
            Ok(files) => files,
            Err(code) => return code,
        };
        let Some(bundle) = self.rung(&files.bundles) else { return FAILED };
        let to = bundle.flow.lines.keys().next().map_or(ANY_LINE, Number::e164).to_owned();
        let line = Line::new(bundle, at);
        runtime.block_on(async {
            if self.answers.is_none() && (self.demo || place.is_none()) {
                return self.ring_demo(at, &to, line).await;
            }
            let mocks = Mocks::default();
            if let Some(file) = &self.answers {
                let scene = match scene(file, bundle) {
                    Ok(scene) => scene,
                    Err(says) => {
                        complain!("{}", printable(&says));
                        return PROBLEMS;
                    }
                };
                for does in &scene {
                    mocks.take(does);
                    if let Stimulus::Switch { name, on } = does {
                        line.switch(&bundle.flow.name, &name.as_str().into(), *on).await;
                    }
                }
            }
            let passing = mocks.clone();
            let line = line.asking(Arc::new(Told::of(mocks)), Arc::new(move |now| passing.pass(now)));
            self.ring(at, (line::BASE, &to), None, line).await
        })
    }

    /// The flow that answers the number that is rung; without one the first, and says which that is.
    fn rung<'a>(&self, bundles: &'a [Bundle]) -> Option<&'a Bundle> {
        let to = self.to.as_deref().and_then(Number::parse);
        let rung = to.and_then(|to| bundles.iter().find(|bundle| bundle.flow.lines.contains_key(&to)));
        let first = bundles.first();
        if let (None, Some(first), 2..) = (rung, first, bundles.len()) {
            complain!("rings `{}`; name another flow, or its number with --to", first.flow.name);
        }
        rung.or(first)
    }

    /// Rings a flow file whose lookups are answered by the stand-in.
    async fn ring_demo(&self, at: Moment, to: &str, line: Line) -> u8 {
        match backends::stand_in(Configured::default(), Arc::new(SetClock::at(at))).await {
            Ok(backends::Ready { client, demo, known: _ }) => {
                // Answers come when they come: no time of the call's own is waited for.
                let line = line.asking(Arc::new(client), Arc::new(|_now| usize::MAX));
                let code = self.ring(at, (line::BASE, to), None, line).await;
                drop(demo);
                code
            }
            Err((code, says)) => {
                complain!("{says}");
                code
            }
        }
    }

    async fn ring(&self, at: Moment, (base, to): (&str, &str), secret: Option<String>, network: impl Network) -> u8 {
        let setup = LineSetup {
            answer_url: format!("{base}/twilio/call"),
            status_url: format!("{base}/twilio/status"),
            from: if self.from == "withheld" { "+266696687".to_owned() } else { self.from.clone() },
            to: self.to.clone().unwrap_or_else(|| to.to_owned()),
            call_id: call_id(),
            secret,
        };
        let phone = Phone::new(setup, network).ringing_at(at.millis());
        let stdin = io::stdin().lock();
        let input: Box<dyn BufRead> = if stdin.is_terminal() { Box::new(stdin) } else { Box::new(Echoed(stdin)) };
        match terminal::run(phone, input, io::stdout()).await {
            Ok(()) => FINE,
            // Whoever listened has heard enough.
            Err(TerminalError::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => FINE,
            Err(error) => {
                complain!("the call broke off: {error}");
                FAILED
            }
        }
    }
}

/// A moment as conversations write it.
fn moment(written: &str) -> Option<Moment> {
    let moment = chrono::NaiveDateTime::parse_from_str(written, "%Y-%m-%d %H:%M").ok()?;
    Some(Moment::from_millis(moment.and_utc().timestamp_millis()))
}

/// What comes from a pipe, shown where a terminal would show what is typed.
struct Echoed<R>(R);

impl<R: BufRead> BufRead for Echoed<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.0.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        if let Some(read) = self.0.fill_buf().ok().and_then(|read| read.get(..count)) {
            // Whether it can be written shows with the next line that is heard.
            let _shown = io::stdout().write_all(read);
        }
        self.0.consume(count);
    }
}

impl<R: BufRead> Read for Echoed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

/// An id that no other call of this machine has: what it is made of need not be random, only different.
fn call_id() -> String {
    let nanos = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_nanos());
    format!("CA{:016x}{:016x}", std::process::id(), nanos & u128::from(u64::MAX))
}
