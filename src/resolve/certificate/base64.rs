//! Standard base64 as Go and Kubernetes read it.

use thiserror::Error;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const PAD: u8 = b'=';

/// Bytes that are not base64. It says only where: the text may be a private key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("not standard base64 at byte {at}")]
pub struct Base64Error {
    /// The index of the byte, counted from 0; the length when the text ends too early.
    pub at: usize,
}

/// Decodes base64 with the standard alphabet, as a Secret's `data` values are.
///
/// Takes the text; line ends (CR and LF) in it are skipped. Padding is required, and
/// bits left over in the last character may be set: both as Go's `StdEncoding` has it.
///
/// # Errors
///
/// [`Base64Error`] with the place of the first byte that does not fit.
pub fn decode(text: &[u8]) -> Result<Vec<u8>, Base64Error> {
    let mut decoded = Vec::with_capacity(text.len() / 4 * 3);
    let mut bits = 0_u32;
    // Characters of the current group of four, and how many of them are padding.
    let (mut filled, mut padding) = (0_u8, 0_u8);
    for (at, &byte) in text.iter().enumerate() {
        if matches!(byte, b'\r' | b'\n') {
            continue;
        }
        // Padding stands in the last two places of a group, and ends the text.
        let value = if byte == PAD && filled >= 2 {
            padding += 1;
            0
        } else if padding == 0 {
            value(byte).ok_or(Base64Error { at })?
        } else {
            return Err(Base64Error { at });
        };
        bits = bits << 6 | value;
        filled += 1;
        if filled == 4 {
            let [_, bytes @ ..] = bits.to_be_bytes();
            decoded.extend(bytes.iter().take(usize::from(3 - padding)));
            bits = 0;
            // `padding` stays as it is: whatever follows it is refused above.
            filled = 0;
        }
    }
    if filled != 0 {
        return Err(Base64Error { at: text.len() });
    }
    Ok(decoded)
}

/// Encodes bytes as base64 with the standard alphabet and padding, on one line.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group
            .iter()
            .zip([16, 8, 0])
            .fold(0_u32, |bits, (byte, shift)| {
                bits | u32::from(*byte) << shift
            });
        for place in 0..4_usize {
            let index = bits >> (18 - 6 * place) & 63;
            let character = if place > group.len() {
                PAD
            } else {
                // The index has six bits, so it is always there.
                ALPHABET.get(index as usize).copied().unwrap_or(PAD)
            };
            text.push(char::from(character));
        }
    }
    text
}

/// The six bits a character stands for.
fn value(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}
