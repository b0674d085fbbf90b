//! A regular expression that must match all of a text.

use std::cell::OnceCell;

use crate::admission::regex::Regex;
use crate::resolve::re2;

/// A regular expression, compiled when it is first needed.
#[derive(Debug)]
pub struct Pattern<'c> {
    text: &'c str,
    compiled: OnceCell<Option<Regex>>,
}

impl PartialEq for Pattern<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<'c> Pattern<'c> {
    /// A pattern.
    ///
    /// # Errors
    /// Why RE2 refuses it.
    pub fn new(text: &'c str) -> Result<Self, String> {
        re2::check(text).map_err(|error| error.to_string())?;
        Ok(Pattern {
            text,
            compiled: OnceCell::new(),
        })
    }

    /// The pattern as it is written.
    #[must_use]
    pub fn text(&self) -> &'c str {
        self.text
    }

    /// Whether it matches all of `text`; none if the pattern uses what is not known here.
    #[must_use]
    pub fn is_match(&self, text: &str) -> Option<bool> {
        let regex = self
            .compiled
            .get_or_init(|| Regex::new(&format!(r"\A(?:{})\z", self.text)).ok());
        regex.as_ref().map(|regex| regex.is_match(text))
    }
}
