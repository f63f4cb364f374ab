//! What was said, cut into words, figures and signs, without case and accents.
//!
//! Recognisers write the same thing in many ways: `15h30`, `3:30 p.m.`, `l’envoi`, `ENVIO`. Here they become alike.

/// One piece of what was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The piece, folded: lower case, without accents.
    pub text: String,
    /// The same as people spell it who keep the difference: `schoen` for `schön`, and `ñ` as it is.
    pub spelt: Option<String>,
    /// What it is.
    pub kind: TokenKind,
}

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters.
    Word,
    /// Letters that stood there as capitals, at least two: `ABC`.
    Capitals,
    /// Figures, `0` to `9`.
    Figures,
    /// A sign that can matter: one between two figures, a currency, a plus before figures.
    Sign,
}

impl Token {
    /// A word as it stands.
    pub fn word(text: &str) -> Self {
        Self { text: text.to_owned(), spelt: None, kind: TokenKind::Word }
    }

    /// Whether both are the same word, however their umlauts are written.
    pub fn same(&self, other: &Self) -> bool {
        self.text == other.text || self.spelling() == other.spelling()
    }

    /// The word as people spell it who keep the difference.
    pub fn spelling(&self) -> &str {
        self.spelt.as_deref().unwrap_or(&self.text)
    }

    /// Its figures, if it is figures.
    pub fn figures(&self) -> Option<&str> {
        (self.kind == TokenKind::Figures).then_some(self.text.as_str())
    }

    /// Its letters, if it is a word.
    pub fn letters(&self) -> Option<&str> {
        matches!(self.kind, TokenKind::Word | TokenKind::Capitals).then_some(self.text.as_str())
    }

    /// Whether it is one of these signs.
    pub fn is_sign(&self, signs: &[char]) -> bool {
        self.kind == TokenKind::Sign && signs.iter().any(|sign| self.text.chars().eq([*sign]))
    }
}

/// Signs between two figures that say how they belong together.
const BETWEEN: [char; 5] = ['.', ',', ':', '/', '-'];
/// Signs of currencies.
pub const CURRENCIES: [char; 4] = ['$', '€', '£', '¥'];

/// The pieces of a text.
pub fn tokens(text: &str) -> Vec<Token> {
    let letters: Vec<char> = text.chars().map(|letter| if letter == '’' { '\'' } else { letter }).collect();
    let mut found = Vec::new();
    let mut run = String::new();
    for (at, letter) in letters.iter().copied().enumerate() {
        let last = run.chars().next_back();
        if !belongs(letter) || last.is_some_and(|last| last.is_ascii_digit() != letter.is_ascii_digit()) {
            finish(&mut run, &mut found);
        }
        if belongs(letter) {
            run.push(letter);
        } else if let Some(sign) = sign(&letters, at) {
            found.push(Token { text: sign.to_string(), spelt: None, kind: TokenKind::Sign });
        }
    }
    finish(&mut run, &mut found);
    found
}

/// The pieces of a text that are words or figures.
pub fn words(text: &str) -> Vec<Token> {
    let mut found = tokens(text);
    found.retain(|token| token.kind != TokenKind::Sign);
    found
}

fn belongs(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '\'' || is_accent(letter)
}

/// Accents that stand behind their letter.
fn is_accent(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter)
}

/// The sign at `at`, if it matters there.
fn sign(letters: &[char], at: usize) -> Option<char> {
    let digit = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(char::is_ascii_digit);
    let sign = *letters.get(at)?;
    let next = digit(at.checked_add(1));
    let between = BETWEEN.contains(&sign) && digit(at.checked_sub(1)) && next;
    (between || CURRENCIES.contains(&sign) || (sign == '+' && next)).then_some(sign)
}

/// Ends a run of letters or figures. French elisions become words of their own: `l'envoi`, `qu'un`.
fn finish(run: &mut String, found: &mut Vec<Token>) {
    let whole = std::mem::take(run);
    let mut rest = whole.trim_matches('\'');
    while let Some((head, tail)) = rest.split_once('\'')
        && elided(head)
        && !tail.is_empty()
    {
        found.push(token(head));
        rest = tail;
    }
    if !rest.is_empty() {
        found.push(token(rest));
    }
}

fn elided(head: &str) -> bool {
    let head = head.to_lowercase();
    ["l", "d", "j", "c", "n", "s", "m", "t"].contains(&head.as_str()) || head.ends_with("qu")
}

fn token(run: &str) -> Token {
    if run.bytes().all(|byte| byte.is_ascii_digit()) {
        return Token { text: run.to_owned(), spelt: None, kind: TokenKind::Figures };
    }
    let capitals = 1 < run.chars().count() && run.chars().all(char::is_uppercase);
    let lower = run.to_lowercase();
    let (mut text, mut spelt) = (String::new(), String::new());
    for letter in lower.chars().filter(|letter| !is_accent(*letter)) {
        match fold(letter) {
            Some((plain, long)) => {
                text.push_str(plain);
                spelt.push_str(long);
            }
            None => {
                text.push(letter);
                spelt.push(letter);
            }
        }
    }
    // A letter alone is itself: it may be spelled.
    if lower.chars().nth(1).is_none() && text != lower {
        spelt = lower;
    }
    let kind = if capitals { TokenKind::Capitals } else { TokenKind::Word };
    Token { spelt: (spelt != text).then_some(spelt), text, kind }
}

/// A letter without its accent, and as it is spelt out where that is done.
fn fold(letter: char) -> Option<(&'static str, &'static str)> {
    let same = |plain| Some((plain, plain));
    match letter {
        'ä' => Some(("a", "ae")),
        'ö' | 'ø' => Some(("o", "oe")),
        'ü' => Some(("u", "ue")),
        'å' => Some(("a", "aa")),
        'à' | 'á' | 'â' | 'ã' | 'ā' | 'ă' | 'ą' => same("a"),
        'ç' | 'ć' | 'č' => same("c"),
        'ď' | 'đ' | 'ð' => same("d"),
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => same("e"),
        'ğ' => same("g"),
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => same("i"),
        'ł' => same("l"),
        'ñ' => Some(("n", "ñ")),
        'ń' | 'ň' => same("n"),
        'ò' | 'ó' | 'ô' | 'õ' | 'ō' | 'ő' => same("o"),
        'ř' => same("r"),
        'ś' | 'š' | 'ş' => same("s"),
        'ť' | 'ţ' => same("t"),
        'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'ű' | 'ų' => same("u"),
        'ý' | 'ÿ' => same("y"),
        'ź' | 'ż' | 'ž' => same("z"),
        'ß' => same("ss"),
        'æ' => same("ae"),
        'œ' => same("oe"),
        _ => None,
    }
}
