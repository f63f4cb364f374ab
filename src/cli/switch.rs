//! `clew switch`: the switches of the flows, such as a notice for storms, and turning one.

use clap::{Args, ValueEnum};

use super::{
    Failed, USAGE,
    folder::Folder,
    inner::{Inner, part, with_inner},
    told, user,
};
use crate::{
    call::Name,
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
    #[command(flatten)]
    folder: Folder,
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OnOff {
    /// From now on, for a while
    On,
    /// At once
    Off,
}

impl Switch {
    /// Runs it.
    pub fn run(&self) -> u8 {
        told(self.order().and_then(|order| with_inner(&self.folder, async |inner| self.shown(&inner, order).await)))
    }

    /// What there is to show: all switches, or the one that was turned.
    async fn shown(&self, inner: &Inner, order: Option<(&str, Order)>) -> Result<Vec<String>, Failed> {
        let listed: Vec<Listed> = inner.get("/switches").await?;
        let Some((name, order)) = order else { return Ok(shown(&listed, self.flow.as_deref())) };
        let flow = flow_of(&listed, name, self.flow.as_deref())?;
        let turned: Listed = inner.post(&format!("/switches/{}/{}", part(&flow), part(name)), &order).await?;
        Ok(shown(&[turned], None))
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
            Err(Failed(USAGE, NotTurned::NoSwitch(name.into(), known).to_string()))
        }
        (None, several) => {
            let says = format!("several flows have a switch `{name}`; add --flow with one of {}", several.join(", "));
            Err(Failed(USAGE, says))
        }
    }
}
