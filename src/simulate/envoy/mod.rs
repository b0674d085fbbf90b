//! What Envoy 1.38 does with a request (kuma-traffic.md): the connection manager's checks and path
//! normalisation, virtual hosts, matching, and the actions of a route. Knows nothing of Kuma.

mod alike;
mod check;
mod format;
mod hosts;
mod matching;
mod path;
mod pattern;
mod perform;
mod rewrite;
mod route;

pub use alike::{Unlike, unlike};
pub use check::{Early, Edge, Incoming, check};
pub use format::Format;
pub use hosts::{HostIndex, find as find_host, without_port};
pub use matching::{Mismatch, Table, mismatch, query as parameter, value as header};
pub use pattern::Pattern;
pub use perform::{Performed, Sent, State, perform};
pub use route::{
    Action, Changes, Cluster, HeaderChange, HeaderTest, Mirror, PathRewrite, PathSpec, QueryTest,
    Redirect, Route, Test,
};
