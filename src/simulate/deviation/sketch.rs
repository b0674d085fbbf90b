//! Requests that are derived from a route: those that it takes, and their neighbours.

use super::super::envoy::{PathSpec, Pattern, Route, Test};
use super::super::request::Request;

/// A request in its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sketch {
    method: String,
    path: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
}

/// So many other routes of the same path are combined with each.
const COMBINED: usize = 8;

/// The requests for one route of a group that has the same path; the one that it takes comes first.
pub(super) fn derived<O>(route: &Route<'_, O>, group: &[&Route<'_, O>]) -> Vec<Sketch> {
    let Some(taken) = taken(route) else {
        return Vec::new();
    };
    let mut sketches = vec![taken.clone()];
    let with_path = |path: String| Sketch {
        path,
        ..taken.clone()
    };
    match &route.path {
        PathSpec::Exact(path) => {
            sketches.push(with_path(format!("{}/", path.trim_end_matches('/'))));
            sketches.push(with_path(format!("{path}x")));
            sketches.extend(encoded(path).map(with_path));
        }
        PathSpec::Prefix(prefix) => {
            sketches.push(with_path(prefix.clone()));
            sketches.push(with_path(format!("{prefix}a/b")));
            let bare = prefix.trim_end_matches('/');
            if !bare.is_empty() {
                sketches.push(with_path(format!("{bare}x/y")));
            }
            sketches.extend(encoded(prefix).map(with_path));
        }
        PathSpec::Pattern(_) => sketches.push(with_path(format!("{}x", taken.path))),
    }
    let mut asked = taken.clone();
    asked.query.push(("q".to_owned(), "1".to_owned()));
    sketches.push(asked);
    for place in 0..taken.headers.len() {
        let mut other = taken.clone();
        other.headers.remove(place);
        sketches.push(other);
        let mut other = taken.clone();
        if let Some((_, value)) = other.headers.get_mut(place) {
            value.push('x');
        }
        sketches.push(other);
    }
    for place in 0..taken.query.len() {
        let mut other = taken.clone();
        other.query.remove(place);
        sketches.push(other);
        let mut other = taken.clone();
        if let Some((_, value)) = other.query.get_mut(place) {
            value.push('x');
        }
        sketches.push(other);
    }
    let method = if taken.method == "POST" {
        "GET"
    } else {
        "POST"
    };
    sketches.push(Sketch {
        method: method.to_owned(),
        ..taken.clone()
    });
    // What fits another route that takes this path as well.
    let mut combined: Vec<Sketch> = Vec::new();
    for other in group.iter().filter(|other| takes(&other.path, &taken.path)) {
        let both = self::taken(other).and_then(|other| both(&taken, &other));
        if let Some(both) = both.filter(|both| !combined.contains(both)) {
            combined.push(both);
        }
        if combined.len() >= COMBINED {
            break;
        }
    }
    sketches.append(&mut combined);
    sketches
}

fn takes(spec: &PathSpec<'_>, path: &str) -> bool {
    match spec {
        PathSpec::Exact(exact) => path == *exact,
        PathSpec::Prefix(prefix) => path.starts_with(prefix.as_str()),
        PathSpec::Pattern(pattern) => pattern.is_match(path) == Some(true),
    }
}

impl Sketch {
    /// The request, sent where `probe` goes.
    pub(super) fn request(&self, probe: &Request) -> Request {
        let mut target = self.path.clone();
        for (place, (name, value)) in self.query.iter().enumerate() {
            target.push(if place == 0 { '?' } else { '&' });
            target.push_str(name);
            target.push('=');
            target.push_str(value);
        }
        Request {
            method: self.method.clone(),
            target,
            headers: self.headers.clone(),
            ..probe.clone()
        }
    }
}

