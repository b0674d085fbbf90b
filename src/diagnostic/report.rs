//! Findings while they are made, and as they are handed out.

use serde::Serialize;

use crate::contract::ObjectRef;
use crate::json::Pointer;

use super::code::{Code, Severity};

/// Where every code is explained: a place in this repository, as no host of it is known here.
const DOCS: &str = "docs/codes.md#";

/// One verdict that the author should know, without the object that it is about.
///
/// Made where the verdict is reached, and read by statuses (reason and message) and diagnostics alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem<'a> {
    /// The code; it also decides the reason of a condition.
    pub code: Code,
    /// The name of the rule of a CRD that is broken.
    pub rule: Option<Box<str>>,
    /// The place in the object.
    pub path: Pointer,
    /// What is wrong: one sentence, lower-case, without a full stop.
    pub message: String,
    /// What to do, where it is better than the code's own help.
    pub help: Option<String>,
    /// Other places that have to do with it.
    pub related: Vec<Related<'a>>,
}

impl<'a> Problem<'a> {
    /// A problem at `path`.
    #[must_use]
    pub fn new(code: Code, path: Pointer, message: impl Into<String>) -> Self {
        Problem {
            code,
            rule: None,
            path,
            message: message.into(),
            help: None,
            related: Vec::new(),
        }
    }

    /// The same as the breach of a rule of a CRD.
    #[cfg(feature = "admission")]
    pub(crate) fn rule(mut self, rule: &str) -> Self {
        self.rule = (!rule.is_empty()).then(|| rule.into());
        self
    }

    /// The same with its own help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same with its own help, if there is one.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// The same with one more related place.
    #[must_use]
    pub fn related(
        mut self,
        object: ObjectRef<'a>,
        path: Pointer,
        message: impl Into<String>,
    ) -> Self {
        self.related.push(Related {
            object,
            path,
            message: message.into(),
        });
        self
    }

    /// The finding about `object`.
    pub(crate) fn on(self, object: &ObjectRef<'a>) -> Finding<'a> {
        Finding {
            object: Some(object.clone()),
            problem: self,
        }
    }
}

/// A place that has to do with a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Related<'a> {
    /// The object.
    pub object: ObjectRef<'a>,
    /// The place in it.
    pub path: Pointer,
    /// What it has to do with it.
    pub message: String,
}

/// A problem and the object that it is about; none where no object could be made out.
#[derive(Clone, Debug)]
pub(crate) struct Finding<'a> {
    pub(crate) object: Option<ObjectRef<'a>>,
    pub(crate) problem: Problem<'a>,
}

/// A finding as it is handed out.
#[derive(Clone, Debug, Serialize)]
pub struct Diagnostic<'a> {
    /// The stable code.
    pub code: &'static str,
    /// Of `rule-broken`: which rule, by a stable name that is made from what the rule says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Box<str>>,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// Where the code is explained.
    pub docs: String,
    /// The object; none where no object could be made out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectRef<'a>>,
    /// The place in the object, or in the snapshot where there is no object.
    pub path: Pointer,
    /// Other places that have to do with it.
    pub related: Vec<Related<'a>>,
}

/// Sorts findings by object and place and leaves out repetitions.
pub(crate) fn finish(findings: Vec<Finding<'_>>) -> Vec<Diagnostic<'_>> {
    let mut diagnostics: Vec<Diagnostic<'_>> = findings
        .into_iter()
        .map(|Finding { object, problem }| Diagnostic {
            code: problem.code.name(),
            rule: problem.rule,
            severity: problem.code.severity(),
            message: problem.message,
            help: problem
                .help
                .unwrap_or_else(|| problem.code.help().to_owned()),
            docs: format!("{DOCS}{}", problem.code.name()),
            object,
            path: problem.path,
            related: problem.related,
        })
        .collect();
    crate::order::sort_by(&mut diagnostics, |a, b| order(a).cmp(&order(b)));
    diagnostics.dedup_by(|a, b| order(a) == order(b));
    diagnostics
}

/// What diagnostics are sorted by: the object, the place, and what is said.
type Order<'d> = (
    Option<[&'d str; 4]>,
    &'d Pointer,
    Severity,
    &'d str,
    &'d str,
);

fn order<'d>(diagnostic: &'d Diagnostic<'_>) -> Order<'d> {
    let object = diagnostic.object.as_ref().map(|o| {
        [
            o.kind.as_str(),
            o.namespace.as_str(),
            o.name.as_str(),
            o.api_version.as_str(),
        ]
    });
    (
        object,
        &diagnostic.path,
        diagnostic.severity,
        diagnostic.code,
        &diagnostic.message,
    )
}
