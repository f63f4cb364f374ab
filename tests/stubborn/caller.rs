//! Simulated callers: what each sticks to, when it rings, from where, and what becomes of it on a ladder.

use clew::call::Moment;
use fastrand::Rng;

/// Two years in which callers ring, at any moment: 2026 and 2027, with their holidays and both changes of the clocks.
const YEARS_BEGAN: i64 = 1_767_225_600_000;
const YEARS_S: i64 = 730 * 24 * 3_600;

/// The longest that one simulated caller takes at one wait, in seconds.
pub const DAWDLE_MAX_S: u64 = 20;

/// The most calls of one caller.
pub const CALLS_MAX: u32 = 5;

/// What a caller sticks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Habit {
    RandomKeys,
    OneKey,
    Silent,
    Alternating,
    Mumbling,
    TypingAhead,
    HangingUp,
    SeekingNew,
}

const HABITS: [Habit; 8] = [
    Habit::RandomKeys,
    Habit::OneKey,
    Habit::Silent,
    Habit::Alternating,
    Habit::Mumbling,
    Habit::TypingAhead,
    Habit::HangingUp,
    Habit::SeekingNew,
];

/// Words that fit nothing, and some that nearly do.
const MUMBLES: [&str; 8] =
    ["uh", "the thing with the", "hmm wait", "parsnip", "is this thing on", "bill", "peer son", "blue seven elephant"];

/// What a simulated caller does at a wait.
#[derive(Debug, Clone)]
pub enum Does {
    Keys(String),
    Words(String),
    Nothing,
    HangsUp,
}

/// What becomes of a phone that rings for a caller.
#[derive(Debug, Clone, Copy)]
pub enum Rung {
    Taken,
    CutOff,
    Declined,
    WrongKey,
    Voicemail,
    Busy,
    NoAnswer,
    Fails,
    HangsUp,
}

/// What becomes of a caller in a queue.
#[derive(Debug, Clone, Copy)]
pub enum Queued {
    Taken,
    Presses(char),
    Talks,
    Waits,
    Full,
    Fails,
    HangsUp,
}

/// What a caller leaves on a recording.
#[derive(Debug, Clone, Copy)]
pub enum Leaves {
    Message,
    MessageAndZero,
    Nothing,
    HangsUp,
}

/// A simulated caller.
pub struct Caller {
    pub habit: Habit,
    pub rng: Rng,
    /// Whether the number is shown, and vouched for.
    pub known: bool,
    pub attested: bool,
    /// When the first call comes.
    pub rings_at: Moment,
    calls: u32,
    quits: bool,
    turn: u32,
    key: char,
    declines: bool,
}

