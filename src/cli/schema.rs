//! `clew schema`: the JSON Schema of flow files, for editors.

use clap::Args;

use super::FINE;
use crate::flow::schema;

/// `clew schema`: prints the JSON Schema of flow files. In an editor with a YAML language server, the first line
/// `# yaml-language-server: $schema=flow.schema.json` of a flow shows what can be written, and what each key does.
#[derive(Debug, Args)]
pub struct Schema {}

impl Schema {
    /// Runs it.
    #[must_use]
    pub fn run(&self) -> u8 {
        say!("{:#}", schema());
        FINE
    }
}
