//! Values as an API server's messages show them: as Go's `%q`, `%v` and `json.Marshal` write them.

use std::fmt::{self, Write as _};

use crate::json::Node;
use crate::order;

/// A string as `%q` writes it.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{b}' => out.push_str("\\v"),
            c if c.is_ascii_control() => escape(&mut out, format_args!("\\x{:02x}", c as u32)),
            c if is_printable(c) => out.push(c),
            c if c as u32 <= 0xFFFF => escape(&mut out, format_args!("\\u{:04x}", c as u32)),
            c => escape(&mut out, format_args!("\\U{:08x}", c as u32)),
        }
    }
    out.push('"');
    out
}

fn escape(out: &mut String, text: fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(text);
}

/// Whether Go shows a character as it is. The tables of Unicode are not here: what is not assigned
/// counts as printable.
fn is_printable(c: char) -> bool {
    !(c.is_control()
        || c != ' ' && c.is_whitespace()
        || matches!(
            c as u32,
            0xAD | 0x600..=0x605
                | 0x61C
                | 0x6DD
                | 0x70F
                | 0x180E
                | 0x200B..=0x200F
                | 0x202A..=0x202E
                | 0x2060..=0x206F
                | 0xE000..=0xF8FF
                | 0xFEFF
                | 0xFFF9..=0xFFFB
                | 0xFFFE..=0xFFFF
                | 0xE0000..=0x10_FFFF
        ))
}

/// A float as `json.Marshal` writes it: without an exponent up to 1e21.
fn float(number: f64) -> String {
    let text = serde_json::to_string(&number).unwrap_or_default();
    let Some((digits, power)) = text.split_once('e') else {
        return text.strip_suffix(".0").unwrap_or(&text).to_owned();
    };
    match power.trim_start_matches('+').parse::<usize>() {
        Ok(power) if power < 21 => {
            let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
            let fraction = if fraction == "0" { "" } else { fraction };
            let zeros = "0".repeat(power.saturating_sub(fraction.len()));
            format!("{whole}{fraction}{zeros}")
        }
        _ => text.replace(".0e", "e"),
    }
}

/// A float as `%v` writes it: with an exponent from a million on.
pub(super) fn number(number: f64) -> String {
    let text = serde_json::to_string(&number).unwrap_or_default();
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", digits),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let digits = format!("{whole}{fraction}");
    let from_first = digits.trim_start_matches('0');
    let zeros = digits.len() - from_first.len();
    let power = power.parse().unwrap_or(0) + whole.len() as i32 - zeros as i32 - 1;
    let significant = from_first.trim_end_matches('0');
    let Some((first, rest)) = significant.split_at_checked(1) else {
        return format!("{sign}0");
    };
    if (-4..6).contains(&power) {
        return float(number);
    }
    let point = if rest.is_empty() { "" } else { "." };
    let way = if power < 0 { '-' } else { '+' };
    format!("{sign}{first}{point}{rest}e{way}{:02}", power.abs())
}

/// A value as the text of an error shows it.
pub(super) fn shown(node: &Node<'_>) -> String {
    match node {
        Node::String(text) => quoted(text),
        Node::Float(value) => number(*value),
        _ => {
            let mut out = String::new();
            json(node, &mut out);
            out
        }
    }
}

/// A value as `json.Marshal` writes it: sorted keys, and what HTML would read escaped.
pub(super) fn json(node: &Node<'_>, out: &mut String) {
    match node {
        Node::Null => out.push_str("null"),
        Node::Bool(true) => out.push_str("true"),
        Node::Bool(false) => out.push_str("false"),
        Node::Integer(number) => escape(out, format_args!("{number}")),
        Node::Float(number) => out.push_str(&float(*number)),
        Node::String(text) => json_string(text, out),
        Node::Array(entries) => {
            out.push('[');
            for (i, entry) in entries.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                json(entry, out);
            }
            out.push(']');
        }
        Node::Object(members) => {
            let mut sorted: Vec<(&str, &Node<'_>)> = members
                .iter()
                .map(|(key, value)| (key.as_str(), value))
                .collect();
            order::sort_by(&mut sorted, |a, b| a.0.cmp(b.0));
            out.push('{');
            for (i, (key, value)) in sorted.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                json_string(key, out);
                out.push(':');
                json(value, out);
            }
            out.push('}');
        }
    }
}

fn json_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                escape(out, format_args!("\\u{:04x}", c as u32));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_as_go_writes_them() {
        assert_eq!(
            quoted("a\"\\\u{1}\né\u{a0}\u{200b}"),
            r#""a\"\\\x01\né\u00a0\u200b""#
        );
        for (value, text) in [
            (9_223_372_036_854_775_808.0, "9.223372036854776e+18"),
            (1e6, "1e+06"),
            (65_535.0, "65535"),
            (1e-7, "1e-07"),
            (0.000_15, "0.00015"),
            (-1.5, "-1.5"),
            (0.0, "0"),
        ] {
            assert_eq!(number(value), text);
        }
        let node: Node<'_> = serde_json::from_str(
            r#"{"b":[1,1.5,1e30,12345678901234567890123,2e20,true,null],"a":"<&>"}"#,
        )
        .unwrap();
        assert_eq!(
            shown(&node),
            "{\"a\":\"\\u003c\\u0026\\u003e\",\"b\":[1,1.5,1e+30,1.2345678901234568e+22,\
             200000000000000000000,true,null]}"
        );
    }
}
