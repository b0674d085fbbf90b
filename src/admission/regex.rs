//! Regular expressions with RE2's meaning, as the CRDs' patterns and `matches` in rules have them.
//!
//! A pattern becomes a finite automaton with one state at a time: matching looks at each character
//! once, whatever the pattern and the text. The alphabet is cut into the intervals that the pattern
//! tells apart, so that the tables stay small. What only search results need (which group matched
//! where, lazy or greedy) does not exist here.

use crate::order;

/// Why a pattern cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegexError {
    /// It is no RE2 pattern, or uses what no CRD uses (`\b`, `(?m)`, `\p{…}`, `[[:alpha:]]`).
    #[error("not a pattern that is known here")]
    Syntax,
    /// It would need too many states.
    #[error("the pattern is too large")]
    TooLarge,
}

/// The most instructions and the most states of an automaton.
const MAX_PROGRAM: usize = 4096;
const MAX_STATES: usize = 1000;
/// How deep groups may be nested.
const MAX_NESTED: usize = 50;
/// The largest count in `{n,m}`.
const MAX_COUNT: usize = 1000;

/// A compiled pattern.
#[derive(Debug)]
pub struct Regex {
    /// The first character of each letter of the alphabet; the first is 0.
    starts: Vec<u32>,
    /// The letter of each ASCII character.
    ascii: Vec<u8>,
    /// The next state, by state and letter.
    next: Vec<u16>,
    states: Vec<Verdict>,
}

/// What a state says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Whatever follows, the text matches.
    Matches,
    /// Whatever follows, it does not.
    Fails,
    /// It matches if it ends here.
    AtEnd(bool),
}

impl Regex {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// [`RegexError`].
    pub fn new(pattern: &str) -> Result<Regex, RegexError> {
        let characters: Vec<char> = pattern.chars().collect();
        let mut parser = Parser {
            rest: &characters,
            ignore_case: false,
            dot_all: false,
            nested: 0,
        };
        let tree = parser.alternatives()?;
        if !parser.rest.is_empty() {
            return Err(RegexError::Syntax);
        }
        let mut program = Vec::new();
        compile(&tree, &mut program)?;
        program.push(Step::Match);
        determine(&program)
    }

    /// Whether the pattern matches somewhere in `text`.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        let letters = self.starts.len();
        let mut state = 0;
        for c in text.chars() {
            match self.states.get(state) {
                Some(Verdict::AtEnd(_)) => {}
                Some(Verdict::Matches) => return true,
                _ => return false,
            }
            let letter = match self.ascii.get(c as usize) {
                Some(letter) => usize::from(*letter),
                None => self
                    .starts
                    .partition_point(|start| *start <= c as u32)
                    .saturating_sub(1),
            };
            state = self
                .next
                .get(state * letters + letter)
                .copied()
                .map_or(usize::MAX, usize::from);
        }
        matches!(
            self.states.get(state),
            Some(Verdict::Matches | Verdict::AtEnd(true))
        )
    }
}

type Ranges = Vec<(u32, u32)>;

const MAX_RUNE: u32 = 0x0010_FFFF;

enum Tree {
    Set(Ranges),
    Start,
    End,
    Sequence(Vec<Tree>),
    Alternatives(Vec<Tree>),
    /// At least so often, and at most.
    Repeat(Box<Tree>, usize, Option<usize>),
}

