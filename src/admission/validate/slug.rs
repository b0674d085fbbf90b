//! The name of a rule, made from what the rule says.

/// The longest part of a name that is words.
const WORDS: usize = 64;

/// A name for a rule that stays the same for as long as the rule says the same: the words of its
/// message (or of the rule itself, if it has none). Where words were left out, or characters that may
/// tell it from another rule, a checksum of the whole text follows.
///
/// Nobody gives these names, so that a new release of Gateway API needs none.
pub(in crate::admission) fn slug(text: &str) -> String {
    let mut name = String::new();
    let mut is_whole = true;
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        if word.is_empty() {
            continue;
        }
        if !name.is_empty() {
            if name.len() + 1 + word.len() > WORDS {
                is_whole = false;
                break;
            }
            name.push('-');
        }
        name.push_str(&word.to_ascii_lowercase());
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | ',' | '-' | '_');
    if !is_whole || !text.chars().all(is_plain) {
        // FNV-1a, folded to 16 bits.
        let sum = text.bytes().fold(0x811c_9dc5_u32, |sum, byte| {
            (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        let sum = (sum >> 16) ^ (sum & 0xffff);
        name.push('-');
        for shift in [12, 8, 4, 0] {
            name.push(char::from_digit((sum >> shift) & 15, 16).unwrap_or('0'));
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_rules() {
        assert_eq!(
            slug("tls mode must be Terminate for protocol HTTPS"),
            "tls-mode-must-be-terminate-for-protocol-https"
        );
        let close = [
            "must not contain '//' when type one of ['Exact', 'PathPrefix']",
            "must not contain '/./' when type one of ['Exact', 'PathPrefix']",
            "must not contain '%2f' when type one of ['Exact', 'PathPrefix']",
            "must not contain '%2F' when type one of ['Exact', 'PathPrefix']",
        ];
        let mut names: Vec<String> = close.into_iter().map(slug).collect();
        names.dedup();
        assert_eq!(names.len(), 4, "{names:?}");
        assert!(names.iter().all(|name| name.len() <= WORDS + 5));
        let long = slug(&"a rule with many words ".repeat(9));
        assert!(long.starts_with("a-rule-with-many-words-a-rule") && long.len() <= WORDS + 5);
    }
}
