//! What a prompt says: one text, or one for each plural form of a number.
//!
//! `{ by: stops, one: "You have one stop.", other: "You have {stops|number} stops." }`

use std::{collections::BTreeMap, fmt};

use icu_decimal::input::Decimal as Figures;
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};

use super::{
    formats::counted,
    template::{Insert, Template, TemplateError},
    tongue::Tongue,
};
use crate::call::{Type, Value};

/// The plural categories of CLDR (Unicode Technical Standard 35), in their order.
const FORMS: [(&str, PluralCategory); 6] = [
    ("zero", PluralCategory::Zero),
    ("one", PluralCategory::One),
    ("two", PluralCategory::Two),
    ("few", PluralCategory::Few),
    ("many", PluralCategory::Many),
    ("other", PluralCategory::Other),
];

/// What a prompt says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The number that decides, and the texts for the other categories.
    plural: Option<(Insert, BTreeMap<PluralCategory, Template>)>,
    /// The text; with plurals, the one of `other`.
    other: Template,
}

/// A piece of a wording, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// The text of a prompt without plural forms.
    Text,
    /// What stands under `by`.
    By,
    /// A plural form, by its name.
    Form(String),
}

/// Something wrong with a wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordingError {
    /// In which piece; the error's place is counted from its start.
    pub piece: Piece,
    /// What is wrong.
    pub trouble: WordingTrouble,
}

/// What can be wrong with a wording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WordingTrouble {
    /// A text.
    Text(TemplateError),
    /// There is no `other`.
    NoOther,
    /// There is no such plural form, or the language does not have it. These are those it has.
    NotAForm(Vec<&'static str>),
    /// The number that decides is of a type that cannot be counted.
    NotCounted(Type),
}

impl fmt::Display for WordingTrouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(error) => error.trouble.fmt(f),
            Self::NoOther => f.write_str("the form `other` is missing, which is said of every other number"),
            Self::NotAForm(has) => {
                write!(f, "this language has no such plural form, only `{}`", has.join("`, `"))
            }
            Self::NotCounted(of) => write!(f, "this is {of}; plural forms go by a number or a list"),
        }
    }
}

impl Wording {
    /// One text.
    ///
    /// # Errors
    /// As [`Template::parse`].
    pub fn text(text: &str) -> Result<Self, TemplateError> {
        Ok(Template::parse(text)?.into())
    }

    /// A text for each plural form: `by` names the number that decides, `forms` are names of forms with their texts, in
    /// the language of the tag.
    ///
    /// # Errors
    /// All pieces that are wrong, and a missing `other`.
    pub fn plural(by: &str, forms: &[(&str, &str)], tag: &str) -> Result<Self, Vec<WordingError>> {
        let mut errors = Vec::new();
        let mut fails = |piece: Piece, trouble| errors.push(WordingError { piece, trouble });
        let by = Insert::parse(by.trim(), 0).map_err(|error| fails(Piece::By, WordingTrouble::Text(error))).ok();
        let has = forms_of(tag);
        let mut templates = BTreeMap::new();
        for (name, text) in forms {
            let piece = || Piece::Form((*name).to_owned());
            match FORMS.iter().find(|(known, _)| known == name) {
                Some((known, category)) if has.contains(known) => match Template::parse(text) {
                    Ok(template) => drop(templates.insert(*category, template)),
                    Err(error) => {
                        templates.insert(*category, Template::default());
                        fails(piece(), WordingTrouble::Text(error));
                    }
                },
                Some(_) | None => fails(piece(), WordingTrouble::NotAForm(has.clone())),
            }
        }
        let other = templates.remove(&PluralCategory::Other);
        if other.is_none() {
            fails(Piece::By, WordingTrouble::NoOther);
        }
        match (by, other) {
            (Some(by), Some(other)) if errors.is_empty() => Ok(Self { plural: Some((by, templates)), other }),
            (_, _) => Err(errors),
        }
    }

