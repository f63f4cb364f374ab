//! `clew last-resort`: the document for a platform's fallback address.

use std::path::PathBuf;

use clap::Args;

use super::{FINE, USAGE, flows};
use crate::{call::Number, dialect, server::last_resort};

/// `clew last-resort LINE`: the document for the platform's fallback address, for when clew itself is down.
#[derive(Debug, Args)]
pub struct LastResort {
    /// The line, such as +15550100
    line: String,
    /// Where the flows are; the sample line without it
    #[arg(long)]
    flows: Option<PathBuf>,
    /// Where the prompts are; `../prompts` beside the flows without it
    #[arg(long)]
    prompts: Option<PathBuf>,
    /// The platform
    #[arg(long, default_value = "twilio")]
    platform: String,
}

impl LastResort {
    /// Runs it.
    pub fn run(&self) -> u8 {
        let (Some(line), Some(dialect)) = (Number::parse(&self.line), dialect::named(&self.platform)) else {
            let platforms: Vec<&str> = dialect::ALL.iter().map(|dialect| dialect.name()).collect();
            eprintln!("a line is written like +15550100, and a platform is one of: {}", platforms.join(", "));
            return USAGE;
        };
        let files = match flows(self.flows.as_deref(), self.prompts.as_deref()) {
            Ok(files) => files,
            Err(code) => return code,
        };
        let answers = |lines: &[Number]| lines.is_empty() || lines.contains(&line);
        match files.bundles.iter().find(|bundle| answers(&bundle.flow.lines)) {
            Some(bundle) => {
                // Recordings are served by clew itself, which is down when this is needed: text only.
                println!(
                    "{}",
                    String::from_utf8_lossy(&last_resort(dialect, &bundle.flow, &bundle.catalogue.text_only(), ""))
                );
                FINE
            }
            None => {
                let lines: Vec<&str> =
                    files.bundles.iter().flat_map(|bundle| &bundle.flow.lines).map(Number::e164).collect();
                eprintln!("no flow answers {}; lines that are answered: {}", self.line, lines.join(", "));
                USAGE
            }
        }
    }
}
