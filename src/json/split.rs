//! Finding the parts of JSON text without reading them.

/// A walk over JSON text that looks at brackets, commas and strings only.
///
/// What it finds in text that is not JSON means nothing: whoever uses it reads every part, or has
/// read the whole before.
pub(crate) struct Splitter<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Splitter<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Splitter { text, at: 0 }
    }

    /// The next byte that is no space.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.as_bytes().get(self.at)?;
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// Steps over the next byte that is no space, if it is `wanted`.
    pub(crate) fn take(&mut self, wanted: u8) -> Option<()> {
        (self.peek()? == wanted).then(|| self.at += 1)
    }

    /// Steps over the next byte that is no space, whatever it is.
    pub(crate) fn step(&mut self) {
        self.peek();
        self.at += 1;
    }

    /// The text of the next value, without the spaces around it.
    pub(crate) fn value(&mut self) -> Option<&'a str> {
        self.peek()?;
        let start = self.at;
        let mut depth = 0_usize;
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth > 0 => depth -= 1,
                b',' if depth > 0 => {}
                b',' | b'}' | b']' => break,
                _ => {}
            }
            self.at += 1;
        }
        let value = self.text.get(start..self.at)?;
        Some(value.trim_ascii_end())
    }

    /// The text of the next key with its quotes; steps over the colon too.
    pub(crate) fn key(&mut self) -> Option<&'a str> {
        if self.peek()? != b'"' {
            return None;
        }
        let start = self.at;
        self.string()?;
        let key = self.text.get(start..self.at)?;
        self.take(b':')?;
        Some(key)
    }

    /// Steps over a string.
    fn string(&mut self) -> Option<()> {
        const ONES: u64 = u64::MAX / 255;
        let bytes = self.text.as_bytes();
        self.at += 1;
        loop {
            // Eight bytes at a time, as long as none of them is a quote or a backslash.
            while let Some(word) = bytes.get(self.at..).and_then(<[u8]>::first_chunk::<8>) {
                let word = u64::from_le_bytes(*word);
                let (quote, slash) = (
                    word ^ (ONES * u64::from(b'"')),
                    word ^ (ONES * u64::from(b'\\')),
                );
                let zero = |word: u64| word.wrapping_sub(ONES) & !word & (ONES << 7);
                let found = zero(quote) | zero(slash);
                if found != 0 {
                    self.at += (found.trailing_zeros() / 8) as usize;
                    break;
                }
                self.at += 8;
            }
            match bytes.get(self.at)? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
    }

    /// The texts of the entries of a list.
    pub(crate) fn entries(&mut self) -> Option<Vec<&'a str>> {
        let mut entries = Vec::new();
        self.take(b'[')?;
        if self.peek()? == b']' {
            self.step();
            return Some(entries);
        }
        loop {
            entries.push(self.value()?);
            match self.peek()? {
                b',' => self.step(),
                _ => {
                    self.take(b']')?;
                    return Some(entries);
                }
            }
        }
    }

    /// Whether nothing but spaces is left.
    pub(crate) fn is_at_end(&mut self) -> bool {
        self.peek().is_none()
    }
}