    /// Its texts, and which piece each is.
    pub fn texts(&self) -> impl Iterator<Item = (Piece, &Template)> {
        let forms = self.plural.iter().flat_map(|(_, forms)| forms);
        forms.map(|(category, text)| (form(*category), text)).chain([(self.last(), &self.other)])
    }

    /// Which piece the text of every other number is.
    fn last(&self) -> Piece {
        if self.plural.is_some() { form(PluralCategory::Other) } else { Piece::Text }
    }

    /// The values that it needs: those that its texts insert, and the number that decides.
    pub fn inserts(&self) -> impl Iterator<Item = &Insert> {
        let by = self.plural.iter().map(|(by, _)| by);
        by.chain(self.plural.iter().flat_map(|(_, forms)| forms.values()).flat_map(Template::inserts))
            .chain(self.other.inserts())
    }

    /// Its texts without their values; several are set apart by full stops.
    #[must_use]
    pub fn plain(&self) -> String {
        self.texts().map(|(_, text)| text.plain()).collect::<Vec<_>>().join(". ")
    }

    /// Gives each value a format; see [`Template::settle`].
    ///
    /// # Errors
    /// All values that cannot be said as written, and a number that is none.
    pub fn settle(&self, types: &dyn Fn(&str) -> Option<Type>) -> Result<Self, Vec<WordingError>> {
        let mut errors = Vec::new();
        let mut settle = |piece: Piece, text: &Template| {
            let error = |error| WordingError { piece: piece.clone(), trouble: WordingTrouble::Text(error) };
            text.settle(types).unwrap_or_else(|found| {
                errors.extend(found.into_iter().map(error));
                Template::default()
            })
        };
        let plural = self.plural.as_ref().map(|(by, forms)| {
            let forms = forms.iter().map(|(category, text)| (*category, settle(form(*category), text)));
            (by.clone(), forms.collect())
        });
        let other = settle(self.last(), &self.other);
        if let Some(of) = self.plural.as_ref().and_then(|(by, _)| types(by.path.as_str()))
            && !matches!(of, Type::Number | Type::Digits | Type::List(_))
        {
            errors.push(WordingError { piece: Piece::By, trouble: WordingTrouble::NotCounted(of) });
        }
        if errors.is_empty() { Ok(Self { plural, other }) } else { Err(errors) }
    }

    /// The text that is said where `value` gives the value of a path.
    pub(super) fn chosen<'v>(&self, value: impl Fn(&str) -> Option<&'v Value>, tongue: &Tongue) -> &Template {
        let Some((by, forms)) = &self.plural else { return &self.other };
        let number = value(by.path.as_str()).and_then(counted);
        let figures = number.and_then(|number| number.abs().normalize().to_string().parse::<Figures>().ok());
        let category = figures.zip(rules(tongue.locale())).map(|(figures, rules)| rules.category_for(&figures));
        category.and_then(|category| forms.get(&category)).unwrap_or(&self.other)
    }
}

impl From<Template> for Wording {
    fn from(text: Template) -> Self {
        Self { plural: None, other: text }
    }
}

/// A text without anything in it.
impl Default for Wording {
    fn default() -> Self {
        Template::default().into()
    }
}

/// The piece that a plural form is.
fn form(wanted: PluralCategory) -> Piece {
    let name = FORMS.iter().find(|(_, category)| *category == wanted).map_or("", |(name, _)| *name);
    Piece::Form(name.to_owned())
}

fn rules(locale: &Locale) -> Option<PluralRules> {
    PluralRules::try_new(locale.into(), Default::default()).ok()
}

/// The names of the plural forms that the language of a tag has, `other` last.
#[must_use]
pub fn forms_of(tag: &str) -> Vec<&'static str> {
    let rules = tag.parse().ok().and_then(|locale| rules(&locale));
    let categories: Vec<PluralCategory> =
        rules.map_or_else(|| vec![PluralCategory::Other], |rules| rules.categories().collect());
    FORMS.iter().filter(|(_, category)| categories.contains(category)).map(|(name, _)| *name).collect()
}
