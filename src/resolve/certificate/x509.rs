//! X.509 certificates, as much as a listener needs to know of one.

use super::algorithm::{Algorithm, Point, Public};
use super::der::{self, Reader};
use super::error::{Field, PairError};

const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];
/// `[2] dNSName` in a `GeneralName`.
const DNS_NAME: u8 = 0x82;

/// The parts of a certificate.
pub(super) struct Certificate<'d> {
    /// Names as `Pair::dns_names` has them.
    pub(super) dns_names: Vec<String>,
    /// RFC 3339.
    pub(super) not_after: String,
    key: &'d [u8],
}

impl<'d> Certificate<'d> {
    /// Reads a certificate; `None` when the bytes are none. Signatures are not checked:
    /// that is for the client.
    pub(super) fn read(bytes: &'d [u8]) -> Option<Certificate<'d>> {
        let mut outer = Reader::new(bytes);
        let mut certificate = outer.enter(der::SEQUENCE)?;
        outer.end()?;
        let mut body = certificate.enter(der::SEQUENCE)?;
        let signature = certificate.take(der::SEQUENCE)?;
        certificate.bit_string()?;
        certificate.end()?;

        let version = match body.optional(der::context(0)) {
            Some(version) => Reader::new(version).unsigned()?,
            None => &[],
        };
        // Serial number (which may be negative), signature, issuer.
        body.take(der::INTEGER)?;
        // The algorithm is told inside and outside what is signed.
        if body.take(der::SEQUENCE)? != signature {
            return None;
        }
        body.take(der::SEQUENCE)?;
        let mut validity = body.enter(der::SEQUENCE)?;
        time(&mut validity)?;
        let not_after = time(&mut validity)?;
        validity.end()?;
        let common_name = common_name(body.enter(der::SEQUENCE)?)?;
        let key = body.take(der::SEQUENCE)?;
        // Two unique identifiers nobody writes (implicit bit strings), extensions.
        body.optional(0x81);
        body.optional(0x82);
        let alternative = match body.optional(der::context(3)) {
            // Extensions came with version 3, which is written as 2.
            Some(extensions) if version == [2] => alternative_names(Reader::new(extensions))?,
            Some(_) => return None,
            None => None,
        };
        body.end()?;
        let dns_names = alternative.unwrap_or_else(|| common_name.into_iter().collect());
        Some(Certificate {
            dns_names,
            not_after,
            key,
        })
    }

    /// The public key.
    ///
    /// # Errors
    ///
    /// `MalformedCertificate(1)` when it is none (only the first is asked), other
    /// errors for algorithms and curves that cannot be served.
    pub(super) fn public(&self) -> Result<Public<'d>, PairError> {
        let broken = || PairError::MalformedCertificate(1);
        let mut reader = Reader::new(self.key);
        let algorithm = Algorithm::read(&mut reader, Field::Certificate)?;
        let bits = reader.bit_string().ok_or_else(broken)?;
        reader.end().ok_or_else(broken)?;
        match algorithm {
            Algorithm::Rsa => rsa(bits).ok_or_else(broken),
            Algorithm::Ecdsa(curve) => {
                Point::read(bits, curve.bytes).ok_or_else(broken)?;
                Ok(Public::Ecdsa {
                    curve,
                    point: Some(bits),
                })
            }
        }
    }
}

/// `RSAPublicKey`.
fn rsa(bits: &[u8]) -> Option<Public<'_>> {
    let mut reader = Reader::new(bits);
    let mut inner = reader.enter(der::SEQUENCE)?;
    reader.end()?;
    let modulus = inner.unsigned()?;
    let exponent = inner.unsigned()?;
    inner.end()?;
    Some(Public::Rsa { modulus, exponent })
}

/// The last common name of a subject, in lower case; `Some(None)` without one.
fn common_name(mut name: Reader<'_>) -> Option<Option<String>> {
    let mut found = None;
    while !name.is_empty() {
        let mut set = name.enter(der::SET)?;
        while !set.is_empty() {
            let mut pair = set.enter(der::SEQUENCE)?;
            let oid = pair.take(der::OID)?;
            let (_, value) = pair.element()?;
            if oid == COMMON_NAME {
                found = text(value);
            }
        }
    }
    Some(found)
}

/// The DNS names of the subject alternative name, in lower case; `Some(None)` without
/// that extension.
fn alternative_names(mut reader: Reader<'_>) -> Option<Option<Vec<String>>> {
    let mut extensions = reader.enter(der::SEQUENCE)?;
    reader.end()?;
    let mut found = None;
    while !extensions.is_empty() {
        let mut extension = extensions.enter(der::SEQUENCE)?;
        let oid = extension.take(der::OID)?;
        // BOOLEAN: whether it is critical.
        extension.optional(0x01);
        let value = extension.take(der::OCTET_STRING)?;
        extension.end()?;
        if oid == SUBJECT_ALT_NAME {
            let mut outer = Reader::new(value);
            let mut names = outer.enter(der::SEQUENCE)?;
            outer.end()?;
            let dns_names: &mut Vec<String> = found.get_or_insert_default();
            while !names.is_empty() {
                let (tag, value) = names.element()?;
                if tag == DNS_NAME {
                    dns_names.push(text(value)?);
                }
            }
        }
    }
    Some(found)
}

/// Bytes of a name in lower case.
fn text(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some(text.to_ascii_lowercase())
}

/// A time as RFC 3339: both forms of DER end with the seconds and `Z`.
fn time(reader: &mut Reader<'_>) -> Option<String> {
    let (tag, value) = reader.element()?;
    let value = value.strip_suffix(b"Z")?;
    let mut digits = Vec::with_capacity(16);
    match tag {
        // Two digits for the year: 1950 to 2049.
        der::UTC_TIME if value.first()? >= &b'5' => digits.extend_from_slice(b"19"),
        der::UTC_TIME => digits.extend_from_slice(b"20"),
        der::GENERALIZED_TIME => {}
        _ => return None,
    }
    digits.extend_from_slice(value);
    if digits.len() != 14 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    // Month, day, hour, minute, second.
    let limits = [(1, 12), (1, 31), (0, 23), (0, 59), (0, 59)];
    for (pair, (low, high)) in digits.chunks(2).skip(2).zip(limits) {
        let number = pair
            .iter()
            .fold(0, |number, digit| number * 10 + (digit - b'0'));
        if number < low || number > high {
            return None;
        }
    }
    let mut text = String::with_capacity(20);
    for (place, digit) in digits.iter().enumerate() {
        match place {
            4 | 6 => text.push('-'),
            8 => text.push('T'),
            10 | 12 => text.push(':'),
            _ => {}
        }
        text.push(char::from(*digit));
    }
    text.push('Z');
    Some(text)
}
