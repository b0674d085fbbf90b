//! Classes `[…]` and escapes.

use super::error::{Re2Error, Re2Reason};
use super::names;
use super::parser::Parser;

/// The largest code point.
const MAX_RUNE: u32 = 0x0010_FFFF;

impl Parser<'_> {
    /// Reads a class from its `[` to its `]`.
    pub(super) fn class(&mut self) -> Result<(), Re2Error> {
        let start = self.position;
        self.position += 1;
        if self.peek(0) == Some('^') {
            self.position += 1;
        }
        let mut first = true;
        // A `]` in the first place is the character itself.
        while first || self.peek(0) != Some(']') {
            first = false;
            if self.posix()? || self.class_escape()? {
                continue;
            }
            let from = self.position;
            let low = self.class_character(start)?;
            // `[a-]` is `a` or `-`, not a range; so is a `-` at the end.
            let range = self.peek(0) == Some('-') && !matches!(self.peek(1), None | Some(']'));
            if range {
                self.position += 1;
                let high = self.class_character(start)?;
                if high < low {
                    return Err(self.error(from, Re2Reason::Range(self.text(from))));
                }
            }
        }
        self.position += 1;
        Ok(())
    }

    /// Reads `[:name:]` if it is here.
    fn posix(&mut self) -> Result<bool, Re2Error> {
        if (self.peek(0), self.peek(1)) != (Some('['), Some(':')) {
            return Ok(false);
        }
        let start = self.position;
        // Without an end it is the character `[` and so on.
        let Some(end) = self.find(start + 2, &[':', ']']) else {
            return Ok(false);
        };
        let name = self.between(start + 2, end);
        self.position = end + 2;
        if !names::is_posix(name.strip_prefix('^').unwrap_or(&name)) {
            return Err(self.error(start, Re2Reason::PosixClass(self.text(start))));
        }
        Ok(true)
    }

    /// Reads `\d` and its kind or `\p{name}` if it is here.
    pub(super) fn class_escape(&mut self) -> Result<bool, Re2Error> {
        if self.peek(0) != Some('\\') {
            return Ok(false);
        }
        match self.peek(1) {
            Some('d' | 'D' | 's' | 'S' | 'w' | 'W') => {
                self.position += 2;
                Ok(true)
            }
            Some('p' | 'P') => self.unicode().map(|()| true),
            _ => Ok(false),
        }
    }

    /// Reads `\pN`, `\p{name}` or `\p{^name}`.
    fn unicode(&mut self) -> Result<(), Re2Error> {
        let start = self.position;
        self.position += 2;
        let name = if self.peek(0) == Some('{') {
            let end = self.find(start, &['}']);
            let name = end.map(|end| self.between(start + 3, end));
            self.position = end.map_or(self.position + 1, |end| end + 1);
            name
        } else {
            self.next().map(String::from)
        };
        let known =
            name.is_some_and(|name| names::is_unicode(name.strip_prefix('^').unwrap_or(&name)));
        if !known {
            return Err(self.error(start, Re2Reason::UnicodeClass(self.text(start))));
        }
        Ok(())
    }

    /// Reads one character of the class that started at `class`.
    fn class_character(&mut self, class: usize) -> Result<u32, Re2Error> {
        if self.peek(0) == Some('\\') {
            return self.escape();
        }
        match self.next() {
            Some(next) => Ok(u32::from(next)),
            None => Err(self.error(class, Re2Reason::MissingBracket)),
        }
    }

    /// Reads an escape that stands for one character and gives its code point, which
    /// may be a surrogate: RE2 reads those too.
    pub(super) fn escape(&mut self) -> Result<u32, Re2Error> {
        let start = self.position;
        self.position += 1;
        let Some(next) = self.next() else {
            return Err(self.error(start, Re2Reason::TrailingBackslash));
        };
        match next {
            // One digit would be a back-reference, more are an octal number.
            '1'..='7' if self.octal_digit().is_none() => Err(self.back_reference(start)),
            '0'..='7' => {
                let mut value = next.to_digit(8).unwrap_or(0);
                for _ in 0..2 {
                    let Some(digit) = self.octal_digit() else {
                        break;
                    };
                    value = value * 8 + digit;
                    self.position += 1;
                }
                Ok(value)
            }
            'x' => match self.hexadecimal() {
                Some(value) => Ok(value),
                None => Err(self.error(start, Re2Reason::Escape(self.text(start)))),
            },
            'a' => Ok(7),
            'f' => Ok(12),
            'n' => Ok(10),
            'r' => Ok(13),
            't' => Ok(9),
            'v' => Ok(11),
            '8' | '9' | 'k' | 'g' => Err(self.back_reference(start)),
            // Punctuation is itself; letters and digits are kept for meanings to come.
            _ if next.is_ascii() && !next.is_ascii_alphanumeric() => Ok(u32::from(next)),
            _ => Err(self.error(start, Re2Reason::Escape(self.text(start)))),
        }
    }

    fn back_reference(&self, start: usize) -> Re2Error {
        let reason = Re2Reason::Unsupported {
            construct: "back-reference",
            text: self.text(start),
        };
        self.error(start, reason)
    }

    fn octal_digit(&self) -> Option<u32> {
        self.peek(0).and_then(|next| next.to_digit(8))
    }

    /// Reads what follows `\x`: two digits, or any number of them in braces.
    fn hexadecimal(&mut self) -> Option<u32> {
        let first = self.next()?;
        if first != '{' {
            let high = first.to_digit(16)?;
            let low = self.next()?.to_digit(16)?;
            return Some(high * 16 + low);
        }
        let mut value = None;
        loop {
            match self.next()? {
                '}' => return value,
                next => {
                    let sum = value.unwrap_or(0) * 16 + next.to_digit(16)?;
                    // Checked at every digit, so the number never overflows.
                    value = Some(sum).filter(|sum| *sum <= MAX_RUNE);
                    value?;
                }
            }
        }
    }
}
