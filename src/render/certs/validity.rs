//! How long a certificate is valid, and how that looks.

use time::OffsetDateTime;

use crate::x509::certificate::Certificate;
use crate::x509::validity::DAY;

/// How a certificate stands at a time. Days are whole ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::render) enum State {
    Valid {
        /// Until it ends; `None` if it does not.
        days: Option<i64>,
    },
    /// Valid, but not for much longer.
    Soon { days: i64 },
    Expired {
        /// Since then.
        days: i64,
    },
    Future {
        /// Until it begins.
        days: i64,
    },
    /// It ends before it begins.
    Never,
    /// It does not say it in a form that can be read.
    Unknown,
}

impl State {
    /// What ends in fewer than `soon` days, ends soon.
    pub(in crate::render) fn of(certificate: &Certificate, now: i64, soon: u32) -> Self {
        let Some((start, end)) = certificate.validity() else { return State::Unknown };
        if start > end {
            State::Never
        } else if now >= end {
            State::Expired { days: now.saturating_sub(end) / DAY }
        } else if now < start {
            State::Future { days: start.saturating_sub(now) / DAY }
        } else if certificate.is_without_end() {
            State::Valid { days: None }
        } else {
            match end.saturating_sub(now) / DAY {
                days if days < i64::from(soon) => State::Soon { days },
                days => State::Valid { days: Some(days) },
            }
        }
    }

    /// In a few words.
    pub(in crate::render) fn words(self) -> String {
        match self {
            State::Valid { days: None } => "no end".to_owned(),
            State::Valid { days: Some(days) } | State::Soon { days } => format!("{} left", counted(days)),
            State::Expired { days } => format!("expired {} ago", counted(days)),
            State::Future { days } => format!("not valid yet: in {}", counted(days)),
            State::Never => "never valid: it ends before it begins".to_owned(),
            State::Unknown => "no validity that can be read".to_owned(),
        }
    }
}

fn counted(days: i64) -> String {
    match days {
        0 => "less than a day".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

/// A bar of so many columns: what has passed of the time, where we are, and what is left.
pub(super) fn bar(certificate: &Certificate, now: i64, columns: usize) -> String {
    let (passed, is_within) = match (State::of(certificate, now, 0), certificate.validity()) {
        (State::Expired { .. }, _) => (columns, false),
        (State::Valid { .. } | State::Soon { .. }, Some((start, end))) => {
            let length = i128::from(end) - i128::from(start);
            let passed = i128::from(now) - i128::from(start);
            let most = columns.saturating_sub(1);
            let share = passed * i128::try_from(columns).unwrap_or(0) / length.max(1);
            (usize::try_from(share).unwrap_or(0).min(most), true)
        }
        _ => (0, false),
    };
    let today = if is_within { "●" } else { "" };
    let left = columns.saturating_sub(passed).saturating_sub(usize::from(is_within));
    format!("{}{today}{}", "━".repeat(passed), "─".repeat(left))
}

/// A second as programs write it (RFC 3339), if it is in a year that can be written so.
pub(in crate::render) fn rfc3339(seconds: i64) -> Option<String> {
    let time = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
    let (year, month, day) = time.to_calendar_date();
    let (hour, minute, second) = time.to_hms();
    (0..=9999)
        .contains(&year)
        .then(|| format!("{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z", u8::from(month)))
}