/// A request that fits all that a route asks for; none where that cannot be written down.
fn taken<O>(route: &Route<'_, O>) -> Option<Sketch> {
    let path = match &route.path {
        PathSpec::Exact(path) => (*path).to_owned(),
        PathSpec::Prefix(prefix) => format!("{prefix}x"),
        PathSpec::Pattern(pattern) => example(pattern)?,
    };
    // What a URL cannot carry as it is written.
    if !path.starts_with('/') || path.contains([' ', '#', '?']) {
        return None;
    }
    let mut sketch = Sketch {
        method: route.method.unwrap_or("GET").to_owned(),
        path,
        ..Sketch::default()
    };
    for header in &route.headers {
        if header.name.eq_ignore_ascii_case("host") || header.name.starts_with(':') {
            return None;
        }
        let value = value(&header.test)?;
        sketch
            .headers
            .push((header.name.to_ascii_lowercase(), value));
    }
    for parameter in &route.query {
        let value = value(&parameter.test)?;
        if value.contains([' ', '#', '&']) || parameter.name.contains([' ', '#', '&', '=']) {
            return None;
        }
        sketch.query.push((parameter.name.to_owned(), value));
    }
    Some(sketch)
}

fn value(test: &Test<'_>) -> Option<String> {
    match test {
        Test::Exact(value) | Test::Prefix(value) => Some((*value).to_owned()),
        Test::Present => Some("x".to_owned()),
        Test::Pattern(pattern) => example(pattern),
        Test::Absent => None,
    }
}

/// A text that a pattern matches, where a simple one is found.
fn example(pattern: &Pattern<'_>) -> Option<String> {
    let text = pattern.text();
    let simple = simplified(text);
    [simple.as_str(), text, "1", "a", "/", "/a", "/a/1"]
        .into_iter()
        .find(|candidate| pattern.is_match(candidate) == Some(true))
        .map(str::to_owned)
}

/// A pattern with the usual pieces written out: classes are one of their characters, groups their first
/// alternative.
fn simplified(pattern: &str) -> String {
    let mut text = String::new();
    let mut rest = pattern.trim_start_matches('^').trim_end_matches('$');
    while let Some(first) = rest.chars().next() {
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        rest = match first {
            '.' => {
                text.push('a');
                after
            }
            '*' | '+' | '?' | '(' => after
                .strip_prefix("?:")
                .filter(|_| first == '(')
                .unwrap_or(after),
            '{' => after.split_once('}').map_or("", |(_, rest)| rest),
            '|' => after.split_once(')').map_or("", |(_, rest)| rest),
            ')' => after,
            '[' => {
                let (class, rest) = after.split_once(']').unwrap_or((after, ""));
                text.push(if class.starts_with('^') {
                    'a'
                } else {
                    class.chars().next().unwrap_or('a')
                });
                rest
            }
            '\\' => {
                let escaped = after.chars().next().unwrap_or('a');
                text.push(match escaped {
                    'd' => '1',
                    'w' | 'S' | 'D' => 'a',
                    's' => ' ',
                    other => other,
                });
                after.get(escaped.len_utf8()..).unwrap_or_default()
            }
            other => {
                text.push(other);
                after
            }
        };
    }
    text
}

/// The path with its first letter as an escape, which proxies decode.
fn encoded(path: &str) -> Option<String> {
    let at = path.find(|c: char| c.is_ascii_alphabetic())?;
    let (before, rest) = path.split_at_checked(at)?;
    let letter = *rest.as_bytes().first()?;
    Some(format!("{before}%{letter:02X}{}", rest.get(1..)?))
}

/// A request that fits two routes of one path.
fn both(a: &Sketch, b: &Sketch) -> Option<Sketch> {
    let mut both = a.clone();
    if a.method != b.method {
        // One of them takes any method.
        match (a.method.as_str(), b.method.as_str()) {
            ("GET", other) => other.clone_into(&mut both.method),
            (_, "GET") => {}
            _ => return None,
        }
    }
    let add = |all: &mut Vec<(String, String)>, more: &[(String, String)]| {
        for (name, value) in more {
            match all.iter().find(|(other, _)| other == name) {
                Some((_, other)) if other != value => return None,
                Some(_) => {}
                None => all.push((name.clone(), value.clone())),
            }
        }
        Some(())
    };
    add(&mut both.headers, &b.headers)?;
    add(&mut both.query, &b.query)?;
    (both != *a).then_some(both)
}
