//! How a difference is told.

use crate::diagnostic::{Code, Problem};
use crate::json::Pointer;

use super::super::outcome::{Outcome, without_default_port};
use super::super::plane::Plane;
use super::super::request::Request;
use super::attempt::Rules;
use super::entrance::Entrance;

/// What kind of difference it is.
pub(super) fn code(
    asked: &Outcome,
    done: &Outcome,
    rules: &Rules,
    differences: &[&'static str],
) -> Code {
    if done.error.is_some() && asked.error.is_none() {
        Code::DataPlaneUnserved
    } else if rules.by_default && rules.asked.is_none() {
        Code::DataPlaneUnmatched
    } else if rules.asked != rules.done {
        Code::DataPlaneOtherRule
    } else if differences == ["location"] && without_query(asked) == without_query(done) {
        Code::DataPlaneQueryDropped
    } else {
        Code::DataPlaneDiffers
    }
}

fn without_query(outcome: &Outcome) -> Option<&str> {
    let location = outcome.location.as_deref()?;
    Some(location.split_once('?').map_or(location, |(path, _)| path))
}

/// The finding, with the request that shows it.
pub(super) fn problem(
    code: Code,
    rule: usize,
    (entrance, plane, request): (&Entrance<'_, '_>, &Plane<'_>, &Request),
    (asked, done, differences): (&Outcome, &Outcome, &[&'static str]),
) -> Problem<'static> {
    let url = entrance.url(request);
    let headers: Vec<String> = request
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    let with = match headers.as_slice() {
        [] => String::new(),
        headers => format!(" with `{}`", headers.join("`, `")),
    };
    let field = differences.first().copied().unwrap_or_default();
    let because = match done.why.as_str() {
        why if why.is_empty() || done.error.is_some() => String::new(),
        why => format!(" ({why})"),
    };
    let message = format!(
        "for `{} {url}`{with}, Gateway API asks for {}; Kuma has {}{because}",
        request.method,
        told(asked, field),
        told(done, field)
    );
    let method = match request.method.as_str() {
        "GET" => String::new(),
        method => format!("{method} "),
    };
    let headers: String = headers
        .iter()
        .map(|header| format!(" -H {}", quoted(header)))
        .collect();
    let help = format!(
        "{}; `kuma-gapi request -f PATH {method}{}{headers}{}` shows it",
        code.help(),
        quoted(&url),
        entrance.options(plane)
    );
    let at = Pointer::root().keys(&["spec", "rules"]).index(rule);
    Problem::new(code, at, message).help(help)
}

/// A word of a command line.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// What an outcome has in one of its fields.
fn told(outcome: &Outcome, field: &str) -> String {
    if let Some(error) = outcome.error {
        let why = if outcome.why.is_empty() {
            String::new()
        } else {
            format!(" ({})", outcome.why)
        };
        return format!("no answer: {}{why}", error.replace('-', " "));
    }
    let or = |value: &Option<String>| value.clone().unwrap_or_default();
    match field {
        "path" => format!("the path `{}`", or(&outcome.path)),
        "host" => format!("the host `{}`", or(&outcome.host)),
        "location" => redirect(outcome.location.as_deref().unwrap_or_default()),
        "mirrors" => {
            let names: Vec<String> = outcome
                .mirrors
                .iter()
                .map(|mirror| format!("`{}`", mirror.service))
                .collect();
            match names.as_slice() {
                [] => "no copies".to_owned(),
                names => format!("copies to {}", names.join(" and ")),
            }
        }
        "requestHeaders" => {
            let headers: Vec<String> = outcome
                .request_headers
                .iter()
                .map(|header| match header.values.as_slice() {
                    [] => format!("no `{}`", header.name),
                    values => format!("`{}: {}`", header.name, values.join(", ")),
                })
                .collect();
            match headers.as_slice() {
                [] => "the headers as they are".to_owned(),
                headers => headers.join(", "),
            }
        }
        "responseHeaders" => "other headers of the answer".to_owned(),
        _ => destination(outcome),
    }
}

fn redirect(location: &str) -> String {
    format!("a redirect to `{}`", without_default_port(location))
}

/// Where a request goes, or its status.
fn destination(outcome: &Outcome) -> String {
    if let Some(location) = &outcome.location {
        return redirect(location);
    }
    let shares: Vec<String> = outcome
        .backends
        .iter()
        .map(|backend| {
            let name = match backend.status {
                200 => format!("`{}`", backend.service),
                status => format!("status {status}"),
            };
            if backend.share < 1.0 {
                format!("{name} for {} %", (backend.share * 1000.0).round() / 10.0)
            } else {
                name
            }
        })
        .collect();
    match (shares.as_slice(), outcome.status) {
        ([], Some(status)) => format!("status {status}"),
        ([], None) => "no answer".to_owned(),
        (shares, _) => shares.join(" and "),
    }
}
