//! Modifiers of headers (F11, F12, F151, F163, F164, F166).

use crate::diagnostic::{Code, Problem};
use crate::gateway_api::{FilterType, HeaderModifier};
use crate::json::{Pointer, Text};
use crate::resolve::{FilterVerdict, Traffic};
use crate::translate::header_modifier::headers_named_twice;
use crate::translate::limits::names::is_header_name;

use super::{Filters, not_a_hostname};

/// A modifier of headers; of the request where `request` says by which way it comes.
pub(super) fn judge<'a>(
    modifier: &HeaderModifier<'a>,
    request: Option<Traffic>,
    at: &Pointer,
    verdict: &mut FilterVerdict<'a>,
) {
    if modifier.set.is_empty() && modifier.add.is_empty() && modifier.remove.is_empty() {
        verdict.left_out = true;
        let message = "the filter changes no header and was left out";
        verdict
            .notes
            .push(Problem::new(Code::FilterEmpty, at.clone(), message));
        return;
    }
    let of_values = |list: &'static str| {
        let values = if list == "set" {
            &modifier.set
        } else {
            &modifier.add
        };
        values
            .iter()
            .enumerate()
            .map(move |(index, header)| (list, index, &header.name, Some(&header.value)))
    };
    let removed = modifier
        .remove
        .iter()
        .enumerate()
        .map(|(index, name)| ("remove", index, name, None));
    for (list, index, name, value) in of_values("set").chain(of_values("add")).chain(removed) {
        let place = at.key(list).index(index);
        if !is_header_name(name) {
            let message = format!("`{name}` is not the name of a header");
            verdict.problem.get_or_insert(Problem::new(
                Code::FilterInvalid,
                place.clone(),
                message,
            ));
        }
        if value.is_some_and(|value| value.contains('%')) {
            let message = format!("the percent sign in the value of `{name}` was escaped");
            verdict.notes.push(Problem::new(
                Code::HeaderPercent,
                place.key("value"),
                message,
            ));
        }
        if let Some(traffic) = request.filter(|_| name.eq_ignore_ascii_case("host")) {
            host(list, traffic, name, value, place, verdict);
        }
    }
}

/// F164: Envoy lets nobody add or remove `host`, and sidecars not even set it.
fn host<'a>(
    list: &str,
    traffic: Traffic,
    name: &Text<'a>,
    value: Option<&Text<'a>>,
    place: Pointer,
    verdict: &mut FilterVerdict<'a>,
) {
    if list != "set" {
        let message = format!(
            "`{name}` cannot stand in `{list}`: the proxy would refuse its whole configuration"
        );
        verdict
            .problem
            .get_or_insert(Problem::new(Code::HeaderHost, place, message));
    } else if traffic == Traffic::Mesh {
        if let Some(problem) = value.and_then(|value| not_a_hostname(value, place.key("value"))) {
            verdict.problem.get_or_insert(problem);
            return;
        }
        let message = "setting the header `host` was written as a URLRewrite of the hostname";
        verdict
            .notes
            .push(Problem::new(Code::HeaderHostRewritten, place, message));
    }
}

/// Headers that several modifiers, or one of them, change more than once.
pub(super) fn note_repeated<'a>(
    of: &FilterType<'_>,
    member: &str,
    filters: Filters<'_, 'a>,
    verdicts: &mut [FilterVerdict<'a>],
) {
    let of_type = || {
        filters
            .iter()
            .enumerate()
            .filter(|(_, (_, filter))| filter.r#type.as_ref() == Some(of))
    };
    let modifiers: Vec<&HeaderModifier<'a>> = of_type()
        .filter_map(|(_, (_, filter))| match of {
            FilterType::RequestHeaderModifier => filter.request_header_modifier.as_ref(),
            _ => filter.response_header_modifier.as_ref(),
        })
        .collect();
    let names = headers_named_twice(&modifiers);
    if names.is_empty() {
        return;
    }
    if let Some((index, (at, _))) = of_type().next_back()
        && let Some(verdict) = verdicts.get_mut(index)
    {
        let noun = if names.len() == 1 {
            "header"
        } else {
            "headers"
        };
        let message = format!(
            "{noun} `{}` changed several times; the changes were combined",
            names.join("`, `")
        );
        verdict
            .notes
            .push(Problem::new(Code::HeaderTwice, at.key(member), message));
    }
}
