//! What Kuma 2.14 and its data plane can carry of a rule (kuma.md §12, §13; kuma-traffic.md).
//!
//! Every verdict on a match or filter is reached here, once; the translation and the statuses read it.

mod filters;
mod matches;
mod names;

pub(super) use filters::judge as judge_filters;
pub(super) use matches::judge as judge_match;
