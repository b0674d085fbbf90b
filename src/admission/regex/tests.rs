use super::*;

/// Every pattern against texts made of what it tells apart, as the crate `regex` sees them.
#[test]
fn matches_as_the_patterns_say() {
    let cases: &[(&str, &str, bool)] = &[
        ("^$|^a+$", "", true),
        ("^$|^a+$", "aa", true),
        ("^$|^a+$", "ab", false),
        ("^(a|b)*c{2,3}$", "abcc", true),
        ("^(a|b)*c{2,3}$", "abcccc", false),
        ("^(?i)\\.?[a-z_]+$", ".Foo_K\u{212A}", true),
        ("b", "abc", true),
        ("b", "ac", false),
        ("^[^/]+$", "aé", true),
        ("^.$", "\n", false),
        ("^(?s).$", "\n", true),
        ("^[!-~]+([\\t ]?[!-~]+)*$", "a b", true),
        ("^[!-~]+([\\t ]?[!-~]+)*$", "a  b", false),
        ("^[a\\x60-]$", "`", true),
        ("^[a\\x60-]$", "-", true),
        ("^Hostname|x$", "Hostnames", true),
        ("^Hostname|x$", "ax", true),
        ("a{,2}", "a{,2}", true),
        ("^([0-9]{1,5}(h|m|s|ms)){1,4}$", "1h2ms", true),
        ("^([0-9]{1,5}(h|m|s|ms)){1,4}$", "1h2mss", false),
        ("$^", "", true),
        ("$^", "a", false),
        ("()*x?", "", true),
        ("^(a*)+$", "aaa", true),
    ];
    for (pattern, text, wanted) in cases {
        let regex = Regex::new(pattern).unwrap();
        assert_eq!(regex.is_match(text), *wanted, "{pattern} {text:?}");
    }
}

#[test]
fn bad_patterns() {
    for pattern in [
        "(", ")", "[", "*", "a**", "[b-a]", "a{2,1}", "\\p{L}", "\\b", "(?=a)", "\\",
    ] {
        assert_eq!(
            Regex::new(pattern).err(),
            Some(RegexError::Syntax),
            "{pattern}"
        );
    }
    for pattern in ["((a{100}){100}){100}", "(a|b)*a(a|b){20}"] {
        assert_eq!(
            Regex::new(pattern).err(),
            Some(RegexError::TooLarge),
            "{pattern}"
        );
    }
    assert!(Regex::new(&"(".repeat(10_000)).is_err());
}
