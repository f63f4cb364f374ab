//! How long things take at a spot.

use super::{compile::Compiler, length::Lengths, way::Spot};
use crate::{
    call::{Listen, Name, SPEECH_MAX_S, Said, builtin},
    engine::{
        HURRIED_MS, Here, Step,
        step::{Use, single_key},
    },
};

/// How long things take at a spot, in milliseconds.
#[derive(Debug, Clone, Default)]
pub struct Pace {
    /// What the wait says, and whether that tells of 0.
    pub asks: (u64, bool),
    /// The same where it is asked again: after something wrong, and after silence; the last one stays.
    pub wrong: Vec<(u64, bool)>,
    /// After silence.
    pub silent: Vec<(u64, bool)>,
    /// Silence behind it, until it counts.
    pub silence_ms: u64,
    /// Whatever else the caller does, until it is over.
    pub act_ms: u64,
    /// The hint at 0.
    pub hint_ms: u64,
}

impl Pace {
    /// What is said when a spot is come to, after so many slips, and whether it tells of 0.
    pub fn says(&self, slips: u8, silent: bool) -> (u64, bool) {
        let Some(nth) = slips.checked_sub(1) else { return self.asks };
        let again = if silent { &self.silent } else { &self.wrong };
        again.get(usize::from(nth)).or_else(|| again.last()).copied().unwrap_or(self.asks)
    }

    /// The longest that is said there.
    pub fn says_max(&self) -> u64 {
        let again = self.wrong.iter().chain(&self.silent).map(|(ms, _)| *ms);
        again.chain([self.asks.0]).max().unwrap_or(0)
    }
}

/// How long a caller can take over one act at most, from the end of what is said, in milliseconds.
pub(super) fn act_ms(listen: &Listen) -> u64 {
    let wait_ms = u64::from(listen.wait_s) * 1000;
    let keys_ms = wait_ms * u64::from(listen.keys_max.unwrap_or(KEYS_MAX).max(1));
    let speech_ms = wait_ms + (u64::from(SPEECH_MAX_S) + u64::from(listen.gap_s)) * 1000;
    if listen.speech { keys_ms.max(speech_ms) } else { keys_ms }
}

/// What a wait may say besides, where conditions hold that did not when it was asked.
fn conditional_ms(step: &Step, said: &[Said], lengths: Lengths<'_>, language: &Name) -> u64 {
    let mut ms = 0;
    for used in step.verb.uses() {
        if let Use::Says(sayings) = used
            && !sayings.conditions().is_empty()
        {
            let prompts =
                sayings.prompts().into_iter().filter(|prompt| !said.iter().any(|said| said.prompt == **prompt));
            ms += prompts.map(|prompt| lengths.said_ms(language, &Said::plain(prompt.clone()))).sum::<u64>();
        }
    }
    ms
}

/// The most keys that a caller types where the flow names no most.
const KEYS_MAX: u8 = 30;

impl Compiler<'_> {
    /// What is said where somebody can be rung, or where nobody can: the longer, where that depends on the hour.
    fn either_ms(&self, person: &Name, language: usize, rings: &'static str, nobody: &'static str) -> u64 {
        let ladder = self.walker.flow.people.get(person);
        let mut ringing = ladder.into_iter().flat_map(|person| &person.rungs).filter(|rank| !rank.rung.needs_nobody());
        let always = ringing.clone().any(|rank| rank.when.is_none());
        let never = ringing.next().is_none();
        let [rings, nobody] = [rings, nobody].map(|prompt| self.said_ms(language, prompt));
        match (always, never) {
            (true, _) => rings,
            (_, true) => nobody,
            (_, _) => rings.max(nobody),
        }
    }

    /// An offer, until it is declined: a key just too soon has it said again.
    pub fn offer_ms(&self, language: usize) -> u64 {
        let people = self.walker.flow.steps.values().map(|step| &step.operator);
        let offers =
            people.map(|person| self.either_ms(person, language, builtin::PERSON_OFFER, builtin::PERSON_OFFER_LATER));
        let said = offers.max().unwrap_or(0);
        HURRIED_MS - 1 + said + act_ms(&single_key())
    }

    pub fn pace(&self, spot: &Spot) -> Pace {
        let flow = self.walker.flow;
        let Some(step) = flow.steps.get(&spot.step) else { return Pace::default() };
        let language = self.walker.language(spot.language);
        let (lengths, mut call) = (self.walker.lengths, self.walker.rich.clone());
        call.language = language.clone();
        let here = Here { flow, call: &call, scope: &step.scope, at: self.walker.at };
        let wait = step.verb.wait(spot.stage, &here);
        let tells = |said: &Said| flow.says_zero.contains(&said.prompt);
        let mut ms = lengths.all_ms(&language, &wait.prompts);
        ms += conditional_ms(step, &wait.prompts, lengths, &language);
        let again = |prompts: &[Name]| -> Vec<(u64, bool)> {
            let said = prompts.iter().map(|prompt| Said::plain(prompt.clone()));
            said.filter(|_| step.verb.asks(spot.stage))
                .map(|said| (lengths.said_ms(&language, &said), tells(&said)))
                .collect()
        };
        let (wrong, silent) = (again(&step.asking.again.wrong), again(&step.asking.again.silent));
        let listen = step.asking.listen.over(flow.listen.over(wait.listen));
        let wait_ms = u64::from(listen.wait_s) * 1000;
        let act_ms = if self.effort.slowly { act_ms(&listen) } else { wait_ms };
        let hint_ms = self.either_ms(&step.operator, spot.language, builtin::ZERO_HINT, builtin::ZERO_HINT_LATER);
        Pace { asks: (ms, wait.prompts.iter().any(tells)), wrong, silent, silence_ms: wait_ms, act_ms, hint_ms }
    }
}
