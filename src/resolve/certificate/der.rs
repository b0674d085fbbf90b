//! A reader of DER, as much of it as certificates and keys need.

/// `INTEGER`.
pub(super) const INTEGER: u8 = 0x02;
/// `BIT STRING`.
pub(super) const BIT_STRING: u8 = 0x03;
/// `OCTET STRING`.
pub(super) const OCTET_STRING: u8 = 0x04;
/// `NULL`.
pub(super) const NULL: u8 = 0x05;
/// `OBJECT IDENTIFIER`.
pub(super) const OID: u8 = 0x06;
/// `UTCTime`.
pub(super) const UTC_TIME: u8 = 0x17;
/// `GeneralizedTime`.
pub(super) const GENERALIZED_TIME: u8 = 0x18;
/// `SEQUENCE`.
pub(super) const SEQUENCE: u8 = 0x30;
/// `SET`.
pub(super) const SET: u8 = 0x31;

/// The tag `[number]` of a constructed element.
pub(super) const fn context(number: u8) -> u8 {
    0xa0 | number
}

/// Bytes that hold DER elements one after the other. Every method gives `None` when
/// what is there is not what was asked for.
#[derive(Clone, Copy)]
pub(super) struct Reader<'d> {
    rest: &'d [u8],
}

impl<'d> Reader<'d> {
    /// A reader at the start of `bytes`.
    pub(super) fn new(bytes: &'d [u8]) -> Self {
        Reader { rest: bytes }
    }

    /// The next element: its tag and content. Only the shortest form of a length is
    /// DER; tags of several bytes occur in no certificate.
    pub(super) fn element(&mut self) -> Option<(u8, &'d [u8])> {
        let (&[tag, first], mut rest) = self.rest.split_first_chunk()?;
        if tag & 0x1f == 0x1f {
            return None;
        }
        let length = if first < 0x80 {
            usize::from(first)
        } else {
            let (bytes, after) = rest.split_at_checked(usize::from(first & 0x7f))?;
            // Four bytes are 4 GiB; no byte is the indefinite length of BER.
            if bytes.len() > 4 || bytes.first().is_none_or(|byte| *byte == 0) {
                return None;
            }
            rest = after;
            let length = bytes
                .iter()
                .fold(0_u32, |length, byte| length << 8 | u32::from(*byte));
            if length < 0x80 {
                return None;
            }
            usize::try_from(length).ok()?
        };
        let (content, rest) = rest.split_at_checked(length)?;
        self.rest = rest;
        Some((tag, content))
    }

    /// The content of the next element, which has this tag.
    pub(super) fn take(&mut self, tag: u8) -> Option<&'d [u8]> {
        let (found, content) = self.element()?;
        (found == tag).then_some(content)
    }

    /// The elements inside the next element, which has this tag.
    pub(super) fn enter(&mut self, tag: u8) -> Option<Reader<'d>> {
        self.take(tag).map(Reader::new)
    }

    /// The content of the next element if it has this tag; otherwise stays before it.
    pub(super) fn optional(&mut self, tag: u8) -> Option<&'d [u8]> {
        let mut ahead = *self;
        let content = ahead.take(tag)?;
        *self = ahead;
        Some(content)
    }

    /// A non-negative integer without leading zeros (zero is no byte).
    pub(super) fn unsigned(&mut self) -> Option<&'d [u8]> {
        match self.take(INTEGER)? {
            [] | [0x80..=0xff, ..] | [0, 0..=0x7f, _, ..] => None,
            [0, rest @ ..] | rest => Some(rest),
        }
    }

    /// The content of a bit string of whole bytes.
    pub(super) fn bit_string(&mut self) -> Option<&'d [u8]> {
        match self.take(BIT_STRING)? {
            [0, bytes @ ..] => Some(bytes),
            _ => None,
        }
    }

    /// Whether nothing is left.
    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// `Some` when nothing is left.
    pub(super) fn end(&self) -> Option<()> {
        self.is_empty().then_some(())
    }
}
