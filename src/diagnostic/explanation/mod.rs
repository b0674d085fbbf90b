//! The long form of each code: one file per subject.

mod assumed;
mod backend;
mod class;
mod data_plane;
mod filter;
mod gateway;
mod input;
mod listener;
mod match_and_rule;
mod names;
mod parent;
mod target;

use super::code::Code;

/// One paragraph and an example.
#[derive(Clone, Copy, Debug)]
pub struct Explanation {
    /// What happens, why, and what to do.
    pub paragraph: &'static str,
    /// A piece of YAML that shows it.
    pub example: &'static str,
}

/// The long form of `code`.
#[must_use]
pub fn explanation(code: Code) -> Explanation {
    // No wildcard: a code without a long form does not compile.
    let found: &'static Explanation = match code {
        Code::NotAnObject => &input::NOT_AN_OBJECT,
        Code::NotReadable => &input::NOT_READABLE,
        Code::DuplicateObject => &input::DUPLICATE_OBJECT,
        Code::WrongType => &input::WRONG_TYPE,
        Code::MissingField => &input::MISSING_FIELD,
        Code::TargetTooOld => &target::TOO_OLD,
        Code::GatewayRemoved => &target::GATEWAY_REMOVED,
        Code::KumaObjectGiven => &target::KUMA_OBJECT_GIVEN,
        Code::MixedTargets => &target::MIXED_TARGETS,
        Code::RequestHeaderOnRedirect => &filter::REQUEST_HEADER_ON_REDIRECT,
        Code::MeshNotRead => &target::MESH_NOT_READ,
        Code::SchemaEnum => &input::SCHEMA_ENUM,
        Code::SchemaPattern => &input::SCHEMA_PATTERN,
        Code::SchemaLength => &input::SCHEMA_LENGTH,
        Code::SchemaRange => &input::SCHEMA_RANGE,
        Code::SchemaItems => &input::SCHEMA_ITEMS,
        Code::SchemaDuplicate => &input::SCHEMA_DUPLICATE,
        Code::SchemaAlternatives => &input::SCHEMA_ALTERNATIVES,
        Code::MetadataInvalid => &input::METADATA_INVALID,
        Code::RuleBroken => &input::RULE_BROKEN,
        Code::ServerWarning => &input::SERVER_WARNING,
        Code::RuleStillBroken => &input::RULE_STILL_BROKEN,
        Code::RulesNotChecked => &input::RULES_NOT_CHECKED,
        Code::UnknownField => &input::UNKNOWN_FIELD,
        Code::DuplicateField => &input::DUPLICATE_FIELD,
        Code::KindNotSupported => &input::KIND_NOT_SUPPORTED,
        Code::KindNotRead => &input::KIND_NOT_READ,
        Code::KindNotServed => &input::KIND_NOT_SERVED,
        Code::CrdsMissing => &input::CRDS_MISSING,
        Code::GlobalControlPlane => &input::GLOBAL_CONTROL_PLANE,

        Code::ClassParametersKind => &class::PARAMETERS_KIND,
        Code::ClassParametersNamespace => &class::PARAMETERS_NAMESPACE,
        Code::ClassParametersNotFound => &class::PARAMETERS_NOT_FOUND,
        Code::ClassParametersInvalid => &class::PARAMETERS_INVALID,
        Code::CrdsVersion => &class::CRDS_VERSION,

        Code::ClassNotFound => &gateway::CLASS_NOT_FOUND,
        Code::ClassInvalid => &gateway::CLASS_INVALID,
        Code::NoValidListener => &gateway::NO_VALID_LISTENER,
        Code::SomeListenersInvalid => &gateway::SOME_LISTENERS_INVALID,
        Code::AddressPending => &gateway::ADDRESS_PENDING,
        Code::AddressUnsupported => &gateway::ADDRESS_UNSUPPORTED,
        Code::AddressNotUsable => &gateway::ADDRESS_NOT_USABLE,
        Code::InfrastructureParameters => &gateway::INFRASTRUCTURE_PARAMETERS,
        Code::GatewayFieldIgnored => &gateway::FIELD_IGNORED,
        Code::GatewayNameDerived => &gateway::NAME_DERIVED,
        Code::InstanceNotOurs => &gateway::INSTANCE_NOT_OURS,
        Code::ServiceNameTaken => &gateway::SERVICE_NAME_TAKEN,
        Code::MeshNotFound => &gateway::MESH_NOT_FOUND,
        Code::MeshAnnotation => &gateway::MESH_ANNOTATION,
        Code::NodePortRange => &gateway::NODE_PORT_RANGE,

        Code::ListenerProtocol => &listener::PROTOCOL,
        Code::ListenerCrossMesh => &listener::CROSS_MESH,
        Code::ListenerHostnameConflict => &listener::HOSTNAME_CONFLICT,
        Code::ListenerProtocolConflict => &listener::PROTOCOL_CONFLICT,
        Code::ListenerKinds => &listener::KINDS,
        Code::ListenerSelector => &listener::SELECTOR,
        Code::CertificateMissing => &listener::CERTIFICATE_MISSING,
        Code::CertificateRefKind => &listener::CERTIFICATE_REF_KIND,
        Code::CertificateRefNotPermitted => &listener::CERTIFICATE_REF_NOT_PERMITTED,
        Code::CertificateNotFound => &listener::CERTIFICATE_NOT_FOUND,
        Code::CertificateNotReadable => &listener::CERTIFICATE_NOT_READABLE,
        Code::CertificateType => &listener::CERTIFICATE_TYPE,
        Code::CertificateInvalid => &listener::CERTIFICATE_INVALID,
        Code::CertificateRepaired => &listener::CERTIFICATE_REPAIRED,
        Code::NamespaceLabelsUnknown => &listener::NAMESPACE_LABELS_UNKNOWN,
        Code::ListenerInvalid => &listener::INVALID,
        Code::CertificateTooMany => &listener::CERTIFICATE_TOO_MANY,
        Code::CertificateHostname => &listener::CERTIFICATE_HOSTNAME,
        Code::TlsPassthrough => &listener::TLS_PASSTHROUGH,
        Code::TlsOnHttp => &listener::TLS_ON_HTTP,
        Code::ClientValidation => &listener::CLIENT_VALIDATION,
        Code::TlsOptionsIgnored => &listener::TLS_OPTIONS_IGNORED,
        Code::OverlappingTls => &listener::OVERLAPPING_TLS,
        Code::ListenerHostname => &listener::HOSTNAME,
        Code::PortWithoutRules => &listener::PORT_WITHOUT_RULES,

        Code::RouteWithoutParents => &parent::WITHOUT_PARENTS,
        Code::ParentNotFound => &parent::NOT_FOUND,
        Code::ParentKind => &parent::KIND,
        Code::ParentNotOurs => &parent::NOT_OURS,
        Code::NoMatchingListener => &parent::NO_MATCHING_LISTENER,
        Code::NotAllowedByListeners => &parent::NOT_ALLOWED,
        Code::NoMatchingHostname => &parent::NO_MATCHING_HOSTNAME,
        Code::MeshMismatch => &parent::MESH_MISMATCH,
        Code::ServiceMeshMismatch => &parent::SERVICE_MESH_MISMATCH,
        Code::RouteTiedToListeners => &parent::TIED_TO_LISTENERS,
        Code::RouteNotServed => &parent::NOT_SERVED,
        Code::ParentTwice => &parent::TWICE,
        Code::ParentServiceNotFound => &parent::SERVICE_NOT_FOUND,
        Code::ParentServiceUnroutable => &parent::SERVICE_UNROUTABLE,
        Code::ParentServicePort => &parent::SERVICE_PORT,
        Code::MeshHostnamesIgnored => &parent::HOSTNAMES_IGNORED,
        Code::ParentsMerged => &parent::MERGED,
        Code::MeshUnknown => &gateway::MESH_UNKNOWN,
        Code::NoLongerOurs => &gateway::NO_LONGER_OURS,
        Code::ParentPortSkipped => &parent::PORT_SKIPPED,
        Code::ParentPortTcp => &parent::PORT_TCP,
        Code::MeshRuleFallsThrough => &parent::RULE_FALLS_THROUGH,

        Code::BackendNotFound => &backend::NOT_FOUND,
        Code::BackendPortNotFound => &backend::PORT_NOT_FOUND,
        Code::BackendPortMissing => &backend::PORT_MISSING,
        Code::BackendKind => &backend::KIND,
        Code::BackendNotPermitted => &backend::NOT_PERMITTED,
        Code::BackendProtocol => &backend::PROTOCOL,
        Code::BackendTcp => &backend::TCP,
        Code::BackendExternalName => &backend::EXTERNAL_NAME,
        Code::BackendTag => &backend::SERVICE_TAG,
        Code::BackendsWeightZero => &backend::WEIGHT_ZERO,
        Code::NoBackends => &backend::NONE,
        Code::BackendTwice => &backend::TWICE,
        Code::BackendFilters => &backend::FILTERS,
        Code::BackendFiltersMoved => &backend::FILTERS_MOVED,

        Code::FilterUnsupported => &filter::UNSUPPORTED,
        Code::FilterInvalid => &filter::INVALID,
        Code::FilterIncompatible => &filter::INCOMPATIBLE,
        Code::FilterHostname => &filter::HOSTNAME,
        Code::FilterEmpty => &filter::EMPTY,
        Code::HeaderTwice => &filter::HEADER_TWICE,
        Code::HeaderHost => &filter::HEADER_HOST,
        Code::HeaderHostRewritten => &filter::HEADER_HOST_REWRITTEN,
        Code::HeaderPercent => &filter::HEADER_PERCENT,
        Code::PathEscaped => &filter::PATH_ESCAPED,
        Code::PathEmpty => &filter::PATH_EMPTY,
        Code::MirrorOnRedirect => &filter::MIRROR_ON_REDIRECT,
        Code::MirrorSeveral => &filter::MIRROR_SEVERAL,
        Code::MirrorZero => &filter::MIRROR_ZERO,

        Code::MatchUnsupported => &match_and_rule::MATCH_UNSUPPORTED,
        Code::RegexInvalid => &match_and_rule::REGEX_INVALID,
        Code::HeaderMatchTwice => &match_and_rule::HEADER_MATCH_TWICE,
        Code::HeaderUnderscore => &match_and_rule::HEADER_UNDERSCORE,
        Code::RuleUnreachable => &match_and_rule::RULE_UNREACHABLE,
        Code::RuleAnswers500 => &match_and_rule::RULE_ANSWERS_500,
        Code::RuleFieldIgnored => &match_and_rule::RULE_FIELD_IGNORED,

        Code::OwnerLabelElsewhere => &names::OWNER_LABEL_ELSEWHERE,
        Code::RewriteTwice => &filter::REWRITE_TWICE,
        Code::RuleDropped => &match_and_rule::RULE_DROPPED,
        Code::QueryMatchTwice => &match_and_rule::QUERY_TWICE,
        Code::QueryRegexSeveral => &match_and_rule::QUERY_REGEX_SEVERAL,
        Code::MeshRuleUnfiltered => &match_and_rule::MESH_UNFILTERED,
        Code::MeshShareMoves => &match_and_rule::MESH_SHARE_MOVES,
        Code::MeshPrefixVerbatim => &match_and_rule::MESH_PREFIX_VERBATIM,
        Code::PathExplicit => &match_and_rule::PATH_EXPLICIT,
        Code::ListenerNotShadowing => &listener::NOT_SHADOWING,
        Code::DataPlaneOtherRule => &data_plane::OTHER_RULE,
        Code::DataPlaneUnserved => &data_plane::UNSERVED,
        Code::DataPlaneUnmatched => &data_plane::UNMATCHED,
        Code::DataPlaneQueryDropped => &data_plane::QUERY_DROPPED,
        Code::DataPlaneDiffers => &data_plane::DIFFERS,
        Code::DataPlaneUntried => &data_plane::UNTRIED,
        Code::NameTaken => &names::TAKEN,
        Code::NameCut => &names::CUT,

        Code::AssumedBackend => &assumed::BACKEND,
        Code::AssumedParent => &assumed::PARENT,
        Code::AssumedCertificate => &assumed::CERTIFICATE,
        Code::AssumedParameters => &assumed::PARAMETERS,
        Code::AssumedNamespace => &assumed::NAMESPACE,
        Code::AssumedGrant => &assumed::GRANT,
        Code::AssumedClass => &assumed::CLASS,
        Code::AssumedMesh => &assumed::MESH,
    };
    *found
}
