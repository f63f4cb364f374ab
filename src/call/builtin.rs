//! The ids of what clew itself says. Their texts are in `prompt/builtin/`, and a flow may replace each.

use super::Type;

/// A wrong key, or words that fit nothing.
pub const NO_MATCH: &str = "no_match";
/// Silence.
pub const NO_INPUT: &str = "no_input";
/// That 0 and the word reach a person.
pub const ZERO_HINT: &str = "zero_hint";
/// The same while nobody can be rung: they pass on that somebody called.
pub const ZERO_HINT_LATER: &str = "zero_hint_later";
/// After a read-back that the caller refused.
pub const TRY_AGAIN: &str = "try_again";
/// A person is offered.
pub const PERSON_OFFER: &str = "person_offer";
/// The same while nobody can be rung: it can be passed on to a person.
pub const PERSON_OFFER_LATER: &str = "person_offer_later";
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
/// Closing: somebody who has just not picked up can be rung once more, by 0.
pub const CLOSING_RETRY: &str = "closing_retry";
/// Closing: nobody can be rung any more in this call.
pub const CLOSING_NOBODY: &str = "closing_nobody";
/// Closing: "if you say nothing, I hang up".
pub const CLOSING_SILENCE: &str = "closing_silence";
/// Goodbye after a settled matter.
pub const SETTLED: &str = "settled";
/// Goodbye.
pub const GOODBYE: &str = "goodbye";
/// A lookup is not back yet.
pub const ONE_MOMENT: &str = "one_moment";
/// It is still not back.
pub const STILL_LOOKING: &str = "still_looking";
/// A choice of a menu that clew composes; inserts `label` and `key`.
pub const OPTION: &str = "option";
/// The key of something said just before; inserts `key`.
pub const PRESS_KEY: &str = "press_key";
/// The key of an item of a list; inserts `key`.
pub const ITEM_OPTION: &str = "item_option";
/// The offer of a language, in that language; inserts `key`.
pub const LANGUAGE_OFFER: &str = "language_offer";
/// That something can be heard again; inserts `key`.
pub const AGAIN_OFFER: &str = "again_offer";
/// A callback is promised; inserts `due`, a moment.
pub const PROMISE_MADE: &str = "promise_made";
/// The number to ring back is read, to be confirmed; inserts `number`.
pub const CALLBACK_NUMBER: &str = "callback_number";
/// A callback is owed already; inserts `due`, a moment.
pub const CALLBACK_OWED: &str = "callback_owed";
/// The last item of a list was said.
pub const NO_MORE_ITEMS: &str = "no_more_items";

/// The key for none of the items of a list; inserts `key`.
pub const NO_ITEM: &str = "no_item";
/// Whether this item is the one, when items come one by one.
pub const THIS_ONE: &str = "this_one";
/// What was given is not what is known.
pub const NOT_VERIFIED: &str = "not_verified";
/// By which number a caller can be reached whose number does not show.
pub const ASK_NUMBER: &str = "ask_number";
/// No text: a rest of `seconds` between two texts. Every catalogue knows it without an entry.
pub const PAUSE: &str = "pause";

/// The last resort: sorry, and connecting.
pub const LAST_RESORT: &str = "last_resort";
/// The number to ring, spoken at the very end; inserts `number`.
pub const LAST_RESORT_NUMBER: &str = "last_resort_number";
/// Said where a prompt is missing, which a checked bundle cannot have.
pub const SORRY: &str = "sorry";

/// The values that clew itself puts into its own prompts: the prompt, the value's name, and its type.
pub const INSERTED: &[(&str, &str, Type)] = &[
    (OPTION, "label", Type::Prompt),
    (OPTION, "key", Type::Digits),
    (PRESS_KEY, "key", Type::Digits),
    (ITEM_OPTION, "key", Type::Digits),
    (LANGUAGE_OFFER, "key", Type::Digits),
    (AGAIN_OFFER, "key", Type::Digits),
    (PROMISE_MADE, "due", Type::Moment),
    (CALLBACK_NUMBER, "number", Type::Phone),
    (CALLBACK_OWED, "due", Type::Moment),
    (LAST_RESORT_NUMBER, "number", Type::Phone),
];

/// All of them: every language has a text for each.
pub const ALL: &[&str] = &[
    NO_MATCH,
    NO_INPUT,
    ZERO_HINT,
    ZERO_HINT_LATER,
    TRY_AGAIN,
    PERSON_OFFER,
    PERSON_OFFER_LATER,
    CONNECTING,
    SORRY_CONNECTING,
    STILL_TRYING,
    NOBODY_NOW,
    CLOSING_PERSON,
    CLOSING_RETRY,
    CLOSING_NOBODY,
    CLOSING_SILENCE,
    ONCE_MORE_MESSAGE,
    TALK_OVER,
    MESSAGE_KEPT,
    NO_MESSAGE,
    SETTLED,
    GOODBYE,
    ONE_MOMENT,
    STILL_LOOKING,
    OPTION,
    PRESS_KEY,
    ITEM_OPTION,
    LANGUAGE_OFFER,
    AGAIN_OFFER,
    PROMISE_MADE,
    CALLBACK_NUMBER,
    CALLBACK_OWED,
    NO_MORE_ITEMS,
    NO_ITEM,
    THIS_ONE,
    NOT_VERIFIED,
    ASK_NUMBER,
    LAST_RESORT,
    LAST_RESORT_NUMBER,
    SORRY,
];
