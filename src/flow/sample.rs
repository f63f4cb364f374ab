//! The sample line, so that the program has something to serve wherever it stands.

use super::bundle::Sources;

/// The parcel firm's line of `flows/parcels.yaml`, with its texts.
#[must_use]
pub fn sample() -> Sources {
    Sources::new("parcels.yaml", include_str!("../../flows/parcels.yaml")).with_prompts(
        "en-US",
        "prompts/en-US.yaml",
        include_str!("../../prompts/en-US.yaml"),
    )
}
