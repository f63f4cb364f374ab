//! What the intents of BETOLD mean to the guards: a recorded call as turns at waits.
//!
//! | in the recording | to the guards |
//! |---|---|
//! | what a caller says, with what the line says until the caller's next words | one turn at a wait |
//! | the line's words before the caller's first | the first wait, which counts nothing |
//! | a prompt that this call has not held before | something new to hear: progress |
//! | the first answer to a question; once more after a "no" to it, or after it found nothing | progress |
//! | no answer to the question (noise, other, rephrase, inconclusive, a question back), nothing new heard | lost |
//! | "no" to something offered (a time, another way to bring the car, to book at all) | refused |
//! | "no" to a plain question or to a read-back ("anything else?", "is this your car?") | an answer |
//! | no slot left, customer not retrieved | backend failed on what the caller came for |
//! | the wished time, day or way is not to be had | nothing found: weighs nothing by default |
//! | `transfer_agent` | asks for a person: beside the sum, see [`Met::asks_for_person`] |
//!
//! Two slots are the same prompt, as to the engine, which does not count inserted values as new. The annotators have no
//! intent for harsh words, and there are no times and no callers: minutes, keys, redials and failed transfers are not
//! in this measurement, so its sums are lower than those of the same calls on a line of ours. To add an intent, give it
//! a row in [`PROMPTS`] or [`CALLERS`]; the program names those that have none.

use clew::call::{Matter, Name};

use crate::data::{Speaker, Utterance};

/// What a prompt of the line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// It tells something.
    Tells,
    /// A word of regret or of waiting: nothing new, as often as it is heard.
    Filler,
    /// It asks for this.
    Asks(&'static str),
    /// It reads this back, and asks whether it is right.
    ReadsBack(&'static str),
    /// It offers something that follows from this.
    Offers(&'static str),
}

/// What a prompt says about the lookup behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Behind {
    /// Nothing, or that all went well.
    Well,
    /// That there is no such thing.
    Missing,
    /// That what the caller came for has failed.
    Failed,
}

use Behind::{Failed, Missing, Well};
use Role::{Asks, Filler, Offers, ReadsBack, Tells};

/// The line's intents.
const PROMPTS: &[(&str, Role, Behind)] = &[
    ("intro_assistant_1", Tells, Well),
    ("intro_assistant_2", Asks("wish"), Well),
    ("introductory_msg_second_part_multiple_appointments", Asks("wish"), Well),
    ("schedule_or_cancel", Asks("wish"), Well),
    ("further_requests", Asks("further"), Well),
    ("ask_if_current_client", Asks("client"), Well),
    ("ask_first_name", Asks("first_name"), Well),
    ("ask_last_name", Asks("last_name"), Well),
    ("ask_phone_number", Asks("phone"), Well),
    ("confirm_phone_number", ReadsBack("phone"), Well),
    ("retrieve_user_information", Asks("customer"), Well),
    ("fail_retrieve_user_info", Tells, Failed),
    ("disambiguate_user_profile", ReadsBack("device"), Well),
    ("new_user_profile_brand_model_year", Asks("device"), Well),
    ("ask_device_brand_model_year", Asks("device"), Well),
    ("ask_device_brand_model", Asks("brand_model"), Well),
    ("ask_device_year_brand", Asks("year_brand"), Well),
    ("ask_device_year_model", Asks("year_model"), Well),
    ("ask_device_brand", Asks("brand"), Well),
    ("ask_device_model", Asks("model"), Well),
    ("ask_device_year", Asks("year"), Well),
    ("ask_for_battery_health", Asks("battery"), Well),
    ("ask_desired_service", Asks("service"), Well),
    ("ask_additional_service", Asks("additional_service"), Well),
    ("transportation_of_device", Asks("transport"), Well),
    ("propose_other_transportation_of_device", Offers("transport"), Well),
    ("transportation_type_unavailable", Tells, Missing),
    ("inform_schedule_inspection", Tells, Well),
    ("offer_to_schedule", Offers("wish"), Well),
    ("ask_time_preference", Asks("time"), Well),
    ("ask_corrected_date", Asks("time"), Well),
    ("propose_date", Offers("time"), Well),
    ("propose_earliest_time", Offers("time"), Well),
    ("time_asked_unavailable_propose_new", Offers("time"), Missing),
    ("operating_hour_and_ask_for_schedule", Offers("time"), Missing),
    ("asked_date_too_far", Tells, Missing),
    ("no_dates_available", Tells, Failed),
    ("no_dates_available_try_new_transportation_type", Offers("transport"), Failed),
    ("failed_schedule_warning", Offers("transport"), Failed),
    ("date_schedule_no_longer_exists", Tells, Missing),
    ("no_pre_existing_schedule", Tells, Missing),
    ("no_more_schedule_appointments", Tells, Well),
    ("confirm_date_scheduled", Asks("booked"), Well),
    ("reconfirm_date_scheduled", Asks("booked"), Well),
    ("confirm_change_schedule", Asks("change"), Well),
    ("confirm_changed_schedule", Asks("changed"), Well),
    ("confirm_cancel_schedule_new", Asks("change"), Well),
    ("confirm_canceled_appointment", Asks("cancelled"), Well),
    ("did_not_understand", Filler, Well),
    ("working_on_previous_request", Filler, Well),
    ("faq_inform_address", Tells, Well),
    ("faq_operating_hours", Tells, Well),
    ("faq_open_time", Tells, Well),
    ("faq_close_time", Tells, Well),
];

/// What a caller does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Did {
    /// Says yes.
    Yes,
    /// Says no.
    No,
    /// Tells something: an answer to whatever was asked.
    Tells,
    /// Names a time, asked or not.
    Time,
    /// Nothing that answers a question.
    Else,
    /// Asks for a person.
    Person,
}

