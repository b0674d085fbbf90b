//! Patterns and rules, compiled when they are first needed.

use std::sync::OnceLock;

use crate::admission::cel::Program;
use crate::admission::regex::Regex;
use crate::admission::validate::slug;

/// What is compiled when it is first needed. One type for all keeps the code small.
#[derive(Debug)]
enum Compiled {
    Nothing,
    Regex(Regex),
    Program(Program),
}

#[inline(never)]
fn compiled<'c>(cell: &'c OnceLock<Compiled>, make: &dyn Fn() -> Compiled) -> &'c Compiled {
    cell.get_or_init(make)
}

fn program<'c>(cell: &'c OnceLock<Compiled>, tree: &'static str) -> Option<&'c Program> {
    let program = compiled(cell, &|| {
        Program::read(tree).map_or(Compiled::Nothing, Compiled::Program)
    });
    match program {
        Compiled::Program(program) => Some(program),
        _ => None,
    }
}

/// A pattern.
#[derive(Debug)]
pub(in crate::admission) struct Pattern {
    pub(in crate::admission) text: &'static str,
    compiled: OnceLock<Compiled>,
}

impl Pattern {
    pub(in crate::admission) const fn new(text: &'static str) -> Pattern {
        Pattern {
            text,
            compiled: OnceLock::new(),
        }
    }

    pub(in crate::admission) fn is_match(&self, text: &str) -> bool {
        let regex = compiled(&self.compiled, &|| {
            Regex::new(self.text).map_or(Compiled::Nothing, Compiled::Regex)
        });
        match regex {
            Compiled::Regex(regex) => regex.is_match(text),
            // The generator and a test compile every pattern: there is always one.
            _ => true,
        }
    }

    #[cfg(test)]
    pub(in crate::admission) fn is_known(&self) -> bool {
        Regex::new(self.text).is_ok()
    }
}

/// A rule, compiled when it is first needed.
#[derive(Debug, Default)]
pub(in crate::admission) struct Rule {
    tree: &'static str,
    program: OnceLock<Compiled>,
    /// The expression that makes the message.
    pub(super) message_tree: Option<&'static str>,
    message_program: OnceLock<Compiled>,
    pub(in crate::admission) message: Option<&'static str>,
    /// Its own text, if it has no message.
    pub(in crate::admission) text: Option<&'static str>,
    pub(in crate::admission) reason: Option<&'static str>,
    /// Which member its error is about.
    pub(in crate::admission) field: Option<&'static str>,
    /// It is about a change, and says nothing where there was no object before.
    pub(in crate::admission) on_update: bool,
}

impl Rule {
    /// A rule with this tree, and no message yet.
    pub(super) fn of(tree: &'static str) -> Rule {
        Rule {
            tree,
            ..Rule::default()
        }
    }

    // The generator and a test read every tree: there is always a program.
    pub(in crate::admission) fn program(&self) -> Option<&Program> {
        program(&self.program, self.tree)
    }

    /// Its message; its own text, if it has none.
    pub(in crate::admission) fn says(&self) -> &'static str {
        self.message.or(self.text).unwrap_or_default()
    }

    /// What diagnostics call it.
    pub(in crate::admission) fn name(&self) -> String {
        slug(self.says())
    }

    pub(in crate::admission) fn message_program(&self) -> Option<&Program> {
        program(&self.message_program, self.message_tree?)
    }
}
