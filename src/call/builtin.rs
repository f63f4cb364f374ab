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
/// A person is offered before anything is asked, since the caller wanted one before.
pub const PERSON_FIRST: &str = "person_first";
/// The same while nobody can be rung.
pub const PERSON_FIRST_LATER: &str = "person_first_later";
/// Whether it is about the matter that was left open; inserts `matter`, its title.
pub const RESUME_OFFER: &str = "resume_offer";
/// A message can be left after the tone, where the flow has no words for it.
pub const LEAVE_MESSAGE: &str = "leave_message_after_tone";
/// The caller and whom they talked to were cut off; connecting again.
pub const CUT_OFF: &str = "cut_off";
/// Closing: a message can be left besides, by key 1.
pub const CLOSING_MESSAGE: &str = "closing_message";
/// How many callers are in front of this one in a queue; inserts `ahead`, 1 or more.
pub const QUEUE_AHEAD: &str = "queue_ahead";
/// The caller is the next one in a queue.
pub const QUEUE_NEXT: &str = "queue_next";
/// How long it will take; inserts `minutes`, 1 or more.
pub const QUEUE_MINUTES: &str = "queue_minutes";
/// That the caller is still in line; said where the platform does not tell the place.
pub const QUEUE_STILL: &str = "queue_still";
/// It takes longer than the line wanted; the caller keeps the place by staying.
pub const QUEUE_LONGER: &str = "queue_longer";
/// A callback instead of waiting; inserts `key`.
pub const QUEUE_CALLBACK: &str = "queue_callback";
/// A message instead of waiting; inserts `key`.
pub const QUEUE_MESSAGE: &str = "queue_message";
/// To a person who picks up: a call for this line; inserts `line`, the flow's title, and `key`, which takes it. Tells
/// nothing of the caller.
pub const SCREEN: &str = "screen";
/// To the person, once they have taken the call: what it is about; inserts `matter`.
pub const NOTE_MATTER: &str = "note_matter";
/// What a value of the call is; inserts `title` and `value`, both texts.
pub const NOTE_FACT: &str = "note_fact";
/// The caller asked for a person.
pub const NOTE_ASKED: &str = "note_asked";
/// The caller was offered a person, and accepted.
pub const NOTE_ACCEPTED: &str = "note_accepted";
/// A callback that was promised did not come.
pub const NOTE_OWED_MISSED: &str = "note_owed_missed";
/// The caller got stuck.
pub const NOTE_FRUSTRATION: &str = "note_frustration";
/// The caller says that it is not settled.
pub const NOTE_NOT_SETTLED: &str = "note_not_settled";
/// The line could not look up what they came for.
pub const NOTE_BACKEND: &str = "note_backend";
/// Something went wrong in the line.
pub const NOTE_FAULT: &str = "note_fault";
/// How often they got nowhere; inserts `times`.
pub const NOTE_LOST: &str = "note_lost";
/// How long they have been with the line; inserts `minutes`, 1 or more.
pub const NOTE_MINUTES: &str = "note_minutes";
/// They rang before about it.
pub const NOTE_RANG_BEFORE: &str = "note_rang_before";
/// They are owed a callback by then; inserts `due`.
pub const NOTE_OWED: &str = "note_owed";
/// Whether the caller really wants to be forgotten: 1 for yes.
pub const FORGET_ASK: &str = "forget_ask";
/// They are forgotten.
pub const FORGOTTEN: &str = "forgotten";
/// They are not.
pub const NOT_FORGOTTEN: &str = "not_forgotten";
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
    (NO_ITEM, "key", Type::Digits),
    (LANGUAGE_OFFER, "key", Type::Digits),
    (AGAIN_OFFER, "key", Type::Digits),
    (PROMISE_MADE, "due", Type::Moment),
    (CALLBACK_NUMBER, "number", Type::Phone),
    (CALLBACK_OWED, "due", Type::Moment),
    (LAST_RESORT_NUMBER, "number", Type::Phone),
    (RESUME_OFFER, "matter", Type::Prompt),
    (QUEUE_AHEAD, "ahead", Type::Number),
    (QUEUE_MINUTES, "minutes", Type::Number),
    (QUEUE_CALLBACK, "key", Type::Digits),
    (QUEUE_MESSAGE, "key", Type::Digits),
    (SCREEN, "line", Type::Text),
    (SCREEN, "key", Type::Digits),
    (NOTE_MATTER, "matter", Type::Prompt),
    (NOTE_FACT, "title", Type::Text),
    (NOTE_FACT, "value", Type::Text),
    (NOTE_LOST, "times", Type::Number),
    (NOTE_MINUTES, "minutes", Type::Number),
    (NOTE_OWED, "due", Type::Moment),
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
    PERSON_FIRST,
    PERSON_FIRST_LATER,
    RESUME_OFFER,
    CUT_OFF,
    CLOSING_MESSAGE,
    QUEUE_AHEAD,
    QUEUE_NEXT,
    QUEUE_MINUTES,
    QUEUE_STILL,
    QUEUE_LONGER,
    QUEUE_CALLBACK,
    QUEUE_MESSAGE,
    SCREEN,
    NOTE_MATTER,
    NOTE_FACT,
    NOTE_ASKED,
    NOTE_ACCEPTED,
    NOTE_FRUSTRATION,
    NOTE_NOT_SETTLED,
    NOTE_BACKEND,
    NOTE_FAULT,
    NOTE_LOST,
    NOTE_MINUTES,
    NOTE_RANG_BEFORE,
    NOTE_OWED,
    NOTE_OWED_MISSED,
    LEAVE_MESSAGE,
    FORGET_ASK,
    FORGOTTEN,
    NOT_FORGOTTEN,
    LAST_RESORT,
    LAST_RESORT_NUMBER,
    SORRY,
];
