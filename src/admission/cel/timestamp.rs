//! Points in time as RFC 3339 writes them.

use super::error::Fault;
use super::evaluate::Outcome;
use super::value::Value;

/// Seconds since 1970, and nanoseconds into the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Timestamp {
    seconds: i64,
    nanoseconds: u32,
}

const NANOSECONDS: i64 = 1_000_000_000;

/// The first second of the year 1 and the last one of the year 9999.
const RANGE: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

impl Timestamp {
    /// Reads `2026-11-24T15:00:00.5+01:00`.
    pub(super) fn parse(text: &str) -> Option<Timestamp> {
        let mut rest = text;
        let year = number(&mut rest, 4, "-")?;
        let month = number(&mut rest, 2, "-")?;
        let day = number(&mut rest, 2, "T")?;
        let hour = number(&mut rest, 2, ":")?;
        let minute = number(&mut rest, 2, ":")?;
        let second = number(&mut rest, 2, "")?;
        let mut nanoseconds = 0;
        if let Some(after) = rest.strip_prefix(['.', ',']) {
            let end = after
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(after.len());
            let (digits, after) = after.split_at_checked(end)?;
            if digits.is_empty() {
                return None;
            }
            for position in 0..9 {
                let digit = digits
                    .as_bytes()
                    .get(position)
                    .map_or(0, |digit| digit - b'0');
                nanoseconds = nanoseconds * 10 + u32::from(digit);
            }
            rest = after;
        }
        let offset = if rest == "Z" {
            0
        } else {
            let sign = if rest.starts_with('-') { -1 } else { 1 };
            let mut zone = rest.strip_prefix(['+', '-'])?;
            let hours = number(&mut zone, 2, ":")?;
            let minutes = number(&mut zone, 2, "")?;
            if !zone.is_empty() || hours > 24 || minutes > 60 {
                return None;
            }
            sign * (hours * 60 + minutes) * 60
        };
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 => 28 + i64::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        if !(1..=days).contains(&day) || hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let seconds =
            (days_since_1970(year, month, day) * 24 + hour) * 3600 + minute * 60 + second - offset;
        RANGE.contains(&seconds).then_some(Timestamp {
            seconds,
            nanoseconds,
        })
    }

    /// `self + duration`, or `self - duration`.
    pub(super) fn plus<'v>(self, duration: i64, subtract: bool) -> Outcome<'v> {
        let sign = if subtract { -1 } else { 1 };
        // Both parts are small enough to be negated and added.
        let part = duration % NANOSECONDS * sign + i64::from(self.nanoseconds);
        let seconds = self.seconds + duration / NANOSECONDS * sign + part.div_euclid(NANOSECONDS);
        if !RANGE.contains(&seconds) {
            return Err(Fault::Said("timestamp overflow"));
        }
        Ok(Value::Timestamp(Timestamp {
            seconds,
            nanoseconds: part.rem_euclid(NANOSECONDS) as u32,
        }))
    }

    /// The nanoseconds from `other` to `self`.
    pub(super) fn since(self, other: Timestamp) -> Option<i64> {
        (self.seconds - other.seconds)
            .checked_mul(NANOSECONDS)?
            .checked_add(i64::from(self.nanoseconds) - i64::from(other.nanoseconds))
    }

    /// Whole seconds since 1970.
    pub(super) fn seconds(self) -> i64 {
        self.seconds
    }
}

/// Takes so many digits, and what must follow them.
fn number(rest: &mut &str, digits: usize, then: &str) -> Option<i64> {
    let (number, after) = rest.split_at_checked(digits)?;
    *rest = after.strip_prefix(then)?;
    number.bytes().try_fold(0, |number, digit| {
        digit
            .is_ascii_digit()
            .then(|| number * 10 + i64::from(digit - b'0'))
    })
}

/// The days from 1970-01-01 to a day of the Gregorian calendar: years begin in March here, so that
/// the day of a leap year is the last one.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year
        - 719_468
}
