//! What can be wrong with a pair.

use std::fmt;

use thiserror::Error;

/// One of the two fields of a TLS Secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// `tls.crt`.
    Certificate,
    /// `tls.key`.
    Key,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Field::Certificate => "`tls.crt`",
            Field::Key => "`tls.key`",
        })
    }
}

/// Why a pair cannot be served (C22, F49, F160). No message holds bytes of a field
/// other than the type of a PEM block.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PairError {
    /// A field has no bytes, or only white space.
    #[error("{0} is empty")]
    Empty(Field),
    /// No PEM block with a certificate in `tls.crt`.
    #[error("`tls.crt` holds no PEM block of type `CERTIFICATE`")]
    NoCertificate,
    /// No PEM block with a private key in `tls.key`.
    #[error("`tls.key` holds no PEM block of a private key")]
    NoKey,
    /// The certificate lies in `tls.key` or the key in `tls.crt` (F160).
    #[error(
        "`tls.crt` and `tls.key` are swapped: {} holds a {}",
        .0,
        match .0 { Field::Key => "certificate", Field::Certificate => "private key" }
    )]
    Swapped(Field),
    /// A field has what belongs in the other one besides its own content.
    #[error(
        "{} holds a {} besides its own content",
        .0,
        match .0 { Field::Key => "certificate", Field::Certificate => "private key" }
    )]
    Both(Field),
    /// `tls.key` has more than one private key.
    #[error("`tls.key` holds {0} private keys, expected one")]
    SeveralKeys(usize),
    /// A PEM block of a type that belongs in neither field, or not in this one.
    #[error("{field} holds a PEM block of type `{kind}`, which cannot be served")]
    UnexpectedBlock {
        /// The field it is in.
        field: Field,
        /// The type, or `?` when it does not look like one.
        kind: String,
    },
    /// A PEM block without a matching END line or with other content than base64.
    #[error("PEM block {block} of {field} is damaged")]
    DamagedBlock {
        /// The field it is in.
        field: Field,
        /// Which block, counted from 1.
        block: usize,
    },
    /// A private key under a passphrase, which nobody could give.
    #[error("the private key is encrypted")]
    EncryptedKey,
    /// A key that is neither RSA nor ECDSA, such as Ed25519.
    #[error("the key in {field} is {algorithm}, only RSA and ECDSA are supported")]
    UnsupportedAlgorithm {
        /// The field it is in.
        field: Field,
        /// The name of the algorithm, or `of an unknown algorithm`.
        algorithm: &'static str,
    },
    /// An elliptic curve other than P-224, P-256, P-384 and P-521.
    #[error("the ECDSA key in {0} is on an unsupported curve")]
    UnsupportedCurve(Field),
    /// A private key block whose content is not a key of the type it names.
    #[error("the private key is not valid DER of its PEM type")]
    MalformedKey,
    /// A certificate block whose content is not an X.509 certificate (F160).
    #[error("certificate {0} in `tls.crt` is not valid X.509")]
    MalformedCertificate(usize),
    /// The key belongs to another certificate (F49).
    #[error("the private key does not belong to the first certificate")]
    Mismatch,
}
