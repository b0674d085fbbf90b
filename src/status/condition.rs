//! Building and merging conditions.

use crate::diagnostic::Problem;
use crate::gateway_api::Condition;
use crate::json::Text;

use super::reason::reason;

/// The types that Gateway API has: those that are not written anew are out of date (F93). Others
/// belong to somebody else and stay.
const KNOWN: [&str; 12] = [
    "Accepted",
    "Programmed",
    "ResolvedRefs",
    "Conflicted",
    "OverlappingTLSConfig",
    "PartiallyInvalid",
    "SupportedVersion",
    "InsecureFrontendValidationMode",
    "Ready",
    "Scheduled",
    "Detached",
    "ListenersNotValid",
];

/// A condition that holds, with nothing to say.
pub(super) fn met<'a>(of: &'static str, reason: &'static str, generation: i64) -> Condition<'a> {
    condition(of, "True", reason, String::new(), generation)
}

/// A condition that a verdict denies.
pub(super) fn denied<'a>(
    of: &'static str,
    problem: &Problem<'_>,
    generation: i64,
) -> Condition<'a> {
    condition(
        of,
        "False",
        reason(problem.code),
        sentence(problem),
        generation,
    )
}

/// Any condition.
pub(super) fn condition<'a>(
    of: &'static str,
    status: &'static str,
    reason: &'static str,
    message: String,
    generation: i64,
) -> Condition<'a> {
    Condition {
        r#type: Text::from(of),
        status: Text::from(status),
        reason: Text::from(reason),
        message: Text::from(bounded(message)),
        observed_generation: Some(generation),
        last_transition_time: None,
    }
}

/// The longest message that Gateway API's CRDs take has 32,768 characters; nobody reads half of that.
const MAX_MESSAGE: usize = 8_000;

fn bounded(mut message: String) -> String {
    if message.len() > MAX_MESSAGE {
        let end = (0..=MAX_MESSAGE)
            .rev()
            .find(|end| message.is_char_boundary(*end));
        message.truncate(end.unwrap_or_default());
        message.push_str(" …");
    }
    message
}

/// What is wrong and what to do, in one sentence.
pub(super) fn sentence(problem: &Problem<'_>) -> String {
    let help = problem
        .help
        .as_deref()
        .unwrap_or_else(|| problem.code.help());
    format!("{}: {help}", problem.message)
}

/// Puts new conditions over the previous ones: each keeps its place, and its transition time while
/// its status is the same.
pub(super) fn merge<'a>(previous: &[Condition<'a>], new: Vec<Condition<'a>>) -> Vec<Condition<'a>> {
    let mut new = new;
    let mut merged = Vec::with_capacity(new.len());
    for old in previous {
        if let Some(place) = new
            .iter()
            .position(|condition| condition.r#type == old.r#type)
        {
            let mut condition = new.remove(place);
            if condition.status == old.status {
                condition
                    .last_transition_time
                    .clone_from(&old.last_transition_time);
            }
            merged.push(condition);
        } else if !KNOWN.contains(&old.r#type.as_str()) {
            merged.push(old.clone());
        }
    }
    merged.extend(new);
    merged
}
