//! Regular expressions with RE2's meaning, as the CRDs' patterns and `matches` in rules have them.
//!
//! A pattern becomes a finite automaton with one state at a time: matching looks at each character
//! once, whatever the pattern and the text. The alphabet is cut into the intervals that the pattern
//! tells apart, so that the tables stay small. What only search results need (which group matched
//! where, lazy or greedy) does not exist here.

mod parse;
mod program;

use parse::Parser;
use program::{Step, compile, determine};

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

#[cfg(test)]
mod tests;