impl Caller {
    pub fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let habit = HABITS[rng.usize(..HABITS.len())];
        let key = ['1', '2', '3', '4', '9', '#', '*'][rng.usize(..7)];
        let (declines, known, attested) = (rng.u8(..10) < 8, rng.u8(..4) != 0, rng.bool());
        let rings_at = Moment::from_millis(YEARS_BEGAN + rng.i64(0..YEARS_S) * 1000);
        // Half of them ring once, and stay until it is over.
        let calls = if rng.bool() { 1 } else { rng.u32(2..=CALLS_MAX) };
        Self { habit, rng, known, attested, rings_at, calls, quits: 1 < calls, turn: 0, key, declines }
    }

    /// How long after call number `made` this caller rings again, in seconds, if ever: 1 minute to 3 hours.
    pub fn again_s(&mut self, made: u32, hung_up: bool) -> Option<u64> {
        let again = made < self.calls && (hung_up || self.rng.u8(..3) == 0);
        let [from, to] = [[60, 600], [600, 3_600], [3_600, 10_800]][self.rng.usize(..3)];
        again.then(|| self.rng.u64(from..=to))
    }

    fn random_key(&mut self) -> char {
        ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#'][self.rng.usize(..11)]
    }

    /// What it does at a wait of the flow; `digits` says that several keys are taken.
    pub fn at_step(&mut self, digits: bool) -> Does {
        self.turn += 1;
        if self.quits && self.rng.u8(..12) == 0 {
            return Does::HangsUp;
        }
        match self.habit {
            Habit::Silent => Does::Nothing,
            Habit::OneKey => Does::Keys(self.key.to_string()),
            Habit::RandomKeys if digits => {
                let count = self.rng.usize(1..10);
                Does::Keys((0..count).map(|_| self.rng.char('0'..='9')).collect())
            }
            Habit::RandomKeys => Does::Keys(self.random_key().to_string()),
            Habit::Alternating if self.turn.is_multiple_of(2) => Does::Nothing,
            Habit::Alternating => Does::Keys(['1', '2', '7'][self.rng.usize(..3)].to_string()),
            Habit::Mumbling => Does::Words(MUMBLES[self.rng.usize(..MUMBLES.len())].to_owned()),
            Habit::TypingAhead => {
                let count = self.rng.usize(2..8);
                Does::Keys((0..count).map(|_| self.random_key()).collect())
            }
            Habit::HangingUp if self.rng.u8(..10) < 2 => Does::HangsUp,
            Habit::HangingUp => Does::Keys(['1', '2', '3'][self.rng.usize(..3)].to_string()),
            Habit::SeekingNew if digits => Does::Keys("4711".repeat(2)),
            Habit::SeekingNew => Does::Keys("1".to_owned()),
        }
    }

    /// What it does at an offer: most go on alone, to see how long they can.
    pub fn at_offer(&mut self) -> Does {
        match self.habit {
            Habit::HangingUp if self.rng.u8(..10) < 3 => Does::HangsUp,
            _ if self.declines => Does::Keys("1".to_owned()),
            _ => self.at_step(false),
        }
    }

    /// What it does when asked whether it is about the same again.
    pub fn at_resume(&mut self) -> Does {
        match self.rng.u8(..3) {
            0 => Does::Keys("1".to_owned()),
            1 => Does::Keys("2".to_owned()),
            _ => self.at_step(false),
        }
    }

    pub fn at_closing(&mut self) -> Does {
        match self.rng.u8(..10) {
            0..4 => Does::Nothing,
            4 => Does::Words("well, bye then".to_owned()),
            5 => Does::Words("operator".to_owned()),
            6 => Does::Keys("1".to_owned()),
            7 => Does::HangsUp,
            _ => self.at_step(false),
        }
    }

    /// What it does when asked for a number to be rung back on.
    pub fn asked_for_a_number(&mut self) -> Does {
        match self.rng.u8(..7) {
            0 | 1 => Does::Keys("2025550142".to_owned()),
            2 => Does::Keys("12".to_owned()),
            3 => Does::Words("you know it".to_owned()),
            4 => Does::Keys("0".to_owned()),
            5 => Does::HangsUp,
            _ => Does::Nothing,
        }
    }

    pub fn on_rung(&mut self) -> Rung {
        match self.rng.u8(..13) {
            0 => Rung::Taken,
            1 => Rung::CutOff,
            2 => Rung::Declined,
            3 => Rung::WrongKey,
            4 | 5 => Rung::Voicemail,
            6 | 7 => Rung::Busy,
            8..11 => Rung::NoAnswer,
            11 => Rung::Fails,
            _ => Rung::HangsUp,
        }
    }

    pub fn in_queue(&mut self) -> Queued {
        match self.rng.u8(..12) {
            0 => Queued::Taken,
            1 => Queued::Presses('0'),
            2 | 3 => Queued::Presses('1'),
            4 => Queued::Presses('2'),
            5 => Queued::Presses('9'),
            6 => Queued::Talks,
            7 => Queued::Full,
            8 => Queued::Fails,
            9 => Queued::HangsUp,
            _ => Queued::Waits,
        }
    }

    pub fn leaves(&mut self) -> Leaves {
        match self.rng.u8(..5) {
            0 => Leaves::HangsUp,
            1 => Leaves::Message,
            2 => Leaves::MessageAndZero,
            _ => Leaves::Nothing,
        }
    }
}
