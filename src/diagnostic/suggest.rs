//! "Did you mean": the candidate that is nearest to what was written.

/// The help for a name that nothing has: none if no candidate is a likely slip.
pub fn did_you_mean<'c>(
    written: &str,
    candidates: impl Iterator<Item = &'c str>,
) -> Option<String> {
    nearest(written, candidates).map(|near| format!("did you mean `{near}`?"))
}

/// The candidate within a third of the word's length in edits, the nearest first, then the smallest.
///
/// None when nothing is near enough to be a likely slip.
fn nearest<'c>(written: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let length = written.chars().count();
    // Of one or two letters everything is near.
    let limit = if length < 3 { 0 } else { (length / 3).min(4) };
    candidates
        .filter(|candidate| *candidate != written)
        .filter_map(|candidate| {
            let distance = distance(written, candidate, limit)?;
            Some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// The number of insertions, deletions, substitutions and swaps of neighbours, if it is at most `limit`.
fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(last.len());
        row.push(i + 1);
        for (j, cb) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX - 1);
            let mut best = (at(&last, j) + usize::from(ca != cb))
                .min(at(&last, j + 1) + 1)
                .min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(cb) && b.get(j - 1) == Some(ca);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_slips_and_nothing_else() {
        let services = ["backend", "frontend", "demo-app"];
        assert_eq!(nearest("bakcend", services.into_iter()), Some("backend"));
        assert_eq!(nearest("demo-ap", services.into_iter()), Some("demo-app"));
        assert_eq!(nearest("payments", services.into_iter()), None);
        assert_eq!(nearest("backend", services.into_iter()), None);
    }
}
