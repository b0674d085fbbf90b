//! Changes of paths (F21, F142, F167; V44).

use crate::diagnostic::{Code, Problem};
use crate::gateway_api::{HttpRouteRule, PathMatchType, PathModifier, PathModifierType};
use crate::json::Pointer;
use crate::resolve::{FilterVerdict, Traffic};
use crate::translate::path::needs_slash;

/// Why a change of the path cannot be carried.
pub(super) fn problem<'a>(
    rule: &HttpRouteRule<'a>,
    modifier: Option<&PathModifier<'a>>,
    at: &Pointer,
) -> Option<Problem<'a>> {
    let modifier = modifier?;
    let at = at.key("path");
    let invalid =
        |place: Pointer, message: String| Some(Problem::new(Code::FilterInvalid, place, message));
    match &modifier.r#type {
        None => invalid(at, "the path modifier has no type".to_owned()),
        Some(PathModifierType::Unknown(of)) => invalid(
            at.key("type"),
            format!("the path modifier type `{of}` is not supported"),
        ),
        Some(PathModifierType::ReplaceFullPath) => match &modifier.replace_full_path {
            None => invalid(at, "`replaceFullPath` is missing".to_owned()),
            Some(_) => None,
        },
        Some(PathModifierType::ReplacePrefixMatch) => match &modifier.replace_prefix_match {
            None => invalid(at, "`replacePrefixMatch` is missing".to_owned()),
            // The proxy would take it for a reference into the path (F142), and has no way to escape it here.
            Some(prefix) if prefix.contains('\\') => invalid(
                at.key("replacePrefixMatch"),
                format!("the backslash in `{prefix}` cannot be carried over"),
            ),
            Some(_) if !only_prefixes(rule) => invalid(
                at.key("type"),
                "`ReplacePrefixMatch` needs matches of type PathPrefix only".to_owned(),
            ),
            Some(_) => None,
        },
    }
}

/// V44: every match of the rule is by prefix.
fn only_prefixes(rule: &HttpRouteRule<'_>) -> bool {
    rule.matches.iter().all(|route_match| {
        let of = route_match
            .path
            .as_ref()
            .and_then(|path| path.r#type.as_ref());
        matches!(of, None | Some(PathMatchType::PathPrefix))
    })
}

/// What a change of the path becomes.
pub(super) fn note<'a>(
    modifier: Option<&PathModifier<'a>>,
    traffic: Traffic,
    at: &Pointer,
    verdict: &mut FilterVerdict<'a>,
) {
    let Some(modifier) = modifier else { return };
    let (text, key) = match &modifier.r#type {
        Some(PathModifierType::ReplaceFullPath) => (&modifier.replace_full_path, "replaceFullPath"),
        Some(PathModifierType::ReplacePrefixMatch) => {
            (&modifier.replace_prefix_match, "replacePrefixMatch")
        }
        _ => return,
    };
    let Some(text) = text else { return };
    let is_full = key == "replaceFullPath";
    let slashed = !is_full && needs_slash(text, traffic);
    if text.is_empty() && (is_full || slashed) {
        let message = "the empty path was written as `/`";
        verdict
            .notes
            .push(Problem::new(Code::PathEmpty, at.key(key), message));
    }
    if slashed && !text.is_empty() {
        let message = format!(
            "`{text}/` is written, as sidecars put nothing between it and the rest of the path"
        );
        verdict
            .notes
            .push(Problem::new(Code::MeshPrefixVerbatim, at.key(key), message));
    }
    if is_full && text.contains('\\') {
        let message = format!("the backslash in `{text}` was escaped");
        verdict
            .notes
            .push(Problem::new(Code::PathEscaped, at.key(key), message));
    }
}