/// Callers' intents. Those that begin with `q_` are questions back.
const CALLERS: &[(&str, Did)] = &[
    ("confirm", Did::Yes),
    ("negate", Did::No),
    ("inform", Did::Tells),
    ("user_initial_request", Did::Tells),
    ("schedule", Did::Tells),
    ("reschedule", Did::Tells),
    ("cancel", Did::Tells),
    ("check_appointment", Did::Tells),
    ("user_proposed_date", Did::Time),
    ("ask_for_transportation_types", Did::Else),
    ("inconclusive", Did::Else),
    ("noise", Did::Else),
    ("other", Did::Else),
    ("rephrase", Did::Else),
    ("salutation", Did::Else),
    ("urgency", Did::Else),
    ("goodbye_greetings", Did::Else),
    ("transfer_agent", Did::Person),
];

/// One turn at a wait: what the caller met with in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Met {
    /// The position of its last utterance in the call, from 0.
    pub at: usize,
    /// Whether it led somewhere new.
    pub progress: bool,
    /// Whether a backend failed on what the caller came for.
    pub failed: bool,
    /// Whether the caller said no to something offered.
    pub refused: bool,
    /// Whether the caller asked for a person. Such callers are connected at once, which takes no detector, and calls
    /// that were forwarded are in trouble by definition: the figures leave the wish out, and a row beside them adds it.
    pub asks_for_person: bool,
    /// Whether a lookup came back without what the caller wished.
    pub missing: bool,
    /// Whether the caller answered an offer with another time instead of yes or no.
    pub countered: bool,
    /// Whether the caller was not understood, or said nothing that answers.
    pub not_understood: bool,
    /// How often this call has held the prompt that the turn ended with, this time included.
    pub heard: usize,
}

/// The intents that the tables do not name.
pub fn unnamed(utterances: &[Utterance]) -> impl Iterator<Item = &str> {
    let named = |said: &&Utterance| match said.by {
        Speaker::Line => PROMPTS.iter().any(|(intent, ..)| *intent == said.intent),
        Speaker::Caller => said.intent.starts_with("q_") || CALLERS.iter().any(|(intent, _)| *intent == said.intent),
    };
    utterances.iter().filter(move |said| !named(said)).map(|said| said.intent.as_str())
}

