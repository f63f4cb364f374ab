//! In what language something is said: its words, its region's clock and figures, and the flow's currency.

use icu_locale_core::{Locale, subtags::Region};

use crate::call::Name;

/// A language that clew knows words of. What is said in any other is formatted as in English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// English.
    English,
    /// Spanish.
    Spanish,
    /// German.
    German,
    /// French.
    French,
}

/// Every language, with its primary tag.
const LANGUAGES: [(&str, Language); 4] =
    [("en", Language::English), ("es", Language::Spanish), ("de", Language::German), ("fr", Language::French)];

impl Language {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        LANGUAGES.into_iter().map(|(_, language)| language)
    }

    /// The language of a BCP 47 tag, whatever its region: Spanish of `es-US`.
    #[must_use]
    pub fn of(tag: &str) -> Option<Self> {
        let primary = primary(tag);
        LANGUAGES.iter().find(|(known, _)| known.eq_ignore_ascii_case(primary)).map(|(_, language)| *language)
    }
}

/// A tag without its region: `es` of `es-US`.
pub(super) fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

/// The currency of a flow's amounts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Currency {
    /// US dollar.
    #[default]
    Usd,
    /// Euro.
    Eur,
    /// Pound sterling.
    Gbp,
    /// Swiss franc.
    Chf,
    /// Canadian dollar.
    Cad,
    /// Mexican peso.
    Mxn,
}

/// Every currency, by its ISO 4217 code.
const CURRENCIES: [(&str, Currency); 6] = [
    ("USD", Currency::Usd),
    ("EUR", Currency::Eur),
    ("GBP", Currency::Gbp),
    ("CHF", Currency::Chf),
    ("CAD", Currency::Cad),
    ("MXN", Currency::Mxn),
];

impl Currency {
    /// The currency with this ISO 4217 code, in capitals.
    #[must_use]
    pub fn named(code: &str) -> Option<Self> {
        CURRENCIES.iter().find(|(known, _)| *known == code).map(|(_, currency)| *currency)
    }

    /// The currency of a language's region; US dollars where that is not known.
    #[must_use]
    pub fn of(tag: &Name) -> Self {
        let region = tag.as_str().split('-').nth(1).unwrap_or("US");
        let code = match region {
            "GB" => "GBP",
            "CH" | "LI" => "CHF",
            "CA" => "CAD",
            "MX" => "MXN",
            "DE" | "AT" | "FR" | "ES" | "BE" | "LU" | "IE" | "NL" | "IT" | "PT" => "EUR",
            _ => "USD",
        };
        Self::named(code).unwrap_or_default()
    }

    /// The codes of all of them.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        CURRENCIES.iter().map(|(code, _)| *code)
    }
}

/// How values sound somewhere: a language with its region, and a currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tongue {
    tag: Name,
    language: Language,
    locale: Locale,
    currency: Currency,
}

impl Tongue {
    /// The tongue of a BCP 47 tag. Total: a tag that says nothing is taken for English.
    #[must_use]
    pub fn new(tag: &Name, currency: Currency) -> Self {
        let language = Language::of(tag.as_str());
        // English is spoken with twelve hours everywhere, also where 14:30 is written.
        let clock = if language == Some(Language::English) { "-u-hc-h12" } else { "" };
        let locale = if language.is_some() { tag.as_str() } else { "en" };
        let locale = format!("{locale}{clock}").parse().or_else(|_unknown| primary(tag.as_str()).parse());
        Self {
            tag: tag.clone(),
            language: language.unwrap_or(Language::English),
            locale: locale.unwrap_or(Locale::UNKNOWN),
            currency,
        }
    }

    /// The BCP 47 tag.
    #[must_use]
    pub fn tag(&self) -> &Name {
        &self.tag
    }

    /// The language.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    /// The currency of amounts.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// Language and region, for CLDR data.
    pub(super) fn locale(&self) -> &Locale {
        &self.locale
    }

    /// The region in capitals, if the tag names one.
    pub(super) fn region(&self) -> Option<&str> {
        self.locale.id.region.as_ref().map(Region::as_str)
    }
}
