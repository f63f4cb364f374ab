//! Zones and countries by their names.

use chrono_tz::{TZ_VARIANTS, Tz};
use opening_hours::localization::Country;

use super::{HoursError, HoursField};
use crate::engine::near::{Instead, near};

/// What people call zones, and the zone that they mean. Where the abbreviation names a zone without summer time, it is
/// refused all the same: nobody means that.
const ZONES: [(&str, &str); 22] = [
    ("est", "America/New_York"),
    ("edt", "America/New_York"),
    ("et", "America/New_York"),
    ("eastern", "America/New_York"),
    ("us/eastern", "America/New_York"),
    ("cst", "America/Chicago"),
    ("cdt", "America/Chicago"),
    ("ct", "America/Chicago"),
    ("central", "America/Chicago"),
    ("mst", "America/Denver"),
    ("mdt", "America/Denver"),
    ("mt", "America/Denver"),
    ("mountain", "America/Denver"),
    ("pst", "America/Los_Angeles"),
    ("pdt", "America/Los_Angeles"),
    ("pt", "America/Los_Angeles"),
    ("pacific", "America/Los_Angeles"),
    ("hst", "Pacific/Honolulu"),
    ("mez", "Europe/Berlin"),
    ("cest", "Europe/Berlin"),
    ("bst", "Europe/London"),
    ("uk", "Europe/London"),
];

/// What people call countries whose code is another.
const COUNTRIES: [(&str, &str); 8] = [
    ("usa", "US"),
    ("america", "US"),
    ("uk", "GB"),
    ("england", "GB"),
    ("britain", "GB"),
    ("deutschland", "DE"),
    ("españa", "ES"),
    ("schweiz", "CH"),
];

/// The zone of this name.
pub(super) fn zone(written: &str) -> Result<Tz, HoursError> {
    let lower = written.to_lowercase().replace(' ', "_");
    let abbreviated = ZONES.iter().find(|(known, _)| *known == lower).map(|(_, meant)| *meant);
    match written.parse::<Tz>() {
        Ok(zone) if abbreviated.is_none() => Ok(zone),
        Ok(_) | Err(_) => {
            let city = |name: &&str| name.rsplit('/').next().is_some_and(|city| city.to_lowercase() == lower);
            let names = || TZ_VARIANTS.iter().map(|zone| zone.name());
            let meant =
                abbreviated.or_else(|| names().find(city)).or_else(|| near(written, names()).map(|near| near.name));
            Err(HoursError {
                field: HoursField::Zone,
                at: 0..written.len(),
                says: format!("there is no time zone `{written}`; zones are named by a city, as in `America/New_York`"),
                instead: meant.map(Instead::guess),
            })
        }
    }
}

/// The country with these two letters.
pub(super) fn country(written: &str) -> Result<Country, HoursError> {
    written.parse::<Country>().map_err(|_| {
        let lower = written.to_lowercase();
        let meant = COUNTRIES.iter().find(|(known, _)| *known == lower).map(|(_, code)| Instead::sure(*code));
        let code = || written.get(..2).map(str::to_uppercase).filter(|code| code.parse::<Country>().is_ok());
        let is_code = written.len() == 2 || written.as_bytes().get(2).is_some_and(u8::is_ascii_punctuation);
        HoursError {
            field: HoursField::Holidays,
            at: 0..written.len(),
            says: format!("no holidays are known for `{written}`; a country is written with two letters, as in `US`"),
            instead: meant.or_else(|| by_name(&lower)).or_else(|| code().filter(|_| is_code).map(Instead::guess)),
        }
    })
}

/// The code of the country with this name, or nearly this.
fn by_name(lower: &str) -> Option<Instead> {
    let letters = || (b'A'..=b'Z').map(char::from);
    let codes = letters().flat_map(|first| letters().map(move |second| format!("{first}{second}")));
    let countries: Vec<Country> = codes.filter_map(|code| code.parse().ok()).collect();
    let found = near(lower, countries.iter().map(|country| country.name()))?;
    let country = countries.iter().find(|country| country.name() == found.name)?;
    Some(Instead { text: country.iso_code().to_owned(), sure: lower == found.name.to_lowercase() })
}
