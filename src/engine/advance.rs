//! One event in; the updated call, orders and effects out.

use super::{
    Flow, Step,
    goodbye::Agreed,
    guard::{self, Verdict},
    ladder,
    scene::Scene,
    shape::{Exit, OPERATOR},
    step::{Hearing, Then, single_key},
    walk::{self, Landing},
};
use crate::{
    answer::{Heard, asks_for_person},
    call::{
        Call, End, Ending, Event, EventKind, Fault, Matter, Moment, Name, OfferWhy, Order, Place, Reason, Said, Turn,
        builtin,
    },
};

/// A key sooner than this after an offer was typed before the caller could hear it: it is no answer to it. Only 0 means
/// the same at any time.
const HURRIED_MS: u64 = 2_000;

/// Makes one turn of a call out of one event. Pure, total, deterministic.
#[must_use]
pub fn advance(flow: &Flow, call: &Call, event: &Event) -> Turn {
    let mut scene = Scene::open(flow, call, event);
    let heard = heard(&event.kind);
    if heard.is_some() && matches!(call.place, Place::Step { .. } | Place::Offer { .. }) {
        scene.call.matter.machine_ms = scene.call.matter.machine_ms.saturating_add(scene.at.millis_since(call.last));
    }
    match (&call.place, heard, &event.kind) {
        (_, _, EventKind::Ends(ending)) => scene.call.place = Place::Ended(end(&call.place, *ending)),
        (_, _, EventKind::RecordingReady { .. }) => ladder::keep(&mut scene, event),
        (Place::Ended(_), _, EventKind::Recorded { .. }) => {
            ladder::keep(&mut scene, event);
            scene.order(Order::HangUp);
        }
        (Place::Ended(_), _, _) => scene.order(Order::HangUp),
        (Place::Ringing, _, EventKind::Rings { .. }) => {
            let landing = walk::enter(&mut scene, &flow.start);
            first(&mut scene, landing);
        }
        (Place::Step { name, stage }, Some(heard), _) => at_step(&mut scene, name, *stage, heard),
        (Place::Offer { name, stage, why, said, hurried }, Some(heard), _) => {
            let asks = asks_for_person(heard, &flow.lexicon);
            let too_soon = !hurried && event.at.millis_since(*said) < HURRIED_MS && matches!(heard, Heard::Keys(_));
            if too_soon && !asks {
                offer(&mut scene, (name, *stage), *why, true);
            } else {
                at_offer(&mut scene, name, *stage, heard);
            }
        }
        (Place::Rung { person, rung }, _, _) => ladder::on_rung(&mut scene, person, *rung, event),
        (Place::Closing(closing), Some(heard), _) => ladder::at_closing(&mut scene, *closing, heard),
        (Place::Ringing | Place::Step { .. } | Place::Offer { .. } | Place::Closing(_), _, _) => {
            fault(&mut scene, Fault::OutOfPlace);
        }
    }
    scene.close()
}

/// What the caller did, if the event is the caller's own doing at a wait.
fn heard(kind: &EventKind) -> Option<Heard<'_>> {
    match kind {
        EventKind::Keys(keys) => Some(Heard::Keys(keys)),
        EventKind::Words(words) => Some(Heard::Words(words)),
        EventKind::Silence => Some(Heard::Silence),
        EventKind::Rings { .. }
        | EventKind::Dialed(_)
        | EventKind::Recorded { .. }
        | EventKind::NotRecorded
        | EventKind::RecordingReady { .. }
        | EventKind::Ends(_) => None,
    }
}

/// How a call ended that ends here. The first word on it stands, since platforms repeat themselves.
fn end(place: &Place, ending: Ending) -> End {
    match (place, ending) {
        (Place::Ended(end), _) => *end,
        (Place::Ringing, _) | (_, Ending::Failed) => End::Failed,
        (Place::Step { .. } | Place::Offer { .. }, Ending::Completed | Ending::Unheard) => End::HungUpInFlow,
        (Place::Rung { .. }, Ending::Completed | Ending::Unheard) => End::OnLadder,
        (Place::Closing(_), Ending::Completed | Ending::Unheard) => End::AtClosing,
    }
}

/// The first wait of a call: no turn is counted, and callers are told about 0.
fn first(scene: &mut Scene<'_>, landing: Landing) {
    match landing {
        Landing::Wait { name, stage } => {
            hint(scene, &name, stage);
            ask(scene, &name, stage);
        }
        Landing::Person(_) | Landing::Goodbye | Landing::Fault(_) => land(scene, &OPERATOR.into(), landing),
    }
}

/// What the caller does at a step.
fn at_step(scene: &mut Scene<'_>, name: &Name, stage: u8, heard: Heard<'_>) {
    let Some(step) = scene.flow.steps.get(name) else {
        return fault(scene, Fault::StepGone);
    };
    if asks_for_person(heard, &scene.flow.lexicon) {
        scene.say_own(builtin::CONNECTING);
        return ladder::connect(scene, &step.operator, Reason::Asked);
    }
    match step.verb.hear(stage, heard, &scene.flow.lexicon) {
        Hearing::Person(reason) => {
            scene.say_own(builtin::CONNECTING);
            ladder::connect(scene, &step.operator, reason);
        }
        Hearing::Settled(next) => settled(scene, step, name, next),
        hearing @ (Hearing::NotUnderstood
        | Hearing::Leave(_)
        | Hearing::Answer { .. }
        | Hearing::Refuse { .. }
        | Hearing::Stage(_)) => {
            let landing = heard_at(scene, (name, stage), heard, &hearing);
            land(scene, &step.operator, landing);
        }
    }
}

