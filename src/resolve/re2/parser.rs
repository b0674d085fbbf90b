//! The pattern outside classes: alternatives, repetitions and groups.
//!
//! Groups are kept on a stack of their own instead of recursing: the module's stack
//! inside a WebAssembly host is small.

use super::error::{Re2Error, Re2Reason};
use super::size::{Excess, Node, Sum};

/// A reader of one pattern.
pub(super) struct Parser<'p> {
    characters: &'p [char],
    /// The index of the next character.
    pub(super) position: usize,
    /// The groups open here; the first is the pattern itself.
    outer: Vec<Group>,
    current: Group,
    names: Vec<String>,
}

/// A group that is being read.
#[derive(Default)]
struct Group {
    /// Where its `(` is.
    start: usize,
    captures: bool,
    alternatives: Sum,
    /// The alternative being read, without its last piece.
    pieces: Sum,
    /// The last piece: what a repetition would apply to.
    last: Option<Node>,
}

impl Group {
    /// Appends a piece to the alternative being read.
    fn push(&mut self, node: Node) {
        if let Some(last) = self.last.replace(node) {
            self.pieces.add(last);
        }
    }

    /// Ends the alternative being read.
    fn end_alternative(&mut self) -> Result<(), Excess> {
        if let Some(last) = self.last.take() {
            self.pieces.add(last);
        }
        let pieces = std::mem::take(&mut self.pieces);
        self.alternatives.add(pieces.concatenated()?);
        Ok(())
    }

    /// Ends the group.
    fn close(mut self) -> Result<Node, Excess> {
        self.end_alternative()?;
        let node = self.alternatives.alternated()?;
        if self.captures {
            return node.captured();
        }
        Ok(node)
    }
}

/// What a repetition asks for.
enum Repeat {
    /// `*`, `+`, `?`.
    Simple,
    /// `{n}`, `{n,}`, `{n,m}`.
    Counted(u64, Option<u64>),
}

impl<'p> Parser<'p> {
    /// A reader at the start of a pattern.
    pub(super) fn new(characters: &'p [char]) -> Self {
        Parser {
            characters,
            position: 0,
            outer: Vec::new(),
            current: Group::default(),
            names: Vec::new(),
        }
    }

    /// Reads the whole pattern.
    pub(super) fn run(mut self) -> Result<(), Re2Error> {
        // Where the repetition that ends here started: only directly after one is
        // another refused, so `a*(?i)*` passes as it does in RE2.
        let mut repetition: Option<usize> = None;
        while let Some(next) = self.peek(0) {
            let start = self.position;
            let mut repeats = false;
            match next {
                '(' => self.open()?,
                ')' => self.close()?,
                '|' => {
                    self.position += 1;
                    let ended = self.current.end_alternative();
                    self.limited(ended, start)?;
                }
                '[' => {
                    self.class()?;
                    self.current.push(Node::LEAF);
                }
                '\\' => self.escaped()?,
                '*' | '+' | '?' => {
                    self.position += 1;
                    self.repeat(&Repeat::Simple, start, repetition)?;
                    repeats = true;
                }
                '{' => match self.counts() {
                    Some(counts) => {
                        self.repeat(&counts, start, repetition)?;
                        repeats = true;
                    }
                    // A `{` that starts no count is the character itself.
                    None => self.literal(),
                },
                _ => self.literal(),
            }
            repetition = repeats.then_some(start);
        }
        if !self.outer.is_empty() {
            return Err(self.error(self.current.start, Re2Reason::MissingParenthesis));
        }
        let group = std::mem::take(&mut self.current);
        let node = group.close();
        self.limited(node, 0)?;
        Ok(())
    }

    /// The character `ahead` of the next one.
    pub(super) fn peek(&self, ahead: usize) -> Option<char> {
        self.characters.get(self.position + ahead).copied()
    }

    /// The next character, and past it.
    pub(super) fn next(&mut self) -> Option<char> {
        let next = self.peek(0)?;
        self.position += 1;
        Some(next)
    }

    /// The text from `start` to here.
    pub(super) fn text(&self, start: usize) -> String {
        self.between(start, self.position)
    }

