//! What a platform can do, as values, so that a flow can be checked without naming a platform.

/// One thing that a platform can do. A dialect lists its own; `flow` is handed the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ability {
    /// Collects keys (DTMF).
    Keys,
    /// Recognises speech.
    Speech,
    /// Rings several numbers at once, the first to answer wins.
    RingTogether,
    /// Records a message.
    Record,
}
