//! What is told of an object: its problems, and an API server's warnings.

use std::fmt;

use crate::admission::admit::{Admitted, MAX_PROBLEMS};
use crate::admission::metadata::Unfit;
use crate::admission::place::Place;
use crate::admission::validate::Found;
use crate::diagnostic::{Code, Problem};

use super::Walker;

/// The most warnings that are kept in an API server's words.
const MAX_TOLD: usize = 1000;

impl<'a> Walker<'_, 'a> {
    pub(in crate::admission) fn finish(mut self, found: Found) -> Admitted<'a> {
        let Found {
            causes,
            left_out,
            tolerated,
        } = found;
        for cause in tolerated {
            self.tell(format_args!("{cause}"));
            self.warnings_found += 1;
            let message = cause.problem();
            self.warnings
                .push(Problem::new(Code::RuleStillBroken, cause.path, message));
        }
        let found = causes.len() + left_out + usize::from(self.unread.is_some());
        // A flood of warnings never hides why an object is refused.
        let mut problems: Vec<Problem<'a>> = causes
            .iter()
            .take(MAX_PROBLEMS)
            .map(|cause| {
                Problem::new(cause.code, cause.path.clone(), cause.problem()).rule(&cause.rule)
            })
            .collect();
        problems.extend(self.unread);
        problems.extend(self.warnings);
        problems.truncate(MAX_PROBLEMS);
        Admitted {
            refused: found > 0,
            left_out: (found + self.warnings_found).saturating_sub(problems.len()),
            problems,
            causes,
            warnings: self.told,
            ..Admitted::default()
        }
    }

    /// What an API server says of an object that it takes.
    #[cold]
    pub(in crate::admission) fn advise(&mut self, place: &Place<'_>, said: &str) {
        self.tell(format_args!("{said}"));
        self.warn(Code::ServerWarning, place, |_| (said.to_owned(), None));
    }

    /// Why the object could not be read.
    #[cold]
    pub(in crate::admission) fn unread(&mut self, unfit: &Unfit) {
        self.unread = Some(Problem::new(
            Code::WrongType,
            unfit.path.clone(),
            unfit.message.clone(),
        ));
    }

    /// Forgets what was told: an API server warns of nothing in an object that it cannot read.
    pub(in crate::admission) fn forget(&mut self) {
        self.told.clear();
        self.warnings.clear();
        self.warnings_found = 0;
    }

    /// Keeps a warning in an API server's words.
    pub(super) fn tell(&mut self, warning: fmt::Arguments<'_>) {
        if self.told.len() < MAX_TOLD {
            self.told.push(warning.to_string());
        }
    }

    pub(super) fn warn(
        &mut self,
        code: Code,
        place: &Place<'_>,
        text: impl FnOnce(&Self) -> (String, Option<String>),
    ) {
        self.warnings_found += 1;
        if self.warnings.len() < MAX_PROBLEMS {
            let (message, help) = text(self);
            self.warnings
                .push(Problem::new(code, place.pointer(), message).maybe_help(help));
        }
    }
}
