//! Patterns of paths.

/// Whether a path fits a pattern: `*` stands for any part of one segment, `**` for any number of segments.
#[must_use]
pub fn matches(pattern: &str, path: &str) -> bool {
    let split = |text: &str| -> Vec<String> {
        text.split('/')
            .filter(|segment| !segment.is_empty())
            .map(str::to_owned)
            .collect()
    };
    segments(&split(pattern), &split(path))
}

fn segments(pattern: &[String], path: &[String]) -> bool {
    match pattern.split_first() {
        None => path.is_empty(),
        Some((first, rest)) if first == "**" => {
            (0..=path.len()).any(|skipped| segments(rest, path.get(skipped..).unwrap_or_default()))
        }
        Some((first, rest)) => path
            .split_first()
            .is_some_and(|(segment, below)| segment_fits(first, segment) && segments(rest, below)),
    }
}

/// The parts between the `*` follow each other in the segment.
fn segment_fits(pattern: &str, segment: &str) -> bool {
    let Some((head, mut rest)) = pattern.split_once('*') else {
        return pattern == segment;
    };
    let Some(mut open) = segment.strip_prefix(head) else {
        return false;
    };
    while let Some((part, after)) = rest.split_once('*') {
        let Some((_, behind)) = open.split_once(part) else {
            return false;
        };
        (open, rest) = (behind, after);
    }
    open.ends_with(rest)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns() {
        for (pattern, path, fits) in [
            ("", "", true),
            ("", "/a", false),
            ("/a/*", "/a/b", true),
            ("/a/*", "/a/b/c", false),
            ("/a/**", "/a", true),
            ("/a/**/d", "/a/b/c/d", true),
            ("/a/x*z", "/a/xyz", true),
            ("/a/x*z", "/a/xy", false),
            ("/a/*b*", "/a/abc", true),
            ("/a/*b*d", "/a/abc", false),
        ] {
            assert_eq!(matches(pattern, path), fits, "{pattern} {path}");
        }
    }
}
