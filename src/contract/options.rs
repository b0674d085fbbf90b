//! The options of an evaluation.

use crate::admission;
use crate::diagnostic::did_you_mean;
use crate::json::{DecodeError, FromNode, Node, Record, Text, read_record};
use crate::target::Target;

use super::refusal::Refusal;

/// What the module must know beside the objects. Every field has a default.
#[derive(Clone, Debug, Default)]
pub struct Options<'a> {
    /// The Kuma version that will read the output.
    pub target: Target,
    /// The zone's name; `default`.
    pub zone: Option<Text<'a>>,
    /// The namespace in which Kuma keeps its own objects; `kuma-system`.
    pub system_namespace: Option<Text<'a>>,
    /// Whether the control plane is a zone's or the global one.
    pub mode: Mode,
    /// Whether the zone is one of a global control plane.
    pub federated: bool,
    /// Which kinds of Gateway API the cluster serves; absent: all of them.
    pub served: Option<Vec<Text<'a>>>,
    /// The namespaces whose Secrets can be in the snapshot; absent: all of them (F26).
    pub secret_namespaces: Option<Vec<Text<'a>>>,
    /// Which channel of Gateway API's CRDs applies.
    pub crds: Channel,
    /// The release of Gateway API whose CRDs apply, as `1.7.0`; absent: the newest that is known.
    pub gateway_api: Option<Text<'a>>,
    /// Whether objects are defaulted here or come from an API server.
    pub admission: Admission,
    /// What it means that an object is not in the snapshot.
    pub missing: Missing,
    /// Whether requests are tried against a model of the data plane.
    pub requests: Requests,
    /// Whether the answer tells which input made which output.
    pub provenance: Origins,
}

/// The control plane's mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// A zone: Gateway API is translated.
    #[default]
    Zone,
    /// The global control plane: Kuma's Gateway API support does not run there.
    Global,
}

/// A channel of Gateway API's CRDs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Channel {
    /// The standard channel.
    #[default]
    Standard,
    /// The experimental channel.
    Experimental,
}

/// Where the objects come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Admission {
    /// From files: defaulted and pruned here as an API server would.
    #[default]
    Enforce,
    /// From an API server, which has done so.
    Trusted,
}

/// What each option takes.
const HELP: &[(&str, &str)] = &[
    (
        "target",
        "name the Kuma that will read the output, or leave it out for `kuma-2.14`",
    ),
    (
        "zone",
        "give the name of the zone, or leave it out for `default`",
    ),
    (
        "systemNamespace",
        "give the namespace of Kuma's own objects, or leave it out for `kuma-system`",
    ),
    (
        "mode",
        "`zone` is a control plane that translates and the usual one, `global` one that leaves it to its zones",
    ),
    (
        "federated",
        "`true` where the zone is one of a global control plane, otherwise `false`",
    ),
    (
        "served",
        "list the kinds of Gateway API that the cluster serves, as `[\"Gateway\", \"HTTPRoute\"]`, or leave it out for all",
    ),
    (
        "secretNamespaces",
        "list the namespaces whose Secrets are in the snapshot, or leave it out for all",
    ),
    (
        "crds",
        "name the channel of Gateway API's CRDs that the cluster has: `standard` or `experimental`",
    ),
    (
        "gatewayApi",
        "name the release of Gateway API whose CRDs the cluster has, or leave it out for the newest that is known",
    ),
    (
        "admission",
        "`enforce` for objects from files, `trusted` for objects from an API server",
    ),
    (
        "missing",
        "`absent` where the snapshot is all there is, `unknown` where it is a part of a cluster",
    ),
    (
        "requests",
        "`check` to try requests against a model of the data plane, `skip` not to",
    ),
    (
        "provenance",
        "`include` to be told which place of the input made which of the output, `skip` not to",
    ),
];

