//! Kuma's tags in selectors, listeners and references.

use crate::json::SortedMap;

use super::report::Report;
use crate::kuma::charset::is_tag_text;

/// Names and values of tags that select something (V7, V8).
pub(super) fn selecting_tags_are_valid(tags: &SortedMap<'_>, field: &str, report: &mut Report) {
    for (key, value) in tags {
        let place = format!("{field}[{key:?}]");
        name_is_valid(key, &place, report);
        report.require(
            !value.is_empty(),
            "V8",
            &place,
            "tag value must be non-empty",
        );
        report.require(
            value.as_str() == "*" || is_tag_text(value, true),
            "V8",
            &place,
            "tag value must consist of alphanumeric characters, dots, dashes, slashes, colons and underscores or be \"*\"",
        );
    }
}

/// The name of a tag (V7).
pub(super) fn name_is_valid(key: &str, place: &str, report: &mut Report) {
    report.require(!key.is_empty(), "V7", place, "tag name must be non-empty");
    report.require(
        is_tag_text(key, true),
        "V7",
        place,
        "tag name must consist of alphanumeric characters, dots, dashes, slashes, colons and underscores",
    );
}

/// The value of a tag that a proxy carries (V23, V28).
pub(super) fn carried_value_is_valid(
    value: &str,
    row: &'static str,
    place: &str,
    report: &mut Report,
) {
    report.require(!value.is_empty(), row, place, "tag value must be non-empty");
    report.require(
        is_tag_text(value, false),
        row,
        place,
        "tag value must consist of alphanumeric characters, dots, dashes, colons and underscores",
    );
}