/// The caller says that the matter is settled.
fn settled(scene: &mut Scene<'_>, step: &Step, name: &Name, next: Option<&Exit>) {
    scene.call.settled = scene.call.settled.saturating_add(1);
    match next {
        None => scene.goodbye(&Agreed::settled()),
        Some(exit) => {
            scene.call.matter = Matter::default();
            let landing = walk::leave(scene, name, exit);
            scene.progress = true;
            land(scene, &step.operator, landing);
        }
    }
}

/// Where what the caller did leads.
fn heard_at(scene: &mut Scene<'_>, at: (&Name, u8), heard: Heard<'_>, hearing: &Hearing<'_>) -> Landing {
    let (name, stage) = at;
    match hearing {
        Hearing::Leave(exit) => walk::leave(scene, name, exit),
        Hearing::Answer { into, value, then } => {
            scene.progress |= scene.call.matter.answer(into);
            scene.call.variables.insert((*into).clone(), value.clone());
            match then {
                Then::Stage(stage) => Landing::Wait { name: name.clone(), stage: *stage },
                Then::Exit(exit) => walk::leave(scene, name, exit),
            }
        }
        Hearing::Refuse { into } => {
            scene.call.matter.doubt(into);
            scene.call.variables.remove(*into);
            scene.say_own(builtin::TRY_AGAIN);
            Landing::Wait { name: name.clone(), stage: 0 }
        }
        Hearing::Stage(stage) => lost(scene, name, *stage, heard),
        Hearing::NotUnderstood => lost(scene, name, stage, heard),
        // Seen to by the caller of this function, where no turn is counted any more.
        Hearing::Settled(_) | Hearing::Person(_) => Landing::Fault(Fault::OutOfPlace),
    }
}

/// Nothing that fits: the same question again, with a word of regret.
fn lost(scene: &mut Scene<'_>, name: &Name, stage: u8, heard: Heard<'_>) -> Landing {
    scene.say_own(if heard == Heard::Silence { builtin::NO_INPUT } else { builtin::NO_MATCH });
    Landing::Wait { name: name.clone(), stage }
}

/// Ends a counted turn where the walk has led, if the guards let it.
fn land(scene: &mut Scene<'_>, operator: &Name, landing: Landing) {
    match landing {
        Landing::Wait { name, stage } => match guard::judge(&mut scene.call, &scene.flow.patience, scene.progress) {
            Verdict::GoOn => {
                if !scene.progress {
                    hint(scene, &name, stage);
                }
                ask(scene, &name, stage);
            }
            Verdict::Offer(why) => offer(scene, (&name, stage), why, false),
            Verdict::Connect(reason) => {
                scene.say_own(builtin::SORRY_CONNECTING);
                ladder::connect(scene, operator, reason);
            }
        },
        Landing::Person(person) => {
            scene.say_if_silent(builtin::CONNECTING);
            ladder::connect(scene, &person, Reason::Flow);
        }
        Landing::Goodbye => match Agreed::nothing_more(&scene.call) {
            Some(agreed) => scene.goodbye(&agreed),
            None => fault(scene, Fault::GoodbyeNotAgreed),
        },
        Landing::Fault(kind) => fault(scene, kind),
    }
}

/// Tells callers about 0, unless the wait that follows does so itself.
fn hint(scene: &mut Scene<'_>, name: &Name, stage: u8) {
    if let Some(step) = scene.flow.steps.get(name) {
        scene.hint_zero(&step.verb.wait(stage).prompts);
    }
}

/// Waits at a step.
fn ask(scene: &mut Scene<'_>, name: &Name, stage: u8) {
    let Some(step) = scene.flow.steps.get(name) else {
        return fault(scene, Fault::StepGone);
    };
    let wait = step.verb.wait(stage);
    let prompts = wait.prompts.iter().map(|prompt| scene.flow.said(prompt, &scene.call.variables)).collect();
    scene.call.place = Place::Step { name: name.clone(), stage };
    scene.wait(step.verb.name(), prompts, wait.listen);
}

/// Offers a person before going on at a step.
fn offer(scene: &mut Scene<'_>, to: (&Name, u8), why: OfferWhy, hurried: bool) {
    let (name, stage) = to;
    let said: Moment = scene.at;
    scene.call.place = Place::Offer { name: name.clone(), stage, why, said, hurried };
    scene.wait("offer", vec![Said::plain(builtin::PERSON_OFFER)], single_key());
}

/// What the caller does at an offer: going on alone takes key 1 or a word for it; anything else accepts, silence too.
fn at_offer(scene: &mut Scene<'_>, name: &Name, stage: u8, heard: Heard<'_>) {
    let lexicon = &scene.flow.lexicon;
    let declines = match heard {
        Heard::Keys(keys) => keys == "1",
        Heard::Words(words) => lexicon.go_on.heard_in(words) && !asks_for_person(heard, lexicon),
        Heard::Silence => false,
    };
    if declines {
        return ask(scene, name, stage);
    }
    let operator = scene.flow.steps.get(name).map_or_else(|| OPERATOR.into(), |step| step.operator.clone());
    scene.say_own(builtin::CONNECTING);
    ladder::connect(scene, &operator, Reason::Accepted);
}

/// What cannot happen in a checked flow leads to a person.
fn fault(scene: &mut Scene<'_>, fault: Fault) {
    scene.say_own(builtin::SORRY_CONNECTING);
    ladder::connect(scene, &OPERATOR.into(), Reason::Fault(fault));
}