/// What to do about the option at this place, or about one that does not exist.
pub(super) fn help_for(path: &str) -> &'static str {
    let name = path.trim_start_matches("/options/").split('/').next();
    let known = HELP.iter().find(|(option, _)| Some(*option) == name);
    known.map_or(
        "the options are target, zone, systemNamespace, mode, federated, served, secretNamespaces, crds, gatewayApi, admission, missing, requests and provenance",
        |(_, help)| help,
    )
}

/// What it means that an object is not in the snapshot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Missing {
    /// It does not exist.
    #[default]
    Absent,
    /// It may exist: what hangs on it is answered as if it did, and the answer says so.
    Unknown,
}

/// Whether requests are derived from the rules and tried against a model of the target's data plane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Requests {
    /// They are not.
    #[default]
    Skip,
    /// Where the data plane does something else than Gateway API asks, a diagnostic on the rule says so.
    /// Of targets without such a model nothing is said.
    Check,
}

/// Whether the answer tells which input made which output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origins {
    /// It does: for people, and for what shows them the input.
    #[default]
    Include,
    /// It does not, and is a third as long: for a host that only writes what comes out.
    Skip,
}

impl Channel {
    /// As options spell it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Channel::Standard => "standard",
            Channel::Experimental => "experimental",
        }
    }
}

impl<'a> Options<'a> {
    /// Reads the member `options` of a snapshot.
    ///
    /// # Errors
    /// An unknown option or value, an unknown release of Gateway API, or an empty zone or system
    /// namespace (F25).
    pub fn read(node: Option<Node<'a>>) -> Result<Self, Refusal> {
        let options = match node {
            None | Some(Node::Null) => Options::default(),
            Some(node) => Options::from_node(node).map_err(|error| {
                let path = format!("/options{}", error.pointer());
                Refusal::InvalidOption {
                    message: error.message,
                    path,
                }
            })?,
        };
        for (value, path) in [
            (&options.zone, "/options/zone"),
            (&options.system_namespace, "/options/systemNamespace"),
        ] {
            if value.as_ref().is_some_and(|value| value.is_empty()) {
                return Err(Refusal::InvalidOption {
                    message: format!(
                        "`{}` must not be empty",
                        path.trim_start_matches("/options/")
                    ),
                    path: path.to_owned(),
                });
            }
        }
        // Without schemas it makes no difference which are meant.
        if let Some(release) = options.gateway_api.as_deref()
            && admission::IS_BUILT
        {
            let known = admission::releases();
            if !known.contains(&release) {
                return Err(Refusal::InvalidOption {
                    message: unknown_word(release, known).message,
                    path: "/options/gatewayApi".to_owned(),
                });
            }
        }
        Ok(options)
    }

    /// The zone's name.
    #[must_use]
    pub fn zone(&self) -> &str {
        self.zone.as_deref().unwrap_or("default")
    }

    /// The zone's name, to be kept.
    pub(crate) fn zone_text(&self) -> Text<'a> {
        self.zone.clone().unwrap_or_else(|| Text::from("default"))
    }

    /// The namespace of Kuma's own objects, to be kept.
    pub(crate) fn system_namespace_text(&self) -> Text<'a> {
        let named = self.system_namespace.clone();
        named.unwrap_or_else(|| Text::from("kuma-system"))
    }

    /// The namespace of Kuma's own objects.
    #[must_use]
    pub fn system_namespace(&self) -> &str {
        self.system_namespace.as_deref().unwrap_or("kuma-system")
    }
}

