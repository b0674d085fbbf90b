//! The versions of Kuma that the output can be for. A target is a small set of choices over one
//! translation: a file of its own lists them, and [`docs/targets.md`](../../docs/targets.md) is made
//! from them.

mod choices;
mod form;
mod kuma_2_13;
mod kuma_2_14;
mod kuma_2_6;
mod kuma_2_8;
mod kuma_3_0;

use crate::diagnostic::{Code, Problem};
use crate::json::Pointer;

pub use choices::{Choices, Destination, GatewayRoute, MeshSource};
pub use form::Form;

/// The targets: variant, name, and the file with its choices, the oldest first.
macro_rules! targets {
    ($($(#[$attribute:meta])* $variant:ident $name:literal $file:ident;)+) => {
        /// The Kuma version that will read the output.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Target {
            $($(#[$attribute])* #[doc = $name] $variant,)+
        }

        impl Target {
            /// Every target, the oldest first.
            pub const ALL: &'static [Target] = &[$(Target::$variant,)+];
            /// Their names.
            pub const NAMES: &'static [&'static str] = &[$($name,)+];

            /// Its name in the options.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Target::$variant => $name,)+ }
            }

            /// What it does in its own way.
            #[must_use]
            pub fn choices(self) -> &'static Choices {
                match self { $(Target::$variant => &$file::CHOICES,)+ }
            }
        }
    };
}

targets! {
    Kuma26 "kuma-2.6" kuma_2_6;
    Kuma28 "kuma-2.8" kuma_2_8;
    Kuma213 "kuma-2.13" kuma_2_13;
    #[default]
    Kuma214 "kuma-2.14" kuma_2_14;
    Kuma30 "kuma-3.0" kuma_3_0;
}

impl Target {
    /// The target of a name.
    #[must_use]
    pub fn of(name: &str) -> Option<Target> {
        Target::ALL
            .iter()
            .copied()
            .find(|target| target.name() == name)
    }

    /// The target that stands for a version such as `2.9`, `kuma-2.9` or `2.9.3`.
    #[must_use]
    pub fn standing_for(version: &str) -> Option<Target> {
        let version = parsed(version.strip_prefix("kuma-").unwrap_or(version))?;
        Target::ALL.iter().copied().find(|target| {
            let choices = target.choices();
            let bounds = parsed(choices.since).zip(parsed(choices.until));
            bounds.is_some_and(|(since, until)| (since..=until).contains(&version))
        })
    }

    /// What this target does not do (as "sends no …") and the first one can of which `has` holds.
    pub(crate) fn too_old<'a>(
        self,
        what: &str,
        path: Pointer,
        has: impl Fn(&Choices) -> bool,
    ) -> Problem<'a> {
        let title = self.choices().title;
        let first = Target::first_with(has).unwrap_or_default().choices().since;
        let message = format!("{title} {what}; Kuma {first} is the first that does");
        Problem::new(Code::TargetTooOld, path, message)
    }

    /// The first target for which something holds.
    pub fn first_with(holds: impl Fn(&Choices) -> bool) -> Option<Target> {
        Target::ALL
            .iter()
            .copied()
            .find(|target| holds(target.choices()))
    }
}

/// Major and minor of a version.
fn parsed(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn versions_have_the_target_that_stands_for_them() {
        for (version, target) in [
            ("2.3", Some(Target::Kuma26)),
            ("kuma-2.7", Some(Target::Kuma28)),
            ("2.11.4", Some(Target::Kuma213)),
            ("2.14", Some(Target::Kuma214)),
            ("kuma-3.0", Some(Target::Kuma30)),
            ("2.2", None),
            ("2", None),
            ("kuma", None),
        ] {
            assert_eq!(Target::standing_for(version), target, "{version}");
        }
    }

    #[test]
    fn targets_are_in_the_order_of_their_versions_without_gaps() {
        let ranges: Vec<_> = Target::ALL
            .iter()
            .map(|target| (target.choices().since, target.choices().until))
            .map(|(since, until)| (super::parsed(since).unwrap(), super::parsed(until).unwrap()))
            .collect();
        for (earlier, later) in ranges.iter().zip(ranges.iter().skip(1)) {
            assert!(
                earlier.1.0 < later.0.0 || earlier.1.1 + 1 == later.0.1,
                "{later:?}"
            );
        }
    }
}
