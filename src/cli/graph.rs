//! `clew graph`: a flow as a picture, with the calls that went through it.

use std::{fs, path::PathBuf};

use clap::{Args, builder::PossibleValuesParser};

use super::{
    FAILED, FINE, Failed, USAGE,
    columns::columns,
    flows_of_document,
    folder::{Folder, looked_at},
    meant,
};
use crate::{
    call::Name,
    flow::{
        Bundle,
        map::{About, FORMS, Map, Traffic},
        prove,
    },
    phone::printable,
    server::{Bundles, Flawed},
    store::Store,
};

/// `clew graph`: draws a flow.
#[derive(Debug, Args)]
#[command(after_help = "clew graph flows/parcels.yaml --out parcels.svg    draws it, to be opened in a browser\n\
                        clew graph flows/parcels.yaml --calls --out p.svg  the same, with last weeks' callers in it\n\n\
                        Mermaid is drawn by GitHub and GitLab in a page, DOT by Graphviz.")]
pub struct Graph {
    /// The flow: a file, or a folder of one; without it the folder `flows` if there is one, else the built-in sample
    flow: Option<PathBuf>,
    /// Which flow of a folder of several, by its name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Where the prompts are; `../prompts` beside the flow without it
    #[arg(long)]
    prompts: Option<PathBuf>,
    /// What it is drawn as
    #[arg(long, default_value = "svg", value_parser = PossibleValuesParser::new(FORMS.iter().map(|(name, _)| *name)))]
    format: String,
    /// The file to write; standard output without it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// With the calls of the data folder: callers at every way, lost turns and hang-ups at every step, and the loops
    /// that cost callers most. The service must not be running on that folder
    #[arg(long)]
    calls: bool,
    #[command(flatten)]
    folder: Folder,
}

impl Graph {
    /// Runs it.
    pub fn run(&self) -> u8 {
        let files = match flows_of_document(meant(self.flow.as_deref()).as_deref(), self.prompts.as_deref()) {
            Ok(files) => files,
            Err(code) => return code,
        };
        let drawn = self.one_of(&files.bundles).and_then(|bundle| self.draw(bundle, &files.warnings));
        match drawn {
            Ok(()) => FINE,
            Err(Failed(code, says)) => {
                says.lines().for_each(|line| complain!("{}", printable(line)));
                code
            }
        }
    }

    /// The flow that is meant.
    fn one_of<'a>(&self, bundles: &'a [Bundle]) -> Result<&'a Bundle, Failed> {
        let wanted = |bundle: &&Bundle| self.name.as_ref().is_none_or(|name| bundle.flow.name.as_str() == name);
        let found: Vec<&Bundle> = bundles.iter().filter(wanted).collect();
        let named = |bundles: &mut dyn Iterator<Item = &Bundle>| {
            let names: Vec<String> = bundles.map(|bundle| format!("`{}`", bundle.flow.name)).collect();
            names.join(", ")
        };
        match (found.as_slice(), &self.name) {
            ([one], _) => Ok(one),
            ([], Some(name)) => {
                let all = named(&mut bundles.iter());
                Err(Failed(USAGE, format!("there is no flow `{name}` among {all}")))
            }
            (several, _) => {
                let all = named(&mut several.iter().copied());
                Err(Failed(USAGE, format!("there are several flows: name a file, or one of {all} with --name")))
            }
        }
    }

    fn draw(&self, bundle: &Bundle, warnings: &[Flawed]) -> Result<(), Failed> {
        let own = warnings.iter().filter(|flawed| flawed.sources.flow.0 == bundle.sources.flow.0);
        let problems: Vec<_> = own.flat_map(|flawed| flawed.problems.iter().cloned()).collect();
        let traffic = self.calls.then(|| self.traffic(bundle)).transpose()?;
        // Where nobody ever rang, a picture of nobody going anywhere tells nothing.
        let traffic = traffic.filter(|traffic| 0 < traffic.calls || traffic.apart().is_some());
        if self.calls && traffic.is_none() {
            complain!("no calls there: the flow is drawn without them");
        }
        let proofs = prove(bundle);
        let map = Map::of(bundle, About { problems: &problems, proofs: &proofs, traffic: traffic.as_ref() });
        let draw = FORMS.iter().find(|(name, _)| *name == self.format).map(|(_, draw)| draw);
        let text = draw.map_or_else(String::new, |draw| draw(&map));
        let table = traffic.iter().flat_map(table);
        match &self.out {
            None => {
                show!("{text}");
                table.for_each(|line| complain!("{}", printable(&line)));
            }
            Some(file) => {
                let failed = |error| Failed(FAILED, format!("could not write `{}`: {error}", file.display()));
                fs::write(file, text).map_err(failed)?;
                table.for_each(|line| say!("{}", printable(&line)));
            }
        }
        Ok(())
    }

    /// The calls of the data folder, counted on the flow that is drawn.
    fn traffic<'a>(&self, bundle: &'a Bundle) -> Result<Traffic<'a>, Failed> {
        let places = self.folder.places()?;
        let store = looked_at(&places)?;
        let kept = Bundles::served_last(&places.data);
        let mut traffic = Traffic::of(bundle);
        let unread = |error: crate::store::StoreError| Failed(FAILED, format!("could not read the store: {error}"));
        for key in store.calls().map_err(unread)? {
            let Some(saved) = store.load(key).map_err(unread)? else { continue };
            let pinned = if saved.call.bundle == bundle.id { None } else { kept.pinned(saved.call.bundle) };
            let counts = traffic.counts(pinned.as_deref(), &saved.call);
            let journal = if counts { store.journal(key).map_err(unread)? } else { Vec::new() };
            traffic.add(pinned.as_deref(), &saved.call, &journal);
        }
        Ok(traffic)
    }
}

/// The traffic as a table.
fn table(traffic: &Traffic<'_>) -> Vec<String> {
    let mut steps: Vec<_> = traffic.steps.iter().collect();
    steps.sort_by(|(a, one), (b, other)| other.callers.cmp(&one.callers).then_with(|| a.cmp(b)));
    let row = |(step, one): (&Name, &crate::flow::map::StepTraffic)| {
        vec![step.to_string(), one.callers.to_string(), one.lost.to_string(), one.hung_up.to_string()]
    };
    let rows: Vec<Vec<String>> = steps.into_iter().map(row).collect();
    let mut lines = vec![format!("{} calls of this version of the flow", traffic.calls)];
    lines.extend(traffic.apart());
    if !rows.is_empty() {
        lines.push(String::new());
        lines.extend(columns(&["step", "callers", "lost turns", "hung up"], &rows));
    }
    let loops = traffic.loops();
    if !loops.is_empty() {
        lines.push(String::new());
        let rows: Vec<Vec<String>> = loops
            .iter()
            .map(|one| vec![one.minutes(), one.callers.to_string(), one.rounds.to_string(), one.way()])
            .collect();
        lines.extend(columns(&["minutes", "callers", "rounds", "loop"], &rows));
    }
    lines
}
