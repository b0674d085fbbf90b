//! Matches that Kuma cannot carry (F15, F65, F135, F136, F143, F152, F169).

use crate::diagnostic::{Code, Problem};
use crate::gateway_api::{MatchType, PathMatchType, RouteMatch};
use crate::json::{Pointer, Text};
use crate::resolve::{MatchVerdict, Traffic, re2};

use super::names::is_header_name;

/// The methods that Kuma's schema lists (V37).
const METHODS: [&str; 9] = [
    "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE",
];

/// What becomes of a match.
pub(in crate::translate) fn judge<'a>(
    route_match: &RouteMatch<'a>,
    traffic: Traffic,
    at: &Pointer,
) -> MatchVerdict<'a> {
    let mut notes = Vec::new();
    let problem = path(route_match, at)
        .or_else(|| method(route_match, at))
        .or_else(|| headers(route_match, traffic, at, &mut notes))
        .or_else(|| query_params(route_match, traffic, at, &mut notes));
    MatchVerdict { problem, notes }
}

fn unsupported<'a>(place: Pointer, message: String) -> Problem<'a> {
    Problem::new(Code::MatchUnsupported, place, message)
}

fn path<'a>(route_match: &RouteMatch<'a>, at: &Pointer) -> Option<Problem<'a>> {
    let path = route_match.path.as_ref()?;
    let value = path.value.as_deref().unwrap_or("/");
    let place = at.key("path");
    match path.r#type.as_ref() {
        Some(PathMatchType::Unknown(of)) => Some(unsupported(
            place.key("type"),
            format!("the path match type `{of}` is not supported"),
        )),
        Some(PathMatchType::RegularExpression) => regex(value, place.key("value")),
        _ if !value.starts_with('/') => Some(unsupported(
            place.key("value"),
            format!("the path `{value}` does not begin with `/`"),
        )),
        Some(PathMatchType::Exact) => None,
        _ if value.len() > 1
            && value
                .strip_suffix('/')
                .is_some_and(|shorter| shorter.ends_with('/')) =>
        {
            Some(unsupported(
                place.key("value"),
                format!("the path `{value}` ends with several slashes"),
            ))
        }
        _ => None,
    }
}

fn method<'a>(route_match: &RouteMatch<'a>, at: &Pointer) -> Option<Problem<'a>> {
    let method = route_match.method.as_deref()?;
    (!METHODS.contains(&method)).then(|| {
        unsupported(
            at.key("method"),
            format!("the method `{method}` is not supported"),
        )
    })
}

fn headers<'a>(
    route_match: &RouteMatch<'a>,
    traffic: Traffic,
    at: &Pointer,
    notes: &mut Vec<Problem<'a>>,
) -> Option<Problem<'a>> {
    let mut seen: Vec<String> = Vec::new();
    for (index, header) in route_match.headers.iter().enumerate() {
        let place = at.key("headers").index(index);
        if !is_header_name(&header.name) {
            let message = format!("`{}` is not the name of a header", header.name);
            return Some(unsupported(place.key("name"), message));
        }
        let name = header.name.to_ascii_lowercase();
        if seen.contains(&name) {
            let message =
                format!("header `{name}` is matched already; this condition does not count");
            notes.push(Problem::new(Code::HeaderMatchTwice, place, message));
            continue;
        }
        if traffic == Traffic::Gateway && name.contains('_') {
            let message = format!("gateways refuse requests with a header named `{name}`");
            notes.push(Problem::new(
                Code::HeaderUnderscore,
                place.key("name"),
                message,
            ));
        }
        seen.push(name);
        if let Some(problem) = value(
            header.r#type.as_ref(),
            &header.value,
            "header",
            &header.name,
            &place,
        ) {
            return Some(problem);
        }
    }
    None
}

fn query_params<'a>(
    route_match: &RouteMatch<'a>,
    traffic: Traffic,
    at: &Pointer,
    notes: &mut Vec<Problem<'a>>,
) -> Option<Problem<'a>> {
    let mut seen: Vec<&str> = Vec::new();
    let mut regexes = 0;
    for (index, param) in route_match.query_params.iter().enumerate() {
        let place = at.key("queryParams").index(index);
        if param.name.is_empty() {
            return Some(unsupported(
                place,
                "a query parameter without a name is not supported".to_owned(),
            ));
        }
        if seen.contains(&param.name.as_str()) {
            let message = format!(
                "query parameter `{}` is matched already; this condition does not count",
                param.name
            );
            notes.push(Problem::new(Code::QueryMatchTwice, place, message));
            continue;
        }
        seen.push(&param.name);
        if let Some(problem) = value(
            param.r#type.as_ref(),
            &param.value,
            "query parameter",
            &param.name,
            &place,
        ) {
            return Some(problem);
        }
        regexes += usize::from(matches!(param.r#type, Some(MatchType::RegularExpression)));
    }
    if traffic == Traffic::Gateway && regexes > 1 {
        // F134: gateways enforce only the last of them.
        let message =
            "gateways check only the last of several query parameters with regular expressions";
        notes.push(Problem::new(
            Code::QueryRegexSeveral,
            at.key("queryParams"),
            message,
        ));
    }
    None
}

fn value<'a>(
    of: Option<&MatchType<'a>>,
    value: &Text<'a>,
    what: &str,
    name: &str,
    place: &Pointer,
) -> Option<Problem<'a>> {
    match of {
        Some(MatchType::Unknown(of)) => {
            let message = format!("the match type `{of}` of {what} `{name}` is not supported");
            Some(unsupported(place.key("type"), message))
        }
        Some(MatchType::RegularExpression) => regex(value, place.key("value")),
        _ if value.is_empty() => {
            let message = format!("the proxy does not check an empty value of {what} `{name}`");
            Some(unsupported(place.key("value"), message))
        }
        _ => None,
    }
}

fn regex<'a>(pattern: &str, place: Pointer) -> Option<Problem<'a>> {
    if pattern.is_empty() {
        return Some(unsupported(
            place,
            "an empty regular expression is not supported".to_owned(),
        ));
    }
    re2::check(pattern).err().map(|error| {
        Problem::new(
            Code::RegexInvalid,
            place,
            format!("the regular expression `{pattern}` is invalid: {error}"),
        )
    })
}
