//! From when until when a certificate is valid.

use time::{Date, Month, OffsetDateTime, Time};

use super::certificate::Certificate;
use super::der::{Element, UTC_TIME};

/// In seconds.
pub(crate) const DAY: i64 = 24 * 60 * 60;

/// 9999-12-31T00:00:00Z: an end on that day, the last one that can be written, stands for none at all (RFC 5280
/// §4.1.2.5).
const LAST_DAY: i64 = 253_402_214_400;

impl Certificate {
    /// Whether it says that it never expires.
    pub(crate) fn is_without_end(&self) -> bool {
        self.validity().is_some_and(|(start, end)| start <= end && end >= LAST_DAY)
    }
}

/// The second that a time of a certificate names, in seconds since 1970-01-01T00:00:00Z.
///
/// Only the forms of RFC 5280 §4.1.2.5, `YYMMDDHHMMSSZ` and `YYYYMMDDHHMMSSZ`: OpenSSL loads others as
/// well, and then fails to compare them with the clock.
pub(super) fn seconds(der: &[u8], element: &Element) -> Option<i64> {
    let content = der.get(element.content.clone())?;
    let digits = content.strip_suffix(b"Z").filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
    let number = |at: usize, length: usize| -> Option<u16> {
        let digits = digits.get(at..at + length)?;
        digits.iter().try_fold(0_u16, |number, digit| {
            number.checked_mul(10)?.checked_add(u16::from(digit.checked_sub(b'0')?))
        })
    };
    let (year, rest) = match (element.tag == UTC_TIME, digits.len()) {
        // RFC 5280 §4.1.2.5.1: from 50 on it is the twentieth century.
        (true, 12) => (number(0, 2).map(|year| if year < 50 { year + 2000 } else { year + 1900 })?, 2),
        (false, 14) => (number(0, 4)?, 4),
        _ => return None,
    };
    let part = |index: usize| number(rest + 2 * index, 2).and_then(|part| u8::try_from(part).ok());
    let month = Month::try_from(part(0)?).ok()?;
    let date = Date::from_calendar_date(i32::from(year), month, part(1)?).ok()?;
    let time = Time::from_hms(part(2)?, part(3)?, part(4)?).ok()?;
    Some(date.with_time(time).assume_utc().unix_timestamp())
}

/// A day as people write it, in UTC.
pub(crate) fn day(seconds: i64) -> String {
    OffsetDateTime::from_unix_timestamp(seconds)
        .map_or_else(|_| "?".to_owned(), |time| time.date().to_string())
}