    /// The text from `start` to `end`.
    pub(super) fn between(&self, start: usize, end: usize) -> String {
        let end = end.min(self.characters.len());
        self.characters
            .get(start..end)
            .into_iter()
            .flatten()
            .collect()
    }

    /// The index of `wanted` from the character `from` on.
    pub(super) fn find(&self, from: usize, wanted: &[char]) -> Option<usize> {
        let rest = self.characters.get(from..)?;
        let at = rest.windows(wanted.len()).position(|here| here == wanted)?;
        Some(from + at)
    }

    /// An error at the character of index `start`.
    pub(super) fn error(&self, start: usize, reason: Re2Reason) -> Re2Error {
        Re2Error {
            at: start + 1,
            reason,
        }
    }

    /// A result of the size sums with the place it belongs to.
    fn limited<T>(&self, result: Result<T, Excess>, start: usize) -> Result<T, Re2Error> {
        result.map_err(|excess| {
            let reason = match excess {
                Excess::Size => Re2Reason::TooLarge,
                Excess::Height => Re2Reason::TooDeep,
                Excess::Copies => Re2Reason::RepeatSize(self.text(start)),
            };
            self.error(start, reason)
        })
    }

    /// Takes the next character as itself.
    fn literal(&mut self) {
        self.position += 1;
        self.current.push(Node::LEAF);
    }

    /// Reads what starts with a `\` outside a class.
    fn escaped(&mut self) -> Result<(), Re2Error> {
        match self.peek(1) {
            Some('A' | 'b' | 'B' | 'z') => self.position += 2,
            Some('Q') => {
                self.quoted();
                return Ok(());
            }
            _ => {
                if !self.class_escape()? {
                    self.escape()?;
                }
            }
        }
        self.current.push(Node::LEAF);
        Ok(())
    }

    /// Reads `\Q…\E`; without `\E` it goes to the end.
    fn quoted(&mut self) {
        let start = self.position + 2;
        let end = self.find(start, &['\\', 'E']);
        let stop = end.unwrap_or(self.characters.len());
        for _ in start..stop {
            self.current.push(Node::LEAF);
        }
        self.position = end.map_or(stop, |end| end + 2);
    }

    /// Reads `{n}`, `{n,}` or `{n,m}`; `None` and no step when it is none of them.
    fn counts(&mut self) -> Option<Repeat> {
        let start = self.position;
        self.position += 1;
        let counts = self.counts_inside();
        if counts.is_none() {
            self.position = start;
        }
        counts
    }

    fn counts_inside(&mut self) -> Option<Repeat> {
        let min = self.integer()?;
        let max = match self.next()? {
            '}' => return Some(Repeat::Counted(min, Some(min))),
            ',' if self.peek(0) == Some('}') => None,
            ',' => Some(self.integer()?),
            _ => return None,
        };
        (self.next()? == '}').then_some(Repeat::Counted(min, max))
    }

    /// Reads a decimal number without leading zeros.
    fn integer(&mut self) -> Option<u64> {
        let start = self.position;
        let mut value = 0_u64;
        while let Some(digit) = self.peek(0).and_then(|next| next.to_digit(10)) {
            value = value.saturating_mul(10).saturating_add(u64::from(digit));
            self.position += 1;
        }
        let digits = self.position - start;
        let leading_zero = digits > 1 && self.characters.get(start) == Some(&'0');
        (digits > 0 && !leading_zero).then_some(value)
    }

    /// Applies a repetition that started at `start` and has been read up to its lazy `?`.
    fn repeat(
        &mut self,
        repeat: &Repeat,
        start: usize,
        before: Option<usize>,
    ) -> Result<(), Re2Error> {
        if let Repeat::Counted(min, max) = *repeat
            && (min > 1000 || max.is_some_and(|max| max > 1000 || max < min))
        {
            return Err(self.error(start, Re2Reason::RepeatSize(self.text(start))));
        }
        let operator = self.characters.get(start);
        if self.peek(0) == Some('?') {
            self.position += 1;
        }
        if let Some(before) = before {
            let text = self.text(before);
            let reason = match operator {
                Some('+') => Re2Reason::Possessive(text),
                _ => Re2Reason::RepeatedRepetition(text),
            };
            return Err(self.error(before, reason));
        }
        let Some(node) = self.current.last else {
            return Err(self.error(start, Re2Reason::NothingToRepeat(self.text(start))));
        };
        let repeated = match *repeat {
            Repeat::Simple => node.starred(),
            Repeat::Counted(min, max) => node.counted(min, max),
        };
        self.current.last = Some(self.limited(repeated, start)?);
        Ok(())
    }

