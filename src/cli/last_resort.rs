//! `clew last-resort`: the document for a platform's fallback address.

use std::path::PathBuf;

use clap::Args;

use super::{FINE, USAGE, flows_of_document, meant};
use crate::{call::Number, dialect, server::last_resort};

/// `clew last-resort LINE`: the document for the platform's fallback address, for when clew itself is down.
#[derive(Debug, Args)]
pub struct LastResort {
    /// The line, such as +15550100
    line: String,
    /// Where the flows are; without it the folder `flows` if there is one, else the built-in sample line
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
            complain!("a line is written like +15550100, and a platform is one of: {}", platforms.join(", "));
            return USAGE;
        };
        let files = match flows_of_document(meant(self.flows.as_deref()).as_deref(), self.prompts.as_deref()) {
            Ok(files) => files,
            Err(code) => return code,
        };
        match files.bundles.iter().find(|bundle| bundle.flow.line(&line).is_some()) {
            Some(bundle) => {
                // Recordings are served by clew itself, which is down when this is needed: text only.
                say!(
                    "{}",
                    String::from_utf8_lossy(&last_resort(dialect, &bundle.flow, &bundle.catalogues.text_only(), ""))
                );
                FINE
            }
            None => {
                let lines: Vec<&str> =
                    files.bundles.iter().flat_map(|bundle| bundle.flow.lines.keys()).map(Number::e164).collect();
                complain!("no flow answers {}; lines that are answered: {}", self.line, lines.join(", "));
                USAGE
            }
        }
    }
}
