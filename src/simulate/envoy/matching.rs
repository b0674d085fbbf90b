//! Which route takes a request, and why the others do not.

use std::borrow::Cow;

use crate::order;

use super::check::Incoming;
use super::route::{PathSpec, Route, Test};

/// A virtual host's routes in their order, with an index by path: what a request costs does not grow
/// with their number.
#[derive(Debug)]
pub struct Table<'c, O> {
    routes: Vec<Route<'c, O>>,
    /// Places of the routes with an exact path, then with a prefix, each sorted by path and place.
    exact: Vec<usize>,
    prefix: Vec<usize>,
    /// Places of the routes with a pattern, in their order.
    pattern: Vec<usize>,
    /// Places of all routes that have a pattern anywhere, in their order.
    doubtful: Vec<usize>,
}

/// The routes of one path.
pub(super) struct Group<'t> {
    kind: u8,
    path: &'t str,
    places: &'t [usize],
}

impl<'t> Group<'t> {
    /// What groups are sorted by.
    pub(super) fn key(&self) -> (u8, &'t str) {
        (self.kind, self.path)
    }

    /// The routes in their order.
    pub(super) fn routes<'c, O>(&self, table: &'t Table<'c, O>) -> Vec<&'t Route<'c, O>> {
        let places = self.places.iter();
        places
            .filter_map(|place| table.routes.get(*place))
            .collect()
    }
}

/// Why a route does not take a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mismatch<'r> {
    /// Another path.
    Path,
    /// Another method.
    Method(&'r str),
    /// A header is missing or has another value.
    Header(&'r str),
    /// A query parameter is missing or has another value.
    Query(&'r str),
    /// The regular expression uses what is not known here, so nobody can say.
    Unknown(&'r str),
}

fn text<'r, O>(route: &'r Route<'_, O>) -> &'r str {
    match &route.path {
        PathSpec::Exact(path) => path,
        PathSpec::Prefix(prefix) => prefix,
        PathSpec::Pattern(pattern) => pattern.text(),
    }
}

impl<'c, O> Table<'c, O> {
    /// A table of routes in their order.
    #[must_use]
    pub fn new(routes: Vec<Route<'c, O>>) -> Self {
        let mut table = Table {
            routes,
            exact: Vec::new(),
            prefix: Vec::new(),
            pattern: Vec::new(),
            doubtful: Vec::new(),
        };
        for (place, route) in table.routes.iter().enumerate() {
            if has_pattern(route) {
                table.doubtful.push(place);
            }
            match route.path {
                PathSpec::Exact(_) => table.exact.push(place),
                PathSpec::Prefix(_) => table.prefix.push(place),
                PathSpec::Pattern(_) => table.pattern.push(place),
            }
        }
        let of = |place: &usize| table.routes.get(*place).map_or("", text);
        order::sort_by(&mut table.exact, |a, b| of(a).cmp(of(b)));
        order::sort_by(&mut table.prefix, |a, b| of(a).cmp(of(b)));
        table
    }

    /// The routes in their order.
    #[must_use]
    pub fn routes(&self) -> &[Route<'c, O>] {
        &self.routes
    }

    /// The first route that takes a request, by its place. A pattern that nobody can judge here takes
    /// nothing; [`Table::unknown`] tells of it.
    #[must_use]
    pub fn find(&self, request: &Incoming<'_>) -> Option<usize> {
        let mut best = self.first(
            self.of_path(&self.exact, &request.path),
            request,
            usize::MAX,
        );
        for (at, _) in request.path.match_indices('/') {
            let prefix = request.path.get(..=at).unwrap_or_default();
            best = self.first(self.of_path(&self.prefix, prefix), request, best);
        }
        best = self.first(&self.pattern, request, best);
        Some(best).filter(|best| *best != usize::MAX)
    }

    /// The first pattern that nobody can judge here and that would come before `place`.
    #[must_use]
    pub fn unknown(&self, request: &Incoming<'_>, place: Option<usize>) -> Option<&str> {
        self.doubtful
            .iter()
            .take_while(|doubtful| place.is_none_or(|place| **doubtful < place))
            .filter_map(|doubtful| self.routes.get(*doubtful))
            .find_map(|route| match mismatch(route, request) {
                Some(Mismatch::Unknown(pattern)) => Some(pattern),
                _ => None,
            })
    }

    /// The routes by their paths: exact ones, prefixes, and all patterns together.
    pub(super) fn groups(&self) -> impl Iterator<Item = Group<'_>> {
        let of = |place: &usize| self.routes.get(*place).map_or("", text);
        let exact = self.exact.chunk_by(move |a, b| of(a) == of(b));
        let prefix = self.prefix.chunk_by(move |a, b| of(a) == of(b));
        let pattern = Some(self.pattern.as_slice()).filter(|places| !places.is_empty());
        let path = move |places: &[usize]| places.first().map_or("", of);
        let group = |kind, path, places| Group { kind, path, places };
        exact
            .map(move |places| group(0, path(places), places))
            .chain(prefix.map(move |places| group(1, path(places), places)))
            .chain(pattern.map(move |places| group(2, "", places)))
    }

    fn of_path<'t>(&self, places: &'t [usize], path: &str) -> &'t [usize] {
        let of = |place: &usize| self.routes.get(*place).map_or("", text);
        let start = places.partition_point(|place| of(place) < path);
        let end = places.partition_point(|place| of(place) <= path);
        places.get(start..end).unwrap_or_default()
    }

    /// The first of `places` that takes the request, if it is before `best`.
    fn first(&self, places: &[usize], request: &Incoming<'_>, best: usize) -> usize {
        places
            .iter()
            .take_while(|place| **place < best)
            .find(|place| {
                self.routes
                    .get(**place)
                    .is_some_and(|route| mismatch(route, request).is_none())
            })
            .copied()
            .unwrap_or(best)
    }
}