impl<'a> Record<'a> for Options<'a> {
    fn field(&mut self, key: &str, value: &mut Node<'a>) -> Result<(), Box<DecodeError>> {
        match key {
            "target" => self.target.fill(value),
            "zone" => self.zone.fill(value),
            "systemNamespace" => self.system_namespace.fill(value),
            "mode" => self.mode.fill(value),
            "federated" => self.federated.fill(value),
            "served" => self.served.fill(value),
            "secretNamespaces" => self.secret_namespaces.fill(value),
            "crds" => self.crds.fill(value),
            "gatewayApi" => self.gateway_api.fill(value),
            "admission" => self.admission.fill(value),
            "missing" => self.missing.fill(value),
            "requests" => self.requests.fill(value),
            "provenance" => self.provenance.fill(value),
            _ => {
                let meant = did_you_mean(key, HELP.iter().map(|(name, _)| *name));
                let meant = meant.map_or_else(String::new, |meant| format!(": {meant}"));
                let message = format!("there is no option `{key}`{meant}");
                Err(Box::new(DecodeError::new(message)))
            }
        }
    }
}

impl<'a> FromNode<'a> for Options<'a> {
    fn fill(&mut self, node: &mut Node<'a>) -> Result<(), Box<DecodeError>> {
        read_record(self, node)
    }
}

fn unknown_word(word: &str, known: &[&str]) -> Box<DecodeError> {
    let known = known.join("`, `");
    Box::new(DecodeError::new(format!(
        "`{word}` is not one of `{known}`"
    )))
}

impl<'a> FromNode<'a> for Target {
    fn fill(&mut self, node: &mut Node<'a>) -> Result<(), Box<DecodeError>> {
        let mut word = Text::default();
        word.fill(node)?;
        *self = Target::of(&word).ok_or_else(|| {
            let mut error = unknown_word(&word, Target::NAMES);
            // A version inside a target's range is more likely meant than a name that looks alike.
            let meant = Target::standing_for(&word)
                .map(|target| format!("`{}` stands for it", target.name()))
                .or_else(|| did_you_mean(&word, Target::NAMES.iter().copied()));
            if let Some(meant) = meant {
                error.message = format!("{}: {meant}", error.message);
            }
            error
        })?;
        Ok(())
    }
}

/// Reads a word that is one of a few.
macro_rules! words {
    ($($name:ident { $($word:literal => $variant:ident),+ })+) => {
        $(impl<'a> FromNode<'a> for $name {
            fn fill(&mut self, node: &mut Node<'a>) -> Result<(), Box<DecodeError>> {
                let mut word = Text::default();
                word.fill(node)?;
                *self = match word.as_str() {
                    $($word => $name::$variant,)+
                    other => return Err(unknown_word(other, &[$($word),+])),
                };
                Ok(())
            }
        })+
    };
}

words! {
    Mode { "zone" => Zone, "global" => Global }
    Channel { "standard" => Standard, "experimental" => Experimental }
    Admission { "enforce" => Enforce, "trusted" => Trusted }
    Missing { "absent" => Absent, "unknown" => Unknown }
    Requests { "skip" => Skip, "check" => Check }
    Origins { "include" => Include, "skip" => Skip }
}

#[cfg(test)]
mod tests {
    use super::{HELP, Options, help_for};
    use crate::json::Node;

    fn refused(json: &str) -> String {
        let node: Node<'_> = serde_json::from_str(json).expect("it is JSON");
        let error = Options::read(Some(node)).expect_err("it is refused");
        let help = error.help();
        format!("{error} ({help})")
    }

    #[test]
    fn a_wrong_value_is_helped_with_its_option_alone() {
        let list = help_for("/options/nobody");
        for (name, help) in HELP {
            let told = refused(&format!("{{\"{name}\": {{\"a\": []}}}}"));
            assert!(told.ends_with(&format!("({help})")), "{told}");
            assert!(list.contains(name), "{name} is not among the options");
        }
        assert_eq!(help_for("/options/served/0"), help_for("/options/served"));
    }

    #[test]
    fn an_option_that_does_not_exist_is_helped_with_the_one_that_was_meant() {
        let told = refused(r#"{"tagret": "kuma-2.14"}"#);
        assert!(
            told.starts_with(
                "there is no option `tagret`: did you mean `target`? (the options are target, zone"
            ),
            "{told}"
        );
    }
}
