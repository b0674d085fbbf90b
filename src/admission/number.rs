//! Numbers as an API server stores them.

use crate::json::Node;

/// A number that is written with a fraction, but has none (`80.0`), as an integer.
pub(super) fn whole(number: f64) -> Option<i64> {
    // Beyond 2^53 a float is no longer one certain integer.
    (number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0).then_some(number as i64)
}

/// Writes numbers as an API server stores them: `80.0` is 80.
pub(super) fn without_fractions(node: &mut Node<'_>) {
    match node {
        Node::Float(number) => {
            if let Some(integer) = whole(*number) {
                *node = Node::Integer(integer);
            }
        }
        Node::Array(entries) => entries.iter_mut().for_each(without_fractions),
        Node::Object(members) => members
            .iter_mut()
            .for_each(|(_, value)| without_fractions(value)),
        _ => {}
    }
}