fn has_pattern<O>(route: &Route<'_, O>) -> bool {
    let tests = route.headers.iter().map(|header| &header.test);
    let mut tests = tests.chain(route.query.iter().map(|parameter| &parameter.test));
    matches!(route.path, PathSpec::Pattern(_)) || tests.any(|test| matches!(test, Test::Pattern(_)))
}

/// Why a route does not take a request; none if it does.
pub fn mismatch<'r, O>(route: &'r Route<'_, O>, request: &Incoming<'_>) -> Option<Mismatch<'r>> {
    let path = match &route.path {
        PathSpec::Exact(path) => Some(request.path == *path),
        PathSpec::Prefix(prefix) => Some(request.path.starts_with(prefix.as_str())),
        PathSpec::Pattern(pattern) => pattern.is_match(&request.path),
    };
    match path {
        None => return Some(Mismatch::Unknown(text(route))),
        Some(false) => return Some(Mismatch::Path),
        Some(true) => {}
    }
    if let Some(method) = route.method
        && method != request.method
    {
        return Some(Mismatch::Method(method));
    }
    for header in &route.headers {
        match holds(&header.test, value(request, header.name).as_deref()) {
            None => return Some(Mismatch::Unknown(header.name)),
            Some(false) => return Some(Mismatch::Header(header.name)),
            Some(true) => {}
        }
    }
    for parameter in &route.query {
        match holds(&parameter.test, query(&request.query, parameter.name)) {
            None => return Some(Mismatch::Unknown(parameter.name)),
            Some(false) => return Some(Mismatch::Query(parameter.name)),
            Some(true) => {}
        }
    }
    None
}

fn holds(test: &Test<'_>, value: Option<&str>) -> Option<bool> {
    Some(match (test, value) {
        (Test::Absent, value) => value.is_none(),
        (_, None) => false,
        (Test::Present, Some(_)) => true,
        (Test::Exact(wanted), Some(value)) => value == *wanted,
        (Test::Prefix(wanted), Some(value)) => value.starts_with(wanted),
        (Test::Pattern(pattern), Some(value)) => return pattern.is_match(value),
    })
}

/// The value of a header: of one that was sent more than once all values, joined by commas.
pub fn value<'i>(request: &'i Incoming<'_>, name: &str) -> Option<Cow<'i, str>> {
    let name = name.to_ascii_lowercase();
    if name == "host" {
        return Some(Cow::Borrowed(&request.host));
    }
    let mut values = request
        .headers
        .iter()
        .filter(|(other, _)| *other == name)
        .map(|(_, value)| value.as_str());
    let first = values.next()?;
    let mut joined = Cow::Borrowed(first);
    for value in values {
        joined = Cow::Owned(format!("{joined},{value}"));
    }
    Some(joined)
}

/// The first value of a query parameter, as it is written.
pub fn query<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    let parameters = query.strip_prefix('?')?;
    parameters.split('&').find_map(|parameter| {
        let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        (key == name).then_some(value)
    })
}
