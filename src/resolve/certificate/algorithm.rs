//! The algorithms a key can be of, and its public half.

use super::der::{self, Reader};
use super::error::{Field, PairError};

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const RSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const DSA: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x38, 0x04, 0x01];
const X25519: &[u8] = &[0x2b, 0x65, 0x6e];
const X448: &[u8] = &[0x2b, 0x65, 0x6f];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
const ED448: &[u8] = &[0x2b, 0x65, 0x71];

const P224: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x21];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const P384: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x22];
const P521: &[u8] = &[0x2b, 0x81, 0x04, 0x00, 0x23];

/// A named curve that Go (and so Kuma) can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Curve {
    /// The bytes of a coordinate and of a private scalar.
    pub(super) bytes: usize,
}

impl Curve {
    /// The curve of an object identifier.
    pub(super) fn named(oid: &[u8]) -> Option<Curve> {
        let bytes = if oid == P224 {
            28
        } else if oid == P256 {
            32
        } else if oid == P384 {
            48
        } else if oid == P521 {
            66
        } else {
            return None;
        };
        // No two of these have the same length, so it stands for the curve.
        Some(Curve { bytes })
    }
}

/// What an `AlgorithmIdentifier` of a key says.
pub(super) enum Algorithm {
    /// RSA.
    Rsa,
    /// ECDSA on a curve.
    Ecdsa(Curve),
}

impl Algorithm {
    /// Reads the `AlgorithmIdentifier` of the key in `field`.
    pub(super) fn read(reader: &mut Reader<'_>, field: Field) -> Result<Algorithm, PairError> {
        let broken = || match field {
            Field::Certificate => PairError::MalformedCertificate(1),
            Field::Key => PairError::MalformedKey,
        };
        let mut inner = reader.enter(der::SEQUENCE).ok_or_else(broken)?;
        let oid = inner.take(der::OID).ok_or_else(broken)?;
        if oid == RSA {
            // The parameters are NULL; some old tools leave them out.
            inner.optional(der::NULL);
            inner.end().ok_or_else(broken)?;
            return Ok(Algorithm::Rsa);
        }
        if oid == EC {
            // A curve written out instead of named has a SEQUENCE here.
            let unsupported = || PairError::UnsupportedCurve(field);
            let curve = inner.take(der::OID).ok_or_else(unsupported)?;
            inner.end().ok_or_else(broken)?;
            let curve = Curve::named(curve).ok_or_else(unsupported)?;
            return Ok(Algorithm::Ecdsa(curve));
        }
        let names = [
            (ED25519, "Ed25519"),
            (ED448, "Ed448"),
            (RSA_PSS, "RSA-PSS"),
            (DSA, "DSA"),
            (X25519, "X25519"),
            (X448, "X448"),
        ];
        let name = names.iter().find(|(known, _)| *known == oid);
        Err(PairError::UnsupportedAlgorithm {
            field,
            algorithm: name.map_or("of an unknown algorithm", |(_, name)| name),
        })
    }
}

/// The public half of a key, as bytes of the file it was read from.
#[derive(Clone, Copy)]
pub(super) enum Public<'d> {
    /// RSA: modulus and exponent without leading zeros.
    Rsa {
        modulus: &'d [u8],
        exponent: &'d [u8],
    },
    /// ECDSA: curve and point; a private key may leave out the point.
    Ecdsa {
        curve: Curve,
        point: Option<&'d [u8]>,
    },
}

impl Public<'_> {
    /// Whether a private key with this public half belongs to a certificate with the
    /// `other` one.
    pub(super) fn matches(&self, other: &Public<'_>) -> bool {
        match (self, other) {
            (
                Public::Rsa { modulus, exponent },
                Public::Rsa {
                    modulus: other_modulus,
                    exponent: other_exponent,
                },
            ) => modulus == other_modulus && exponent == other_exponent,
            (
                Public::Ecdsa { curve, point },
                Public::Ecdsa {
                    curve: other_curve,
                    point: other_point,
                },
            ) => {
                // Without a point only the curve (and the length of the scalar, which
                // the reader of the key has checked) can be compared: computing the
                // point needs the arithmetic of the curve, which is not worth its
                // size here. Every common tool writes the point.
                let same_point = match (point, other_point) {
                    (Some(point), Some(other)) => same_point(point, other, curve.bytes),
                    _ => true,
                };
                curve == other_curve && same_point
            }
            _ => false,
        }
    }
}

/// Whether two encodings are the same point. One may be compressed: a sign for the
/// second coordinate instead of the coordinate.
fn same_point(one: &[u8], other: &[u8], bytes: usize) -> bool {
    match (Point::read(one, bytes), Point::read(other, bytes)) {
        (Some(one), Some(other)) => {
            let same_y = match (one.y, other.y) {
                (Some(one), Some(other)) => one == other,
                _ => true,
            };
            one.x == other.x && one.odd == other.odd && same_y
        }
        _ => false,
    }
}

/// A point of a curve.
pub(super) struct Point<'d> {
    x: &'d [u8],
    y: Option<&'d [u8]>,
    odd: bool,
}

impl<'d> Point<'d> {
    /// Reads a point whose coordinates have this many bytes.
    pub(super) fn read(point: &'d [u8], bytes: usize) -> Option<Point<'d>> {
        let (form, rest) = point.split_first()?;
        let (x, y) = rest.split_at_checked(bytes)?;
        match (form, y.last()) {
            (4, Some(last)) if y.len() == bytes => Some(Point {
                x,
                y: Some(y),
                odd: last & 1 == 1,
            }),
            (2 | 3, None) => Some(Point {
                x,
                y: None,
                odd: *form == 3,
            }),
            _ => None,
        }
    }
}
