//! What can be wrong with a pattern.

use thiserror::Error;

/// A pattern that RE2 does not compile, and where (F15).
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{reason} at character {at}")]
pub struct Re2Error {
    /// The character the fault starts at, counted from 1.
    pub at: usize,
    /// What is wrong there.
    pub reason: Re2Reason,
}

/// What is wrong with a pattern. The quoted parts are pieces of the pattern.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Re2Reason {
    /// The pattern has more than [`MAX_CHARACTERS`](super::MAX_CHARACTERS).
    #[error("longer than 4096 characters")]
    TooLong,
    /// The counted repetitions multiply to more than RE2 compiles.
    #[error("too large once its repetitions are written out")]
    TooLarge,
    /// Groups and repetitions lie more than 1000 deep in each other.
    #[error("nested more than 1000 levels deep")]
    TooDeep,
    /// `(` without `)`.
    #[error("missing closing `)` for the `(`")]
    MissingParenthesis,
    /// `)` without `(`.
    #[error("unexpected `)`")]
    UnexpectedParenthesis,
    /// `[` without `]`.
    #[error("missing closing `]` for the `[`")]
    MissingBracket,
    /// A `\` as the last character.
    #[error("trailing backslash")]
    TrailingBackslash,
    /// A repetition with nothing before it.
    #[error("nothing to repeat before `{0}`")]
    NothingToRepeat(String),
    /// A repetition of a repetition: `**`, `a{2}{3}`.
    #[error("a repetition cannot be repeated: `{0}`")]
    RepeatedRepetition(String),
    /// `*+`, `++`, `?+`, `{n}+`.
    #[error("possessive repetition `{0}` is not supported by RE2")]
    Possessive(String),
    /// A count over 1000, `{3,2}`, or nested counts over 1000.
    #[error("repetition count `{0}` is out of range (at most 1000, nested counts multiplied)")]
    RepeatSize(String),
    /// A construct of other languages that RE2 leaves out.
    #[error("{construct} `{text}` is not supported by RE2")]
    Unsupported {
        /// What it is, such as `look-ahead`.
        construct: &'static str,
        /// How it was written, such as `(?=`.
        text: String,
    },
    /// `(?` followed by something that is no group.
    #[error("unknown group syntax `{0}`")]
    UnknownGroup(String),
    /// A group name that is empty or has other characters than `[A-Za-z0-9_]`.
    #[error("group name `{0}` is not made of letters, digits and underscores")]
    GroupName(String),
    /// A group name without its `>`.
    #[error("group name without a closing `>`")]
    UnclosedGroupName,
    /// Two groups of one name.
    #[error("duplicate group name `{0}`")]
    DuplicateName(String),
    /// An escape that RE2 does not know.
    #[error("unknown escape `{0}`")]
    Escape(String),
    /// A range whose end is before its start.
    #[error("character range `{0}` is out of order")]
    Range(String),
    /// `[[:name:]]` with an unknown name.
    #[error("unknown POSIX class `{0}`")]
    PosixClass(String),
    /// `\p{name}` with an unknown name.
    #[error("unknown Unicode class `{0}`")]
    UnicodeClass(String),
}
