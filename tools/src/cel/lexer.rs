//! Text to tokens.

use crate::Failure;

/// One token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Int(u64),
    Double(f64),
    Text(String),
    Name(String),
    /// A field name between backquotes.
    Quoted(String),
    Mark(&'static str),
}

/// Longer marks first.
const MARKS: &[&str] = &[
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "(", ")", "[", "]", "{", "}", ".", ",", "-",
    "+", "*", "/", "%", "?", ":",
];

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Failure> {
    let mut tokens = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\r', '\n', '\u{c}']);
        if let Some(comment) = rest.strip_prefix("//") {
            rest = comment.split_once('\n').map_or("", |(_, rest)| rest);
            continue;
        }
        let Some(first) = rest.chars().next() else {
            return Ok(tokens);
        };
        let second = rest.chars().nth(1).unwrap_or(' ');
        let (token, after) = if let Some((token, after)) = string(rest)? {
            (token, after)
        } else if first.is_ascii_digit() || (first == '.' && second.is_ascii_digit()) {
            number(rest)?
        } else if first.is_ascii_alphabetic() || first == '_' {
            let (name, after) = split(rest, |c| c.is_ascii_alphanumeric() || c == '_');
            (Token::Name(name.to_owned()), after)
        } else if let Some(quoted) = rest.strip_prefix('`') {
            let (name, after) = quoted.split_once('`').ok_or("an open backquote")?;
            (Token::Quoted(name.to_owned()), after)
        } else {
            let mark = MARKS.iter().find(|mark| rest.starts_with(**mark));
            let mark = mark.ok_or_else(|| format!("`{first}` is no token"))?;
            (Token::Mark(mark), rest.strip_prefix(mark).unwrap_or(""))
        };
        tokens.push(token);
        rest = after;
    }
}

fn split(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    let end = text.find(|c| !belongs(c)).unwrap_or(text.len());
    text.split_at(end)
}

fn number(text: &str) -> Result<(Token, &str), Failure> {
    if let Some(digits) = text.strip_prefix("0x") {
        let (digits, after) = split(digits, |c| c.is_ascii_hexdigit());
        let value = u64::from_str_radix(digits, 16)?;
        return unsigned(after).map(|after| (Token::Int(value), after));
    }
    let (whole, mut after) = split(text, |c| c.is_ascii_digit());
    let mut written = whole.to_owned();
    let mut is_double = false;
    if let Some((fraction, rest)) = after
        .strip_prefix('.')
        .map(|rest| split(rest, |c| c.is_ascii_digit()))
        .filter(|(fraction, _)| !fraction.is_empty())
    {
        written = format!("{written}.{fraction}");
        after = rest;
        is_double = true;
    }
    if let Some(exponent) = after.strip_prefix(['e', 'E']) {
        let sign = exponent.chars().next().filter(|c| matches!(c, '+' | '-'));
        let (digits, rest) = split(exponent.trim_start_matches(['+', '-']), |c| {
            c.is_ascii_digit()
        });
        if !digits.is_empty() {
            written = format!("{written}e{}{digits}", sign.unwrap_or('+'));
            after = rest;
            is_double = true;
        }
    }
    if is_double {
        return Ok((Token::Double(written.parse()?), after));
    }
    unsigned(after).and_then(|after| Ok((Token::Int(written.parse()?), after)))
}

/// The text, unless it goes on with the `u` of an unsigned integer.
fn unsigned(after: &str) -> Result<&str, Failure> {
    if after.starts_with(['u', 'U']) {
        return Err("unsigned integers are not supported".into());
    }
    Ok(after)
}

fn string(text: &str) -> Result<Option<(Token, &str)>, Failure> {
    let prefix = text.find(['"', '\'']).unwrap_or(text.len());
    let (prefix, quoted) = text.split_at(prefix);
    let raw = match prefix.to_ascii_lowercase().as_str() {
        _ if quoted.is_empty() => return Ok(None),
        "" => false,
        "r" => true,
        "b" | "br" | "rb" => return Err("bytes are not supported".into()),
        _ => return Ok(None),
    };
    let quote = ["\"\"\"", "'''", "\"", "'"]
        .into_iter()
        .find(|quote| quoted.starts_with(quote))
        .unwrap_or("\"");
    let mut rest = quoted.strip_prefix(quote).unwrap_or("");
    let mut value = String::new();
    loop {
        if let Some(after) = rest.strip_prefix(quote) {
            return Ok(Some((Token::Text(value), after)));
        }
        let mut characters = rest.chars();
        match characters.next() {
            None => return Err("an open string".into()),
            Some('\\') if !raw => {
                value.push(escape(&mut characters)?);
            }
            Some('\n' | '\r') if quote.len() == 1 => return Err("a line end in a string".into()),
            Some(character) => value.push(character),
        }
        rest = characters.as_str();
    }
}

/// What the characters after a backslash stand for.
fn escape(characters: &mut std::str::Chars<'_>) -> Result<char, Failure> {
    let kind = characters.next().ok_or("an open string")?;
    let (digits, radix, start) = match kind {
        'a' => return Ok('\u{7}'),
        'b' => return Ok('\u{8}'),
        'f' => return Ok('\u{c}'),
        'n' => return Ok('\n'),
        'r' => return Ok('\r'),
        't' => return Ok('\t'),
        'v' => return Ok('\u{b}'),
        '"' | '\'' | '\\' | '?' | '`' => return Ok(kind),
        'x' | 'X' => (2, 16, 0),
        'u' => (4, 16, 0),
        'U' => (8, 16, 0),
        '0'..='3' => (2, 8, kind.to_digit(8).unwrap_or(0)),
        _ => return Err(format!("`\\{kind}` is no escape").into()),
    };
    let mut code = start;
    for _ in 0..digits {
        let digit = characters.next().and_then(|c| c.to_digit(radix));
        code = code * radix + digit.ok_or_else(|| format!("`\\{kind}` without its digits"))?;
    }
    char::from_u32(code).ok_or_else(|| format!("{code:x} is no character").into())
}
