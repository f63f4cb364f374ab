//! A turn as lines that a designer reads: what the caller hears, what we order, and why.

use super::{Call, Counted, Endpoint, Gather, Handoff, Order, Reason, Rejection, Said};

/// The lines of a turn: `say hello`, `menu main`, `ring +15550111 because …`. Values stay out.
///
/// This is what conversation files compare, so its form is part of the flow language.
#[must_use]
pub fn transcript(call: &Call, orders: &[Order<Said>]) -> Vec<String> {
    let mut lines = Vec::new();
    for order in orders {
        match order {
            Order::Say(said) => lines.extend(said.iter().map(say)),
            Order::Gather(gather) | Order::Screen(gather) => lines.extend(wait(gather, &gather.prompts)),
            Order::Hold(gather) => {
                // Music that is played again and again is shown once.
                let mut music = gather.prompts.clone();
                music.dedup();
                lines.extend(wait(gather, &music));
            }
            Order::Dial(dial) => {
                let to: Vec<&str> = dial.to.iter().map(Endpoint::written).collect();
                lines.push(format!("ring {}{}", to.join(" "), because(call)));
            }
            Order::Enqueue { queue } => lines.push(format!("queue {queue}{}", because(call))),
            Order::Leave => lines.push("leave the queue".to_owned()),
            Order::Record(_) => lines.push("record".to_owned()),
            Order::Pause { seconds } => lines.push(format!("pause {seconds}s")),
            Order::Reject(Rejection::Busy) => lines.push("reject busy".to_owned()),
            Order::Reject(Rejection::Rejected) => lines.push("reject".to_owned()),
            Order::HangUp => lines.push("hang up".to_owned()),
        }
    }
    lines
}

fn wait(gather: &Gather, prompts: &[Said]) -> Vec<String> {
    let own: Vec<&str> = prompts.iter().map(|said| said.prompt.as_str()).collect();
    let last = format!("{} {}", gather.verb, own.join(" "));
    gather.before.iter().map(say).chain([last.trim_end().to_owned()]).collect()
}

fn say(said: &Said) -> String {
    if said.prompt.as_str() == super::builtin::PAUSE {
        return "pause".to_owned();
    }
    match &said.language {
        Some(language) => format!("say {} in {language}", said.prompt),
        None => format!("say {}", said.prompt),
    }
}

/// Why the caller is being connected, on the turn that orders it.
fn because(call: &Call) -> String {
    match &call.handoff {
        Some(handoff) if handoff.turn == call.turn => format!(" because {}", why(call, handoff)),
        Some(_) | None => String::new(),
    }
}

fn why(call: &Call, handoff: &Handoff) -> String {
    let ledger = || {
        let parts: Vec<String> = call.matter.signals.iter().map(shown).collect();
        format!("{} is {}", parts.join(", "), call.matter.sum())
    };
    match handoff.reason {
        Reason::Asked => "asked for a person".to_owned(),
        Reason::Flow => "the flow leads here".to_owned(),
        // Offered because the caller is known, before anything was counted.
        Reason::Accepted if call.matter.signals.is_empty() => "offered, accepted".to_owned(),
        Reason::Accepted => format!("offered, accepted: {}", ledger()),
        Reason::Frustration => ledger(),
        Reason::Preferred => "prefers a person".to_owned(),
        Reason::Missed => "a promised callback did not come".to_owned(),
        Reason::Ceiling => format!("{} questions in this call", call.questions),
        Reason::NotSettled => "not settled".to_owned(),
        Reason::BackendFailed => "a backend failed".to_owned(),
        Reason::Fault(fault) => format!("fault: {fault:?}"),
    }
}

fn shown(counted: &Counted) -> String {
    format!("{} {}", counted.signal.name(), counted.weight)
}
