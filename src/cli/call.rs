//! `clew call`: a phone in the terminal.

use std::{
    io::{self, BufRead, IsTerminal, Read, Write},
    path::PathBuf,
    time::SystemTime,
};

use clap::Args;

use super::{FAILED, FINE, USAGE, flows, line, line::Line};
use crate::{
    call::{Moment, Number},
    phone::{
        Http, Network, terminal,
        twilio::{LineSetup, Phone},
    },
    server::{Clock, MachineClock},
};

/// `clew call`: a phone in the terminal. Type keys or words and press Enter; an empty line is silence.
#[derive(Debug, Args)]
pub struct Call {
    /// The flow file to ring; the sample line without it
    flow: Option<PathBuf>,
    /// Where the prompts are; `../prompts` beside the flow without it
    #[arg(long)]
    prompts: Option<PathBuf>,
    /// Ring a service that runs, such as http://127.0.0.1:8080, instead of a flow file
    #[arg(long, conflicts_with = "flow")]
    url: Option<String>,
    /// The number to ring from, or `withheld`
    #[arg(long, default_value = "+15550123")]
    from: String,
    /// The line to ring; the flow's own without it
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
                eprintln!("could not start: {error}");
                return FAILED;
            }
        };
        if self.to.as_deref().is_some_and(|to| Number::parse(to).is_none()) {
            eprintln!("a line is written like {ANY_LINE}");
            return USAGE;
        }
        match &self.url {
            Some(url) => {
                let secret = std::env::var("TWILIO_AUTH_TOKEN").ok().filter(|secret| !secret.is_empty());
                let secret = secret.and_then(|secrets| secrets.split(',').next().map(|first| first.trim().to_owned()));
                runtime.block_on(self.ring(url.trim_end_matches('/'), ANY_LINE, secret, Http::default()))
            }
            None => self.draft(&runtime),
        }
    }

    /// Rings a flow file in this process.
    fn draft(&self, runtime: &tokio::runtime::Runtime) -> u8 {
        let files = match flows(self.flow.as_deref(), self.prompts.as_deref()) {
            Ok(files) => files,
            Err(code) => return code,
        };
        let Some(bundle) = files.bundles.first() else { return FAILED };
        let to = bundle.flow.lines.first().map_or(ANY_LINE, Number::e164).to_owned();
        let line = Line::new(bundle, MachineClock.now());
        runtime.block_on(self.ring(line::BASE, &to, None, line))
    }

    async fn ring(&self, base: &str, to: &str, secret: Option<String>, network: impl Network) -> u8 {
        let now: Moment = MachineClock.now();
        let setup = LineSetup {
            answer_url: format!("{base}/twilio/call"),
            status_url: format!("{base}/twilio/status"),
            from: if self.from == "withheld" { "+266696687".to_owned() } else { self.from.clone() },
            to: self.to.clone().unwrap_or_else(|| to.to_owned()),
            call_id: call_id(),
            secret,
        };
        let phone = Phone::new(setup, network).ringing_at(now.millis());
        let stdin = io::stdin().lock();
        let input: Box<dyn BufRead> = if stdin.is_terminal() { Box::new(stdin) } else { Box::new(Echoed(stdin)) };
        match terminal::run(phone, input, io::stdout()).await {
            Ok(()) => FINE,
            Err(error) => {
                eprintln!("the call broke off: {error}");
                FAILED
            }
        }
    }
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
