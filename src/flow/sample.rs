//! The sample line, so that the program has something to serve wherever it stands.

use super::bundle::Sources;

/// The parcel firm's line of `flows/parcels.yaml`, with its texts in every language that it speaks.
#[must_use]
pub fn sample() -> Sources {
    let texts = [
        ("en-US", "prompts/en-US.yaml", include_str!("../../prompts/en-US.yaml")),
        ("es-US", "prompts/es-US.yaml", include_str!("../../prompts/es-US.yaml")),
    ];
    let flow = Sources::new("parcels.yaml", include_str!("../../flows/parcels.yaml"));
    texts.into_iter().fold(flow, |sources, (language, name, text)| sources.with_prompts(language, name, text))
}
