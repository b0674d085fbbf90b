//! Is a pattern a regular expression that RE2 compiles? (F15)
//!
//! Envoy matches paths, headers and query parameters with RE2. Kuma passes a
//! route's pattern on unread, and one that RE2 refuses makes Envoy refuse the
//! configuration of every proxy that gets it, so the pattern is read here first.
//!
//! The grammar is that of Go's `regexp/syntax` with the `Perl` flags, which is the
//! same as RE2's in C++ except for what follows. In each case this module takes the
//! side named last:
//!
//! * a group name used twice: Go accepts it, RE2 does not: **refused**;
//! * `\p{…}` names: Go 1.26 ignores case and spelling (`\p{greek}`, `\pl`), knows
//!   long names (`\p{Letter}`), `Ascii`, `Assigned`, `Cn` and `LC`, and fails on script
//!   names with an underscore (`\p{Old_Italic}`). RE2 knows the names as Unicode
//!   writes them and `Any`: **as RE2**;
//! * `\C` (any byte): RE2 accepts it, Go does not: **refused**;
//! * letters outside ASCII in a group name: new RE2 accepts them, Go does not:
//!   **refused**;
//! * size: Go allows 128 MiB of instructions and counts a literal once, RE2 allows
//!   8 MiB of memory and depends on UTF-8 ranges: **Go's number, literals counted**.

mod class;
mod error;
mod names;
mod parser;
mod size;
#[cfg(test)]
mod tests;

pub use error::{Re2Error, Re2Reason};

/// The longest pattern that is read, in characters. Gateway API's longest field
/// (a header's value) allows as many.
pub const MAX_CHARACTERS: usize = 4096;

/// Tells whether RE2 compiles `pattern` (F15).
///
/// Takes the pattern as a route has it, without anchors or delimiters. Gives
/// nothing when it is fine.
///
/// # Errors
///
/// [`Re2Error`] with the first fault found from the left and the character it is at.
pub fn check(pattern: &str) -> Result<(), Re2Error> {
    let characters: Vec<char> = pattern.chars().take(MAX_CHARACTERS + 1).collect();
    if characters.len() > MAX_CHARACTERS {
        return Err(Re2Error {
            at: MAX_CHARACTERS + 1,
            reason: Re2Reason::TooLong,
        });
    }
    parser::Parser::new(&characters).run()
}
