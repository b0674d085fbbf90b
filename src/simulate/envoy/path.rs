//! How a path is normalised before anything is matched.

/// Normalises a path without its query as RFC 3986 has it: dot segments are resolved, `\` is `/`,
/// escapes of unreserved characters are decoded, characters that must not stand in a path are
/// escaped. None if it cannot be a path.
pub(super) fn normalised(path: &str) -> Option<String> {
    let mut decoded: Vec<u8> = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'\\' => decoded.push(b'/'),
            b'%' => match escape(after) {
                Some(0) => return None,
                Some(byte) if is_unreserved(byte) => {
                    decoded.push(byte);
                    rest = after.get(2..).unwrap_or_default();
                }
                _ => decoded.push(b'%'),
            },
            b' ' | b'"' | b'<' | b'>' | b'`' | b'{' | b'}' | b'^' | 0..=31 | 127.. => {
                const HEX: &[u8; 16] = b"0123456789ABCDEF";
                decoded.push(b'%');
                for half in [first >> 4, first & 15] {
                    decoded.extend(HEX.get(usize::from(half)));
                }
            }
            byte => decoded.push(*byte),
        }
    }
    let decoded = String::from_utf8(decoded).ok()?;
    Some(without_dots(&decoded))
}

/// The byte that two hexadecimal digits at the start of a text stand for.
fn escape(text: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*text.get(at)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

fn without_dots(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    let mut parts = path.split('/').skip(1).peekable();
    while let Some(part) = parts.next() {
        let last = parts.peek().is_none();
        match part {
            "." | ".." => {
                if part == ".." {
                    segments.pop();
                }
                if last {
                    segments.push("");
                }
            }
            part => segments.push(part),
        }
    }
    let mut resolved = String::with_capacity(path.len());
    for segment in segments {
        resolved.push('/');
        resolved.push_str(segment);
    }
    resolved
}

/// With `//` as `/`, but for a path of nothing but slashes, which becomes `//`.
pub(super) fn merged(path: &str) -> String {
    if !path.contains("//") {
        return path.to_owned();
    }
    let segments: Vec<&str> = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    let end = if path.ends_with('/') { "/" } else { "" };
    format!("/{}{end}", segments.join("/"))
}

/// With escaped slashes and backslashes as what they stand for; none if there are none.
pub(super) fn unescaped(path: &str) -> Option<String> {
    let mut unescaped = String::with_capacity(path.len());
    let mut rest = path;
    let mut found = false;
    while let Some((before, after)) = rest.split_once('%') {
        unescaped.push_str(before);
        let slash = match after.as_bytes() {
            [b'2', b'f' | b'F', ..] => Some('/'),
            [b'5', b'c' | b'C', ..] => Some('\\'),
            _ => None,
        };
        match (slash, after.get(2..)) {
            (Some(slash), Some(after)) => {
                unescaped.push(slash);
                rest = after;
                found = true;
            }
            _ => {
                unescaped.push('%');
                rest = after;
            }
        }
    }
    unescaped.push_str(rest);
    found.then_some(unescaped)
}

#[cfg(test)]
mod tests {
    use super::{merged, normalised, unescaped};

    #[test]
    fn paths_as_envoy_normalises_them() {
        for (path, expected) in [
            ("/", "/"),
            ("/a/./b/../c//d", "/a/c//d"),
            ("/../x", "/x"),
            ("/a/..", "/"),
            ("/a/.", "/a/"),
            ("/%41%7Ab%2E%2e/x", "/Azb../x"),
            ("/a/%2e%2e/b", "/b"),
            ("/a\\b", "/a/b"),
            ("/a%20b%c3%A9%zz%", "/a%20b%c3%A9%zz%"),
            ("/\u{e9}", "/%C3%A9"),
        ] {
            assert_eq!(normalised(path).as_deref(), Some(expected), "{path}");
        }
        assert_eq!(normalised("/a%00b"), None);
    }

    #[test]
    fn slashes() {
        assert_eq!(merged("/a//b///"), "/a/b/");
        assert_eq!(merged("//"), "//");
        assert_eq!(unescaped("/a%2Fb%5cc%20"), Some("/a/b\\c%20".to_owned()));
        assert_eq!(unescaped("/a%25"), None);
    }
}
