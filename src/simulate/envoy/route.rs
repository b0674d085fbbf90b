//! A route of Envoy's configuration.

use std::borrow::Cow;

use super::format::Format;
use super::pattern::Pattern;

/// One entry of a virtual host's table.
#[derive(Debug)]
pub struct Route<'c, O> {
    /// The path.
    pub path: PathSpec<'c>,
    /// The method.
    pub method: Option<&'c str>,
    /// The headers.
    pub headers: Vec<HeaderTest<'c>>,
    /// The query parameters.
    pub query: Vec<QueryTest<'c>>,
    /// What is done.
    pub action: Action<'c>,
    /// Changes of the request's headers.
    pub request: Changes<'c>,
    /// Changes of the response's headers.
    pub response: Changes<'c>,
    /// Where it comes from.
    pub origin: O,
}

/// What a path must be.
#[derive(Debug)]
pub enum PathSpec<'c> {
    /// The same.
    Exact(&'c str),
    /// It starts with it: `/`, or a prefix of which the last character is `/`.
    Prefix(String),
    /// It matches.
    Pattern(Pattern<'c>),
}

/// What a value must be.
#[derive(Debug, PartialEq)]
pub enum Test<'c> {
    /// The same.
    Exact(&'c str),
    /// It matches.
    Pattern(Pattern<'c>),
    /// It starts with it.
    Prefix(&'c str),
    /// It is there, whatever it is.
    Present,
    /// It is not there.
    Absent,
}

/// What a header must be.
#[derive(Debug)]
pub struct HeaderTest<'c> {
    /// The name in lower case.
    pub name: &'c str,
    /// The test.
    pub test: Test<'c>,
}

/// What a query parameter must be.
#[derive(Debug)]
pub struct QueryTest<'c> {
    /// The name.
    pub name: &'c str,
    /// The test.
    pub test: Test<'c>,
}

/// What a route does.
#[derive(Debug, PartialEq)]
pub enum Action<'c> {
    /// Answers with a redirect.
    Redirect(Redirect<'c>),
    /// Forwards.
    Forward {
        /// Where to.
        clusters: Vec<Cluster<'c>>,
        /// The new host.
        host: Option<&'c str>,
        /// The new path.
        path: PathRewrite<'c>,
        /// Where copies go.
        mirrors: Vec<Mirror<'c>>,
    },
}

/// A redirect.
#[derive(Debug, PartialEq)]
pub struct Redirect<'c> {
    /// The status.
    pub status: u16,
    /// The scheme.
    pub scheme: Option<&'c str>,
    /// The host.
    pub host: Option<&'c str>,
    /// The port; 0 for none.
    pub port: i64,
    /// The path.
    pub path: PathRewrite<'c>,
    /// Whether the query is dropped.
    pub strip_query: bool,
    /// Whether the port of the request's own host is dropped where no other is given.
    pub strip_port: bool,
}

/// A change of a path.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum PathRewrite<'c> {
    /// None.
    #[default]
    None,
    /// The prefix that was matched becomes this.
    Prefix(Cow<'c, str>),
    /// The path becomes this, in which `\0` is the path.
    Full(Cow<'c, str>),
}

/// Where requests go.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster<'c> {
    /// The service.
    pub service: Cow<'c, str>,
    /// The weight.
    pub weight: u64,
    /// What it is like.
    pub state: super::perform::State,
}

/// Where copies go.
#[derive(Clone, Debug, PartialEq)]
pub struct Mirror<'c> {
    /// The service.
    pub service: Cow<'c, str>,
    /// How many of a hundred.
    pub percent: f64,
    /// Whether anything is there.
    pub up: bool,
}

/// Changes of headers, as they are carried out: first what is removed, then what is overwritten, then
/// what is appended, whatever the order of the filters (F166).
#[derive(Debug, Default, PartialEq)]
pub struct Changes<'c> {
    /// Headers to remove, in lower case.
    pub remove: Vec<String>,
    /// Headers to overwrite.
    pub set: Vec<HeaderChange<'c>>,
    /// Headers to append.
    pub add: Vec<HeaderChange<'c>>,
}

/// A header and its value.
#[derive(Debug, PartialEq)]
pub struct HeaderChange<'c> {
    /// The name in lower case.
    pub name: String,
    /// The value.
    pub value: Format<'c>,
}
