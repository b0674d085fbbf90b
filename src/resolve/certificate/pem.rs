//! PEM blocks in a file, read as Go's `encoding/pem` reads them: text around blocks is
//! ignored, headers and CRLF are allowed, the last line needs no end.
//!
//! One thing is stricter. Go skips a block it cannot decode and goes on, which would
//! lose a link of a chain without a word, and BoringSSL then refuses the file in the
//! proxy. Here such a block is damaged.

use std::ops::Range;

use super::base64;

/// A PEM block.
#[derive(Debug)]
pub(super) struct Block<'f> {
    /// The type: what follows `BEGIN`.
    pub(super) kind: &'f [u8],
    /// Whether a header says that the content is encrypted.
    pub(super) encrypted: bool,
    /// The decoded content.
    pub(super) content: Vec<u8>,
    /// Where it is in the file, from its BEGIN line to the end of its END line.
    pub(super) place: Range<usize>,
}

/// The blocks of `file` in order.
///
/// # Errors
///
/// The number of the first damaged block, counted from 1.
pub(super) fn blocks(file: &[u8]) -> Result<Vec<Block<'_>>, usize> {
    let mut blocks = Vec::new();
    let mut open: Option<Open<'_>> = None;
    let mut end = 0;
    for raw in file.split_inclusive(|byte| *byte == b'\n') {
        let start = end;
        end += raw.len();
        let line = trimmed(raw);
        let damaged = blocks.len() + 1;
        if let Some(rest) = line.strip_prefix(b"-----BEGIN ") {
            if open.is_some() {
                return Err(damaged);
            }
            open = Some(Open::new(
                rest.strip_suffix(b"-----").ok_or(damaged)?,
                start,
            ));
        } else if let Some(rest) = line.strip_prefix(b"-----END ") {
            // An END without a BEGIN is text around blocks.
            if let Some(open) = open.take() {
                if rest.strip_suffix(b"-----") != Some(open.kind) {
                    return Err(damaged);
                }
                blocks.push(open.close(end).ok_or(damaged)?);
            }
        } else if let Some(open) = &mut open {
            open.line(line);
        }
    }
    match open {
        Some(_) => Err(blocks.len() + 1),
        None => Ok(blocks),
    }
}

/// A block whose END line has not been read.
struct Open<'f> {
    kind: &'f [u8],
    encrypted: bool,
    start: usize,
    in_headers: bool,
    text: Vec<u8>,
}

impl<'f> Open<'f> {
    fn new(kind: &'f [u8], start: usize) -> Self {
        Open {
            kind,
            encrypted: false,
            start,
            in_headers: true,
            text: Vec::new(),
        }
    }

    /// Takes a line between BEGIN and END: a header until the first without a colon.
    fn line(&mut self, line: &[u8]) {
        self.in_headers &= line.contains(&b':');
        if self.in_headers {
            self.encrypted |= line.starts_with(b"Proc-Type:") && line.ends_with(b"ENCRYPTED");
        } else {
            let base64 = line.iter().filter(|byte| !matches!(byte, b' ' | b'\t'));
            self.text.extend(base64);
        }
    }

    fn close(self, end: usize) -> Option<Block<'f>> {
        Some(Block {
            kind: self.kind,
            encrypted: self.encrypted,
            content: base64::decode(&self.text).ok()?,
            place: self.start..end,
        })
    }
}

/// A line without its end and the blanks before it.
fn trimmed(line: &[u8]) -> &[u8] {
    let mut line = match line.strip_suffix(b"\n") {
        Some(line) => line.strip_suffix(b"\r").unwrap_or(line),
        None => line,
    };
    while let [rest @ .., b' ' | b'\t'] = line {
        line = rest;
    }
    line
}