struct Parser<'p> {
    rest: &'p [char],
    ignore_case: bool,
    dot_all: bool,
    nested: usize,
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

    fn alternatives(&mut self) -> Result<Tree, RegexError> {
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

/// One instruction of the automaton with many states at a time.
enum Step<'t> {
    Set(&'t Ranges),
    Start,
    End,
    /// Goes on at both.
    Split(usize, usize),
    Match,
}

fn compile<'t>(tree: &'t Tree, program: &mut Vec<Step<'t>>) -> Result<(), RegexError> {
    if program.len() > MAX_PROGRAM {
        return Err(RegexError::TooLarge);
    }
    match tree {
        Tree::Set(ranges) => program.push(Step::Set(ranges)),
        Tree::Start => program.push(Step::Start),
        Tree::End => program.push(Step::End),
        Tree::Sequence(pieces) => {
            for piece in pieces {
                compile(piece, program)?;
            }
        }
        Tree::Alternatives(alternatives) => {
            let mut ends = Vec::new();
            for (i, alternative) in alternatives.iter().enumerate() {
                let split = program.len();
                let last = i + 1 == alternatives.len();
                if !last {
                    program.push(Step::Split(split + 1, split + 1));
                }
                compile(alternative, program)?;
                if !last {
                    ends.push(program.len());
                    program.push(Step::Match);
                    jump(program, split, split + 1);
                }
            }
            let done = program.len();
            for end in ends {
                jump(program, end, done);
            }
        }
        Tree::Repeat(piece, least, most) => {
            let mut last = program.len();
            for _ in 0..*least {
                last = program.len();
                compile(piece, program)?;
            }
            match most {
                None if *least > 0 => {
                    let here = program.len();
                    program.push(Step::Split(last, here + 1));
                }
                None => {
                    let split = program.len();
                    program.push(Step::Match);
                    compile(piece, program)?;
                    program.push(Step::Split(split, split));
                    jump(program, split, split + 1);
                }
                Some(most) => {
                    let mut splits = Vec::new();
                    for _ in *least..*most {
                        splits.push(program.len());
                        program.push(Step::Match);
                        compile(piece, program)?;
                    }
                    for split in splits {
                        jump(program, split, split + 1);
                    }
                }
            }
        }
    }
    Ok(())
}

