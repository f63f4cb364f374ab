//! `clew switch`: the switches of the flows, such as a notice for storms, and turning one.
//!
//! While the service runs, it is asked through its inner listener, because only one process can have the store open;
//! otherwise the store is opened here.

mod place;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{FAILED, FINE, USAGE};
use crate::{
    call::Name,
    phone::printable,
    server::{
        inner::switches::{Listed, Order},
        switches::{NotTurned, duration_s},
    },
};

/// `clew switch`: lists the switches, or turns one on for a while, or off.
#[derive(Debug, Args)]
#[command(after_help = "A switch goes off by itself. Without --for it is on for as long as its flow says.\n\n\
                        clew switch                      shows all switches\n\
                        clew switch storm on --for 3h    turns one on for three hours\n\
                        clew switch storm off            turns it off")]
pub struct Switch {
    /// The switch; all are listed without it
    #[arg(requires = "turn")]
    name: Option<String>,
    /// On or off
    turn: Option<OnOff>,
    /// For how long, such as 45m, 3h or 2d
    #[arg(long = "for", value_name = "TIME", requires = "turn")]
    lasts: Option<String>,
    /// The flow, where several have a switch of that name
    #[arg(long)]
    flow: Option<String>,
    /// The data folder
    #[arg(long, default_value = "data")]
    data: PathBuf,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OnOff {
    /// From now on, for a while
    On,
    /// At once
    Off,
}

/// Why a command was not carried out: its exit code, and what to say.
struct Failed(u8, String);

impl Failed {
    fn store(error: impl std::fmt::Display) -> Self {
        Self(FAILED, format!("could not use the store: {error}"))
    }
}

impl From<NotTurned> for Failed {
    fn from(error: NotTurned) -> Self {
        let code = match &error {
            NotTurned::NoFlow(_) | NotTurned::NoSwitch(..) | NotTurned::TooLong => USAGE,
            NotTurned::Store(_) => FAILED,
        };
        Self(code, error.to_string())
    }
}

impl Switch {
    /// Runs it.
    pub fn run(&self) -> u8 {
        match self.shown() {
            Ok(lines) => {
                lines.iter().for_each(|line| say!("{}", printable(line)));
                FINE
            }
            Err(Failed(code, says)) => {
                complain!("{}", printable(&says));
                code
            }
        }
    }

    /// What there is to show: all switches, or the one that was turned.
    fn shown(&self) -> Result<Vec<String>, Failed> {
        let order = self.order()?;
        if !self.data.is_dir() {
            return Err(Failed(FAILED, format!("there is no folder `{}`", self.data.display())));
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Failed(FAILED, format!("could not start: {error}")))?;
        runtime.block_on(async {
            let mut place = place::reach(&self.data).await?;
            let listed = place.list()?;
            let Some((name, order)) = order else { return Ok(shown(&listed, self.flow.as_deref())) };
            let flow = flow_of(&listed, name, self.flow.as_deref())?;
            let turned = place.turn(&flow, name, &order).await?;
            Ok(shown(&[turned], None))
        })
    }

    /// What is to be turned, and how.
    fn order(&self) -> Result<Option<(&str, Order)>, Failed> {
        let (Some(name), Some(turn)) = (&self.name, self.turn) else { return Ok(None) };
        if let Some(text) = self.lasts.as_deref().filter(|text| duration_s(text).is_none()) {
            return Err(Failed(USAGE, format!("`{text}` is no length of time, such as `3h`")));
        }
        Ok(Some((name, Order { on: turn == OnOff::On, lasts: self.lasts.clone(), by: Some(user()) })))
    }
}

/// Who types this, as the operating system says: behind `sudo`, who called it.
fn user() -> String {
    let named = ["SUDO_USER", "USER", "LOGNAME"].into_iter().find_map(|variable| std::env::var(variable).ok());
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| "somebody".to_owned())
}

/// The switches, one a line.
fn shown(listed: &[Listed], flow: Option<&str>) -> Vec<String> {
    let wanted = listed.iter().filter(|listed| flow.is_none_or(|flow| listed.flow == flow));
    let lines: Vec<String> = wanted.map(line).collect();
    if lines.is_empty() { vec!["there are no switches".to_owned()] } else { lines }
}

fn line(listed: &Listed) -> String {
    let Listed { flow, switch, title, .. } = listed;
    let by = listed.by.as_deref().unwrap_or("somebody");
    let stands = match (&listed.until, &listed.since) {
        (Some(until), _) if listed.on => format!("on until {until}, turned on by {by}"),
        (_, Some(since)) => format!("off, last turned by {by} at {since}"),
        (_, None) => "off".to_owned(),
    };
    format!("{flow} {switch} ({title}): {stands}")
}

/// The flow whose switch is meant.
fn flow_of(listed: &[Listed], name: &str, flow: Option<&str>) -> Result<String, Failed> {
    let having = listed.iter().filter(|listed| listed.switch == name);
    let having: Vec<&str> = having.map(|listed| listed.flow.as_str()).collect();
    match (flow, having.as_slice()) {
        (Some(flow), _) => Ok(flow.to_owned()),
        (None, [one]) => Ok((*one).to_owned()),
        (None, []) => {
            let known = listed.iter().map(|listed| Name::from(listed.switch.as_str())).collect();
            Err(NotTurned::NoSwitch(name.into(), known).into())
        }
        (None, several) => {
            let says = format!("several flows have a switch `{name}`; add --flow with one of {}", several.join(", "));
            Err(Failed(USAGE, says))
        }
    }
}