/// Whether the line says here that what the caller came for has failed.
pub fn fails(said: &Utterance) -> bool {
    said.by == Speaker::Line && prompt(&said.intent).1 == Failed
}

/// Whether the line says here that what the caller wishes is not to be had.
pub fn finds_nothing(said: &Utterance) -> bool {
    said.by == Speaker::Line && prompt(&said.intent).1 == Missing
}

fn prompt(intent: &str) -> (Role, Behind) {
    PROMPTS.iter().find(|(name, ..)| *name == intent).map_or((Tells, Well), |(_, role, behind)| (*role, *behind))
}

fn did(intent: &str) -> Did {
    CALLERS.iter().find(|(name, _)| *name == intent).map_or(Did::Else, |(_, did)| *did)
}

/// The turns of a call, oldest first. The last one may lack what the line would have said: then it is taken to be new.
pub fn turns(utterances: &[Utterance]) -> Vec<Met> {
    let mut listening = Listening::default();
    for (at, said) in utterances.iter().enumerate() {
        match said.by {
            Speaker::Caller => listening.caller(at, did(&said.intent)),
            Speaker::Line => listening.line(at, &said.intent),
        }
    }
    listening.finish()
}

/// A call while it is read.
#[derive(Default)]
struct Listening<'a> {
    matter: Matter,
    prompts: Vec<&'a str>,
    asked: Option<Role>,
    /// The turn at hand, once the caller has said something.
    turn: Option<Met>,
    /// Whether the line has answered in it.
    answered: bool,
    turns: Vec<Met>,
}

impl<'a> Listening<'a> {
    fn caller(&mut self, at: usize, did: Did) {
        if self.answered {
            self.turns.extend(self.turn.take());
        }
        self.answered = false;
        let mut turn = self.turn.take().unwrap_or_default();
        turn.at = at;
        turn.asks_for_person |= did == Did::Person;
        turn.not_understood |= did == Did::Else;
        let time = Name::from("time");
        match (self.asked, did) {
            (Some(Offers(what)), Did::No) => {
                turn.refused = true;
                self.matter.doubt(&what.into());
            }
            (Some(Offers("time")), Did::Time) => {
                turn.countered = true;
                self.matter.doubt(&time);
                turn.progress |= self.matter.answer(&time);
            }
            (Some(ReadsBack(what)), Did::No) => self.matter.doubt(&what.into()),
            (Some(Asks(what) | ReadsBack(what)), Did::Yes | Did::No | Did::Tells | Did::Time) => {
                turn.progress |= self.matter.answer(&what.into());
            }
            (_, Did::Time) => turn.progress |= self.matter.answer(&time),
            (_, Did::Yes | Did::No | Did::Tells | Did::Else | Did::Person) => {}
        }
        self.turn = Some(turn);
    }

    fn line(&mut self, at: usize, intent: &'a str) {
        let (role, behind) = prompt(intent);
        self.answered = true;
        self.prompts.push(intent);
        let new = role != Filler && self.matter.hear(intent);
        // What was wished is asked for again; in these calls it is nearly always a time.
        if behind != Well {
            self.matter.doubt(&"time".into());
        }
        if !matches!(role, Tells | Filler) {
            self.asked = Some(role);
        }
        if let Some(turn) = &mut self.turn {
            turn.at = at;
            turn.progress |= new;
            turn.failed |= behind == Failed;
            turn.missing |= behind == Missing;
            turn.heard = self.prompts.iter().filter(|heard| **heard == intent).count();
        }
    }

    fn finish(mut self) -> Vec<Met> {
        if let Some(turn) = &mut self.turn {
            turn.progress |= !self.answered;
        }
        self.turns.extend(self.turn);
        self.turns
    }
}
