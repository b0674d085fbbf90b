//! How a path is rewritten.

use super::route::PathRewrite;

/// The new path of a request whose matched prefix is `matched` bytes long; none if it stays as it is.
pub(super) fn rewritten(rewrite: &PathRewrite<'_>, path: &str, matched: usize) -> Option<String> {
    let new = match rewrite {
        PathRewrite::None => return None,
        PathRewrite::Prefix(prefix) if prefix.is_empty() => return None,
        PathRewrite::Prefix(prefix) => {
            format!("{prefix}{}", path.get(matched..).unwrap_or_default())
        }
        PathRewrite::Full(substitution) => substituted(substitution, path)?,
    };
    Some(new).filter(|new| !new.is_empty())
}

/// A substitution of a whole text as RE2 carries it out (F142): `\0` is the text, `\\` a backslash, a
/// higher number is no group of the pattern and changes nothing at all, any other character after a
/// backslash ends the new text.
fn substituted(substitution: &str, text: &str) -> Option<String> {
    let mut new = String::new();
    let mut broken = false;
    let mut characters = substitution.chars();
    while let Some(c) = characters.next() {
        if c != '\\' {
            if !broken {
                new.push(c);
            }
            continue;
        }
        match characters.next() {
            Some('1'..='9') => return None,
            Some(_) if broken => {}
            Some('0') => new.push_str(text),
            Some('\\') => new.push('\\'),
            _ => broken = true,
        }
    }
    Some(new)
}

#[cfg(test)]
mod tests {
    use super::{PathRewrite, rewritten};

    #[test]
    fn substitutions_as_re2_carries_them_out() {
        let full = |text: &'static str| rewritten(&PathRewrite::Full(text.into()), "/old", 4);
        assert_eq!(full("/new").as_deref(), Some("/new"));
        assert_eq!(full("/z/\\0/y").as_deref(), Some("/z//old/y"));
        assert_eq!(full("/z/\\\\1").as_deref(), Some("/z/\\1"));
        assert_eq!(full("/z/\\1"), None);
        assert_eq!(full(""), None);
    }

    #[test]
    fn prefixes_are_replaced_verbatim() {
        let prefix = |text: &'static str| rewritten(&PathRewrite::Prefix(text.into()), "/v1/x", 4);
        assert_eq!(prefix("/v2").as_deref(), Some("/v2x"));
        assert_eq!(prefix("/v2/").as_deref(), Some("/v2/x"));
        assert_eq!(prefix(""), None);
    }
}