    /// Reads a `)`.
    fn close(&mut self) -> Result<(), Re2Error> {
        let Some(outer) = self.outer.pop() else {
            return Err(self.error(self.position, Re2Reason::UnexpectedParenthesis));
        };
        let group = std::mem::replace(&mut self.current, outer);
        let start = group.start;
        let node = self.limited(group.close(), start)?;
        self.current.push(node);
        self.position += 1;
        Ok(())
    }

    /// Reads a `(` and what belongs to it.
    fn open(&mut self) -> Result<(), Re2Error> {
        let start = self.position;
        let captures = if self.peek(1) == Some('?') {
            if let Some((construct, length)) = self.foreign_group() {
                let text = self.between(start, start + length);
                let reason = Re2Reason::Unsupported { construct, text };
                return Err(self.error(start, reason));
            }
            match (self.peek(2), self.peek(3)) {
                (Some('<'), _) => self.name(start, 3)?,
                (Some('P'), Some('<')) => self.name(start, 4)?,
                _ => match self.flags(start)? {
                    Some(captures) => captures,
                    // Flags for the rest of the group: `(?i)`.
                    None => return Ok(()),
                },
            }
        } else {
            self.position += 1;
            true
        };
        let group = Group {
            start,
            captures,
            ..Group::default()
        };
        self.outer.push(std::mem::replace(&mut self.current, group));
        Ok(())
    }

    /// What other languages mean by the `(?…` here, and the length of its opening.
    fn foreign_group(&self) -> Option<(&'static str, usize)> {
        Some(match (self.peek(2)?, self.peek(3)) {
            ('=', _) => ("look-ahead", 3),
            ('!', _) => ("negative look-ahead", 3),
            ('<', Some('=')) => ("look-behind", 4),
            ('<', Some('!')) => ("negative look-behind", 4),
            ('>', _) => ("atomic group", 3),
            ('#', _) => ("comment", 3),
            ('|', _) => ("branch reset", 3),
            ('(', _) => ("conditional", 3),
            ('P', Some('=')) => ("back-reference", 4),
            ('P', Some('>')) | ('R' | '&' | '+' | '0'..='9', _) => ("recursion", 3),
            _ => return None,
        })
    }

    /// Reads the rest of `(?P<name>` or `(?<name>`; gives `true`: it captures.
    fn name(&mut self, start: usize, opening: usize) -> Result<bool, Re2Error> {
        let from = start + opening;
        let Some(end) = self.find(from, &['>']) else {
            return Err(self.error(start, Re2Reason::UnclosedGroupName));
        };
        let name = self.between(from, end);
        let word = |c: char| c == '_' || c.is_ascii_alphanumeric();
        if name.is_empty() || !name.chars().all(word) {
            return Err(self.error(start, Re2Reason::GroupName(name)));
        }
        if self.names.contains(&name) {
            return Err(self.error(start, Re2Reason::DuplicateName(name)));
        }
        self.names.push(name);
        self.position = end + 1;
        Ok(true)
    }

    /// Reads the rest of `(?flags)` (`None`) or `(?flags:` (`false`: no capture).
    fn flags(&mut self, start: usize) -> Result<Option<bool>, Re2Error> {
        self.position += 2;
        let mut negated = false;
        let mut seen = false;
        while let Some(next) = self.next() {
            match next {
                'i' | 'm' | 's' | 'U' => seen = true,
                '-' if !negated => {
                    negated = true;
                    seen = false;
                }
                ':' | ')' if !negated || seen => return Ok((next == ':').then_some(false)),
                _ => break,
            }
        }
        Err(self.error(start, Re2Reason::UnknownGroup(self.text(start))))
    }
}
