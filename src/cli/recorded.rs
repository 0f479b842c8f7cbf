//! What people type for the record: names, positions, authorities, times.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use tearline::audit::id::time_text;
use tearline::unseen::is_unseen;

/// A name or another text of a record: one line of characters that show, so that no page of the record can be forged.
pub(crate) fn text(typed: &str) -> Result<String, String> {
    match typed.chars().find(|c| is_unseen(*c)) {
        Some(c) => Err(format!(
            "write one line of characters that show; U+{:04X} does not",
            u32::from(c)
        )),
        None => Ok(typed.to_owned()),
    }
}

/// A time as records write it, from a day, a month, a year or a time; without a zone it is UTC.
pub(crate) fn time(typed: &str) -> Result<String, String> {
    let day = match typed.len() {
        4 => format!("{typed}-01-01"),
        7 => format!("{typed}-01"),
        _ => typed.to_owned(),
    };
    let utc = |time: DateTime| TimeZone::UTC.to_timestamp(time).ok();
    let time = typed.parse::<Timestamp>().ok();
    let time = time.or_else(|| match day.len() {
        10 => utc(day.parse::<Date>().ok()?.to_datetime(Time::midnight())),
        _ => utc(day.parse().ok()?),
    });
    time.map(time_text)
        .ok_or_else(|| "write a day or a time such as 2026-11-01 or 2026-11-01T09:30:00Z".to_owned())
}

#[cfg(test)]
mod tests {
    use super::{text, time};

    #[test]
    fn times_are_days_or_times() {
        for (typed, written) in [
            ("2026", "2026-01-01T00:00:00.000Z"),
            ("2026-11", "2026-11-01T00:00:00.000Z"),
            ("2026-11-25", "2026-11-25T00:00:00.000Z"),
            ("2026-11-25T09:30:00Z", "2026-11-25T09:30:00.000Z"),
            ("2026-11-25T09:30:00+02:00", "2026-11-25T07:30:00.000Z"),
            ("2026-11-25T09:30", "2026-11-25T09:30:00.000Z"),
        ] {
            assert_eq!(time(typed).as_deref(), Ok(written), "{typed}");
        }
        for typed in [
            "",
            "25.11.2026",
            "soon",
            "2026-13-45",
            "2026-02-30",
            "20261",
            "11/25/2026",
        ] {
            assert!(time(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn texts_are_one_line_that_shows() {
        assert!(text("J. Doe, Bureau of Maps").is_ok());
        for typed in ["a\nb", "a\u{1b}[1m", "a\u{202e}b", "a\tb"] {
            assert!(text(typed).is_err(), "{typed:?}");
        }
    }
}
