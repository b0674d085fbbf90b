//! A pattern as a tree.

use crate::order;

use super::{MAX_COUNT, MAX_NESTED, Ranges, RegexError};

pub(super) const MAX_RUNE: u32 = 0x0010_FFFF;

pub(super) enum Tree {
    Set(Ranges),
    Start,
    End,
    Sequence(Vec<Tree>),
    Alternatives(Vec<Tree>),
    /// At least so often, and at most.
    Repeat(Box<Tree>, usize, Option<usize>),
}

pub(super) struct Parser<'p> {
    pub(super) rest: &'p [char],
    pub(super) ignore_case: bool,
    pub(super) dot_all: bool,
    pub(super) nested: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.first().copied()
    }

    fn next(&mut self) -> Result<char, RegexError> {
        let (first, rest) = self.rest.split_first().ok_or(RegexError::Syntax)?;
        self.rest = rest;
        Ok(*first)
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.rest = self.rest.get(1..).unwrap_or_default();
        }
        found
    }

    pub(super) fn alternatives(&mut self) -> Result<Tree, RegexError> {
        self.nested += 1;
        if self.nested > MAX_NESTED {
            return Err(RegexError::TooLarge);
        }
        let flags = (self.ignore_case, self.dot_all);
        let mut alternatives = Vec::new();
        loop {
            alternatives.push(self.sequence()?);
            if !self.take('|') {
                break;
            }
        }
        (self.ignore_case, self.dot_all) = flags;
        self.nested -= 1;
        Ok(Tree::Alternatives(alternatives))
    }

    fn sequence(&mut self) -> Result<Tree, RegexError> {
        let mut pieces = Vec::new();
        while let Some(c) = self.peek().filter(|c| !matches!(c, '|' | ')')) {
            self.next()?;
            let piece = match c {
                '^' => Tree::Start,
                '$' => Tree::End,
                '.' if self.dot_all => Tree::Set(vec![(0, MAX_RUNE)]),
                '.' => Tree::Set(negated(vec![(10, 10)])),
                '[' => Tree::Set(self.class()?),
                '(' => match self.group()? {
                    Some(group) => group,
                    None => continue,
                },
                '*' | '+' | '?' => return Err(RegexError::Syntax),
                '\\' => match self.peek() {
                    Some('A') => {
                        self.next()?;
                        Tree::Start
                    }
                    Some('z') => {
                        self.next()?;
                        Tree::End
                    }
                    _ => Tree::Set(self.escape()?),
                },
                c => Tree::Set(self.folded(vec![(c as u32, c as u32)])),
            };
            pieces.push(self.repeated(piece)?);
        }
        Ok(Tree::Sequence(pieces))
    }

    fn repeated(&mut self, piece: Tree) -> Result<Tree, RegexError> {
        let (least, most) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                let before = self.rest;
                self.next()?;
                let Some(counts) = self.counts() else {
                    // A `{` that starts no count is the character itself.
                    self.rest = before;
                    if self.rest.get(1).is_some_and(char::is_ascii_digit) {
                        return Err(RegexError::Syntax);
                    }
                    return Ok(piece);
                };
                return self.lazy(piece, counts.0, counts.1);
            }
            _ => return Ok(piece),
        };
        self.next()?;
        self.lazy(piece, least, most)
    }

    fn lazy(&mut self, piece: Tree, least: usize, most: Option<usize>) -> Result<Tree, RegexError> {
        self.take('?');
        if least > MAX_COUNT || most.is_some_and(|most| most < least || most > MAX_COUNT) {
            return Err(RegexError::Syntax);
        }
        Ok(Tree::Repeat(Box::new(piece), least, most))
    }

    fn counts(&mut self) -> Option<(usize, Option<usize>)> {
        let least = self.number()?;
        if self.take('}') {
            return Some((least, Some(least)));
        }
        if !self.take(',') {
            return None;
        }
        if self.take('}') {
            return Some((least, None));
        }
        let most = self.number()?;
        self.take('}').then_some((least, Some(most)))
    }

    fn number(&mut self) -> Option<usize> {
        let mut number = None;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            self.rest = self.rest.get(1..).unwrap_or_default();
            number = Some((number.unwrap_or(0_usize) * 10 + digit as usize).min(MAX_COUNT + 1));
        }
        number
    }

    /// What follows a `(`; none if it only sets flags.
    fn group(&mut self) -> Result<Option<Tree>, RegexError> {
        if self.take('?') {
            if self.take('P') || self.peek() == Some('<') {
                if !self.take('<') {
                    return Err(RegexError::Syntax);
                }
                while self.next()? != '>' {}
            } else {
                let before = (self.ignore_case, self.dot_all);
                let mut on = true;
                loop {
                    match self.next()? {
                        'i' => self.ignore_case = on,
                        's' => self.dot_all = on,
                        '-' => on = false,
                        ':' => break,
                        // They hold to the end of the group around them.
                        ')' => return Ok(None),
                        _ => return Err(RegexError::Syntax),
                    }
                }
                let group = self.alternatives()?;
                (self.ignore_case, self.dot_all) = before;
                return if self.take(')') {
                    Ok(Some(group))
                } else {
                    Err(RegexError::Syntax)
                };
            }
        }
        let group = self.alternatives()?;
        if self.take(')') {
            Ok(Some(group))
        } else {
            Err(RegexError::Syntax)
        }
    }

    /// What follows a `[`.
    fn class(&mut self) -> Result<Ranges, RegexError> {
        let negate = self.take('^');
        let mut ranges = Vec::new();
        let mut first = true;
        loop {
            let c = self.next()?;
            match c {
                ']' if !first => break,
                '[' if self.peek() == Some(':') => return Err(RegexError::Syntax),
                _ => {}
            }
            first = false;
            let from = if c == '\\' {
                let escaped = self.escape()?;
                match escaped.first() {
                    Some((from, to)) if escaped.len() == 1 && from == to => *from,
                    _ => {
                        ranges.extend(escaped);
                        continue;
                    }
                }
            } else {
                c as u32
            };
            let is_range =
                self.peek() == Some('-') && self.rest.get(1).is_some_and(|next| *next != ']');
            if !is_range {
                ranges.push((from, from));
                continue;
            }
            self.next()?;
            let to = match self.next()? {
                '\\' => match self.escape()?.as_slice() {
                    [(from, to)] if from == to => *to,
                    _ => return Err(RegexError::Syntax),
                },
                c => c as u32,
            };
            if to < from {
                return Err(RegexError::Syntax);
            }
            ranges.push((from, to));
        }
        let ranges = self.folded(ranges);
        Ok(if negate { negated(ranges) } else { ranges })
    }

    /// What follows a `\`.
    fn escape(&mut self) -> Result<Ranges, RegexError> {
        const DIGIT: &[(u32, u32)] = &[(48, 57)];
        const SPACE: &[(u32, u32)] = &[(9, 10), (12, 13), (32, 32)];
        const WORD: &[(u32, u32)] = &[(48, 57), (65, 90), (95, 95), (97, 122)];
        let one = |c: u32| vec![(c, c)];
        Ok(match self.next()? {
            'd' => DIGIT.to_vec(),
            's' => SPACE.to_vec(),
            'w' => WORD.to_vec(),
            'D' => negated(DIGIT.to_vec()),
            'S' => negated(SPACE.to_vec()),
            'W' => negated(WORD.to_vec()),
            'a' => one(7),
            'f' => one(12),
            'n' => one(10),
            'r' => one(13),
            't' => one(9),
            'v' => one(11),
            'x' => {
                let braced = self.take('{');
                let mut value = 0;
                let mut digits = 0;
                while let Some(digit) = self.peek().and_then(|c| c.to_digit(16)) {
                    if digits == if braced { 6 } else { 2 } {
                        break;
                    }
                    self.next()?;
                    value = value * 16 + digit;
                    digits += 1;
                }
                let ends = if braced { self.take('}') } else { digits == 2 };
                if !ends || digits == 0 || value > MAX_RUNE {
                    return Err(RegexError::Syntax);
                }
                self.folded(one(value))
            }
            c if c.is_ascii_punctuation() => one(c as u32),
            _ => return Err(RegexError::Syntax),
        })
    }

    /// With the other case of each letter, if case does not count.
    fn folded(&self, mut ranges: Ranges) -> Ranges {
        if !self.ignore_case {
            return ranges;
        }
        for at in 0..ranges.len() {
            let Some((from, to)) = ranges.get(at).copied() else {
                break;
            };
            for (first, last, other) in [(65, 90, 97), (97, 122, 65)] {
                let (from, to) = (from.max(first), to.min(last));
                if from <= to {
                    ranges.push((from - first + other, to - first + other));
                    // The Kelvin sign and the long s are a k and an s to Unicode.
                    for (letter, as_well) in [(10, 0x212A), (18, 0x17F)] {
                        if (from..=to).contains(&(first + letter)) {
                            ranges.push((as_well, as_well));
                        }
                    }
                }
            }
        }
        ranges
    }
}

fn negated(mut ranges: Ranges) -> Ranges {
    order::sort_by(&mut ranges, |a, b| a.cmp(b));
    let mut rest = Vec::new();
    let mut next = 0;
    for (from, to) in ranges {
        if next < from {
            rest.push((next, from - 1));
        }
        next = next.max(to + 1);
    }
    if next <= MAX_RUNE {
        rest.push((next, MAX_RUNE));
    }
    rest
}
