//! Private keys: PKCS#1, PKCS#8 and SEC1.

use super::algorithm::{Algorithm, Curve, Point, Public};
use super::der::{self, Reader};
use super::error::{Field, PairError};
use super::pem::Block;

/// The public half of the private key in `block`, whose type says which form it has.
/// The type is binding as it is for BoringSSL, which reads the copy in the proxy.
pub(super) fn read<'b>(block: &'b Block<'_>) -> Result<Public<'b>, PairError> {
    let reader = Reader::new(&block.content);
    if block.encrypted {
        return Err(PairError::EncryptedKey);
    }
    let algorithm = match block.kind {
        b"RSA PRIVATE KEY" => return rsa(reader).ok_or(PairError::MalformedKey),
        b"EC PRIVATE KEY" => return sec1(reader),
        b"PRIVATE KEY" => return pkcs8(reader),
        b"ENCRYPTED PRIVATE KEY" => return Err(PairError::EncryptedKey),
        b"DSA PRIVATE KEY" => "DSA",
        b"OPENSSH PRIVATE KEY" => "an OpenSSH key",
        _ => "of an unknown algorithm",
    };
    Err(PairError::UnsupportedAlgorithm {
        field: Field::Key,
        algorithm,
    })
}

/// PKCS#1 `RSAPrivateKey` with two primes; more are refused by BoringSSL too.
fn rsa(mut reader: Reader<'_>) -> Option<Public<'_>> {
    let mut inner = reader.enter(der::SEQUENCE)?;
    reader.end()?;
    if !inner.unsigned()?.is_empty() {
        return None;
    }
    let modulus = inner.unsigned()?;
    let exponent = inner.unsigned()?;
    // Private exponent, two primes, two exponents, coefficient: read, not used.
    for _ in 0..6 {
        inner.unsigned()?;
    }
    inner.end()?;
    Some(Public::Rsa { modulus, exponent })
}

/// SEC1 `ECPrivateKey` on its own, which must name its curve.
fn sec1(mut reader: Reader<'_>) -> Result<Public<'_>, PairError> {
    let ec = EcKey::read(&mut reader).ok_or(PairError::MalformedKey)?;
    reader.end().ok_or(PairError::MalformedKey)?;
    let curve = ec.curve()?.ok_or(PairError::MalformedKey)?;
    ec.public(curve).ok_or(PairError::MalformedKey)
}

/// PKCS#8 `PrivateKeyInfo`.
fn pkcs8(mut reader: Reader<'_>) -> Result<Public<'_>, PairError> {
    let broken = || PairError::MalformedKey;
    let mut inner = reader.enter(der::SEQUENCE).ok_or_else(broken)?;
    reader.end().ok_or_else(broken)?;
    inner.unsigned().ok_or_else(broken)?;
    let algorithm = Algorithm::read(&mut inner, Field::Key)?;
    let key = inner.take(der::OCTET_STRING).ok_or_else(broken)?;
    // Attributes and, in version 2, a public key may follow; nothing needs them.
    let mut key = Reader::new(key);
    match algorithm {
        Algorithm::Rsa => rsa(key).ok_or_else(broken),
        Algorithm::Ecdsa(curve) => {
            let ec = EcKey::read(&mut key).ok_or_else(broken)?;
            key.end().ok_or_else(broken)?;
            match ec.curve()? {
                Some(inner) if inner != curve => Err(broken()),
                _ => ec.public(curve).ok_or_else(broken),
            }
        }
    }
}

/// The parts of an `ECPrivateKey`.
struct EcKey<'d> {
    scalar: &'d [u8],
    parameters: Option<&'d [u8]>,
    point: Option<&'d [u8]>,
}

impl<'d> EcKey<'d> {
    fn read(reader: &mut Reader<'d>) -> Option<EcKey<'d>> {
        let mut inner = reader.enter(der::SEQUENCE)?;
        if inner.unsigned()? != [1] {
            return None;
        }
        let scalar = inner.take(der::OCTET_STRING)?;
        let parameters = inner.optional(der::context(0));
        let point = match inner.optional(der::context(1)) {
            Some(public) => {
                let mut public = Reader::new(public);
                let point = public.bit_string()?;
                public.end()?;
                Some(point)
            }
            None => None,
        };
        inner.end()?;
        Some(EcKey {
            scalar,
            parameters,
            point,
        })
    }

    /// The curve its parameters name.
    fn curve(&self) -> Result<Option<Curve>, PairError> {
        let Some(parameters) = self.parameters else {
            return Ok(None);
        };
        let named = Reader::new(parameters)
            .take(der::OID)
            .and_then(Curve::named);
        match named {
            Some(curve) => Ok(Some(curve)),
            None => Err(PairError::UnsupportedCurve(Field::Key)),
        }
    }

    /// The public half when the key is on `curve`: the scalar is not zero and not longer
    /// than the curve's, not counting zeros in front, and the point is one.
    fn public(&self, curve: Curve) -> Option<Public<'d>> {
        let zeros = self.scalar.iter().take_while(|byte| **byte == 0).count();
        let length = self.scalar.len() - zeros;
        if length == 0 || length > curve.bytes {
            return None;
        }
        if let Some(point) = self.point {
            Point::read(point, curve.bytes)?;
        }
        Some(Public::Ecdsa {
            curve,
            point: self.point,
        })
    }
}
