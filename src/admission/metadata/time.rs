//! Points in time as Go's `time.Parse` reads RFC 3339, for its words.

use std::fmt::Write as _;

/// What Go's layout of RFC 3339 is made of: what stands before a part, and the part.
const PARTS: [(&str, &str); 7] = [
    ("", "2006"),
    ("-", "01"),
    ("-", "02"),
    ("T", "15"),
    (":", "04"),
    (":", "05"),
    ("", "Z07:00"),
];

/// Whether a text is a point in time.
///
/// # Errors
/// What Go says of any other text.
pub(super) fn check(text: &str) -> Result<(), String> {
    let said = |what: &str| format!("parsing time {}{what}", quoted(text));
    let unlike = |found: &str, part: &str| {
        said(&format!(
            " as {}: cannot parse {} as {}",
            quoted("2006-01-02T15:04:05Z07:00"),
            quoted(found),
            quoted(part)
        ))
    };
    let (mut year, mut month, mut day) = (0, 0, 0);
    let mut rest = text;
    for (before, part) in PARTS {
        rest = rest
            .strip_prefix(before)
            .ok_or_else(|| unlike(rest, before))?;
        let bad = || unlike(rest, part);
        let (number, after) = match part {
            "Z07:00" => (0, zone(rest).ok_or_else(bad)?),
            // An hour may have one digit.
            "15" => digits(rest, 2)
                .or_else(|| digits(rest, 1))
                .ok_or_else(bad)?,
            _ => digits(rest, part.len()).ok_or_else(bad)?,
        };
        let out_of_range = match part {
            "01" if !(1..=12).contains(&number) => "month",
            "15" if number > 23 => "hour",
            "04" if number > 59 => "minute",
            "05" if number > 59 => "second",
            "Z07:00" => out_of_range(rest),
            _ => "",
        };
        if !out_of_range.is_empty() {
            return Err(said(&format!(": {out_of_range} out of range")));
        }
        match part {
            "2006" => year = number,
            "01" => month = number,
            "02" => day = number,
            _ => {}
        }
        rest = match part {
            "05" => without_fraction(after),
            _ => after,
        };
    }
    if !rest.is_empty() {
        return Err(said(&format!(": extra text: {}", quoted(rest))));
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if !(1..=days).contains(&day) {
        return Err(said(": day out of range"));
    }
    Ok(())
}

/// A point in time as it is kept: in whole seconds.
pub(super) fn in_seconds(text: &str) -> String {
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    format!("{whole}{zone}")
}

/// So many digits, and what follows them.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let (number, after) = text.split_at_checked(count)?;
    let all = number.bytes().all(|byte| byte.is_ascii_digit());
    Some((number.parse().ok().filter(|_| all)?, after))
}

/// What follows `.5`.
fn without_fraction(text: &str) -> &str {
    match text.strip_prefix(['.', ',']) {
        Some(after) if after.starts_with(|c: char| c.is_ascii_digit()) => {
            after.trim_start_matches(|c: char| c.is_ascii_digit())
        }
        _ => text,
    }
}

/// The parts of `+07:00`, and what follows.
fn offset(text: &str) -> Option<(u32, u32, &str)> {
    let (hours, after) = digits(text.strip_prefix(['+', '-'])?, 2)?;
    let (minutes, after) = digits(after.strip_prefix(':')?, 2)?;
    Some((hours, minutes, after))
}

/// What follows a time zone.
fn zone(text: &str) -> Option<&str> {
    text.strip_prefix('Z')
        .or_else(|| offset(text).map(|(_, _, after)| after))
}

fn out_of_range(zone: &str) -> &'static str {
    match offset(zone) {
        Some((25.., _, _)) => "time zone offset hour",
        Some((_, 61.., _)) => "time zone offset minute",
        _ => "",
    }
}

/// A text in quotes, in the way that only this package of Go has.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => {
                out.push('\\');
                out.push(char::from(byte));
            }
            b' '..=b'\x7f' => out.push(char::from(byte)),
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\x{byte:02x}");
            }
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_the_words_of_go() {
        for good in [
            "2026-11-24T15:00:00Z",
            "2026-02-28T5:00:00.25+01:00",
            "2024-02-29T00:00:00,5-07:00",
        ] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        assert_eq!(
            in_seconds("2024-02-29T00:00:00,5-07:00"),
            "2024-02-29T00:00:00-07:00"
        );
        assert_eq!(in_seconds("2024-02-29T00:00:00Z"), "2024-02-29T00:00:00Z");
        // What `time.Parse(time.RFC3339, …)` of Go 1.26 says.
        for (bad, said) in [
            (
                "x",
                r#""x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006""#,
            ),
            (
                "2026-1-01T00:00:00Z",
                r#""2026-1-01T00:00:00Z" as "2006-01-02T15:04:05Z07:00": cannot parse "1-01T00:00:00Z" as "01""#,
            ),
            (
                "2026-01-01 00:00:00Z",
                r#""2026-01-01 00:00:00Z" as "2006-01-02T15:04:05Z07:00": cannot parse " 00:00:00Z" as "T""#,
            ),
            (
                "2026-01-01T00:00:00é",
                r#""2026-01-01T00:00:00\xc3\xa9" as "2006-01-02T15:04:05Z07:00": cannot parse "\xc3\xa9" as "Z07:00""#,
            ),
            (
                "2026-13-01T00:00:00Z",
                r#""2026-13-01T00:00:00Z": month out of range"#,
            ),
            (
                "2026-02-29T00:00:00Z",
                r#""2026-02-29T00:00:00Z": day out of range"#,
            ),
            (
                "2026-01-01T00:00:00Z1",
                r#""2026-01-01T00:00:00Z1": extra text: "1""#,
            ),
        ] {
            assert_eq!(check(bad), Err(format!("parsing time {said}")));
        }
    }
}
