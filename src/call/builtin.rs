//! The ids of what clew itself says. Their texts are in `prompt/builtin/`, and a flow may replace each.

/// A wrong key, or words that fit nothing.
pub const NO_MATCH: &str = "no_match";
/// Silence.
pub const NO_INPUT: &str = "no_input";
/// That 0 and the word reach a person.
pub const ZERO_HINT: &str = "zero_hint";
/// After a read-back that the caller refused.
pub const TRY_AGAIN: &str = "try_again";
/// A person is offered.
pub const PERSON_OFFER: &str = "person_offer";
/// The caller is being connected.
pub const CONNECTING: &str = "connecting";
/// The same, with an apology: the line has made it hard.
pub const SORRY_CONNECTING: &str = "sorry_connecting";
/// Nobody answered there; the next rung.
pub const STILL_TRYING: &str = "still_trying";
/// Nobody answered, and no other rung rings anybody; a message follows.
pub const NOBODY_NOW: &str = "nobody_now";
/// No message was heard; once more.
pub const ONCE_MORE_MESSAGE: &str = "once_more_message";
/// Closing after a talk.
pub const TALK_OVER: &str = "talk_over";
/// Closing after a message.
pub const MESSAGE_KEPT: &str = "message_kept";
/// Closing without a message.
pub const NO_MESSAGE: &str = "no_message";
/// Closing: somebody can still be rung, by 0.
pub const CLOSING_PERSON: &str = "closing_person";
/// Closing: nobody can be rung any more in this call.
pub const CLOSING_NOBODY: &str = "closing_nobody";
/// Closing: "if you say nothing, I hang up".
pub const CLOSING_SILENCE: &str = "closing_silence";
/// Goodbye after a settled matter.
pub const SETTLED: &str = "settled";
/// Goodbye.
pub const GOODBYE: &str = "goodbye";

/// The last resort: sorry, and connecting.
pub const LAST_RESORT: &str = "last_resort";
/// The number to ring, spoken at the very end; inserts `number`.
pub const LAST_RESORT_NUMBER: &str = "last_resort_number";
/// Said where a prompt is missing, which a checked bundle cannot have.
pub const SORRY: &str = "sorry";

/// All of them: every language has a text for each.
pub const ALL: &[&str] = &[
    NO_MATCH,
    NO_INPUT,
    ZERO_HINT,
    TRY_AGAIN,
    PERSON_OFFER,
    CONNECTING,
    SORRY_CONNECTING,
    STILL_TRYING,
    NOBODY_NOW,
    CLOSING_PERSON,
    CLOSING_NOBODY,
    CLOSING_SILENCE,
    ONCE_MORE_MESSAGE,
    TALK_OVER,
    MESSAGE_KEPT,
    NO_MESSAGE,
    SETTLED,
    GOODBYE,
    LAST_RESORT,
    LAST_RESORT_NUMBER,
    SORRY,
];