/// Makes the instruction at `at` one that goes on at `one` and at the end of the program so far.
fn jump(program: &mut [Step<'_>], at: usize, one: usize) {
    let other = program.len();
    if let Some(step) = program.get_mut(at) {
        *step = Step::Split(one, other);
    }
}

/// Adds the places that are reached from `at` without a character, if they are new.
fn follow(
    program: &[Step<'_>],
    at: usize,
    starts: bool,
    ends: bool,
    seen: &mut [bool],
    found: &mut Vec<u16>,
) {
    let mut open = vec![at];
    while let Some(at) = open.pop() {
        match seen.get_mut(at) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        match program.get(at) {
            Some(Step::Split(one, other)) => open.extend([*other, *one]),
            Some(Step::Start) if starts => open.push(at + 1),
            Some(Step::End) if ends => open.push(at + 1),
            Some(Step::Set(_) | Step::End | Step::Match) => {
                found.extend(u16::try_from(at));
            }
            _ => {}
        }
    }
}

/// Makes of an automaton with many states at a time one with a single state at a time.
fn determine(program: &[Step<'_>]) -> Result<Regex, RegexError> {
    if program.len() > MAX_PROGRAM {
        return Err(RegexError::TooLarge);
    }
    let mut starts = vec![0];
    for step in program {
        if let Step::Set(ranges) = step {
            starts.extend(ranges.iter().flat_map(|(from, to)| [*from, to + 1]));
        }
    }
    order::sort_by(&mut starts, |a, b| a.cmp(b));
    starts.dedup();
    let mut regex = Regex {
        ascii: (0..128)
            .map(|c| {
                starts
                    .partition_point(|start| *start <= c)
                    .saturating_sub(1) as u8
            })
            .collect(),
        starts,
        next: Vec::new(),
        states: Vec::new(),
    };
    let step_at = |at: &u16| program.get(usize::from(*at));
    let mut first = Vec::new();
    follow(
        program,
        0,
        true,
        false,
        &mut vec![false; program.len()],
        &mut first,
    );
    // A text that is empty is at its start and at its end.
    let mut empty = Vec::new();
    follow(
        program,
        0,
        true,
        true,
        &mut vec![false; program.len()],
        &mut empty,
    );
    let matches_empty = empty
        .iter()
        .any(|at| matches!(step_at(at), Some(Step::Match)));
    let mut sets = vec![first];
    let mut done = 0;
    while let Some(set) = sets.get(done).cloned() {
        let matches = set
            .iter()
            .any(|at| matches!(step_at(at), Some(Step::Match)));
        let mut at_end = Vec::new();
        let mut seen = vec![false; program.len()];
        for at in &set {
            follow(
                program,
                usize::from(*at),
                false,
                true,
                &mut seen,
                &mut at_end,
            );
        }
        let ends = at_end
            .iter()
            .any(|at| matches!(step_at(at), Some(Step::Match)));
        regex.states.push(if matches {
            Verdict::Matches
        } else if done > 0 && set.is_empty() {
            Verdict::Fails
        } else {
            Verdict::AtEnd(ends || done == 0 && matches_empty)
        });
        for letter in &regex.starts {
            let mut next = Vec::new();
            let mut seen = vec![false; program.len()];
            if !matches {
                for at in &set {
                    if let Some(Step::Set(ranges)) = step_at(at)
                        && ranges
                            .iter()
                            .any(|(from, to)| (from..=to).contains(&letter))
                    {
                        follow(
                            program,
                            usize::from(*at) + 1,
                            false,
                            false,
                            &mut seen,
                            &mut next,
                        );
                    }
                }
                // A match may start anywhere.
                follow(program, 0, false, false, &mut seen, &mut next);
            }
            order::sort_by(&mut next, |a, b| a.cmp(b));
            // The first state is the only one at the start, so that it is never come back to.
            let known = sets.iter().skip(1).position(|set| *set == next);
            let number = match known {
                Some(number) => number + 1,
                None => {
                    sets.push(next);
                    sets.len() - 1
                }
            };
            if number > MAX_STATES {
                return Err(RegexError::TooLarge);
            }
            let number = number as u16;
            regex.next.push(number);
        }
        done += 1;
    }
    Ok(regex)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every pattern against texts made of what it tells apart, as the crate `regex` sees them.
    #[test]
    fn matches_as_the_patterns_say() {
        let cases: &[(&str, &str, bool)] = &[
            ("^$|^a+$", "", true),
            ("^$|^a+$", "aa", true),
            ("^$|^a+$", "ab", false),
            ("^(a|b)*c{2,3}$", "abcc", true),
            ("^(a|b)*c{2,3}$", "abcccc", false),
            ("^(?i)\\.?[a-z_]+$", ".Foo_K\u{212A}", true),
            ("b", "abc", true),
            ("b", "ac", false),
            ("^[^/]+$", "aé", true),
            ("^.$", "\n", false),
            ("^(?s).$", "\n", true),
            ("^[!-~]+([\\t ]?[!-~]+)*$", "a b", true),
            ("^[!-~]+([\\t ]?[!-~]+)*$", "a  b", false),
            ("^[a\\x60-]$", "`", true),
            ("^[a\\x60-]$", "-", true),
            ("^Hostname|x$", "Hostnames", true),
            ("^Hostname|x$", "ax", true),
            ("a{,2}", "a{,2}", true),
            ("^([0-9]{1,5}(h|m|s|ms)){1,4}$", "1h2ms", true),
            ("^([0-9]{1,5}(h|m|s|ms)){1,4}$", "1h2mss", false),
            ("$^", "", true),
            ("$^", "a", false),
            ("()*x?", "", true),
            ("^(a*)+$", "aaa", true),
        ];
        for (pattern, text, wanted) in cases {
            let regex = Regex::new(pattern).unwrap();
            assert_eq!(regex.is_match(text), *wanted, "{pattern} {text:?}");
        }
    }

    #[test]
    fn bad_patterns() {
        for pattern in [
            "(", ")", "[", "*", "a**", "[b-a]", "a{2,1}", "\\p{L}", "\\b", "(?=a)", "\\",
        ] {
            assert_eq!(
                Regex::new(pattern).err(),
                Some(RegexError::Syntax),
                "{pattern}"
            );
        }
        for pattern in ["((a{100}){100}){100}", "(a|b)*a(a|b){20}"] {
            assert_eq!(
                Regex::new(pattern).err(),
                Some(RegexError::TooLarge),
                "{pattern}"
            );
        }
        assert!(Regex::new(&"(".repeat(10_000)).is_err());
    }
}
