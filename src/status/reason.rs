//! The reason of a condition, by the code of the verdict.

use crate::diagnostic::Code;

/// The reason that Gateway API has for a verdict.
pub(super) fn reason(code: Code) -> &'static str {
    match code {
        Code::ClassParametersKind
        | Code::ClassParametersNamespace
        | Code::ClassParametersNotFound
        | Code::ClassParametersInvalid
        | Code::ClassInvalid
        | Code::InfrastructureParameters => "InvalidParameters",
        Code::NoValidListener | Code::SomeListenersInvalid => "ListenersNotValid",
        Code::AddressUnsupported => "UnsupportedAddress",
        Code::AddressPending => "AddressNotAssigned",
        Code::AddressNotUsable => "AddressNotUsable",
        Code::ListenerProtocol | Code::ListenerCrossMesh | Code::BackendProtocol => {
            "UnsupportedProtocol"
        }
        Code::ListenerHostnameConflict => "HostnameConflict",
        Code::ListenerProtocolConflict => "ProtocolConflict",
        Code::ListenerKinds => "InvalidRouteKinds",
        Code::CertificateMissing
        | Code::CertificateRefKind
        | Code::CertificateNotFound
        | Code::CertificateNotReadable
        | Code::CertificateType
        | Code::CertificateInvalid => "InvalidCertificateRef",
        Code::CertificateRefNotPermitted | Code::BackendNotPermitted => "RefNotPermitted",
        Code::NoMatchingListener
        | Code::MeshMismatch
        | Code::ParentServiceNotFound
        | Code::ParentServiceUnroutable
        | Code::ParentServicePort => "NoMatchingParent",
        Code::NotAllowedByListeners => "NotAllowedByListeners",
        Code::NoMatchingHostname => "NoMatchingListenerHostname",
        Code::BackendNotFound | Code::BackendPortNotFound | Code::BackendTag => "BackendNotFound",
        Code::BackendKind | Code::BackendPortMissing | Code::TargetTooOld => "InvalidKind",
        Code::FilterIncompatible => "IncompatibleFilters",
        Code::CertificateTooMany
        | Code::TlsPassthrough
        | Code::ListenerInvalid
        | Code::TlsOnHttp
        | Code::ClientValidation
        | Code::FilterUnsupported
        | Code::FilterInvalid
        | Code::FilterHostname
        | Code::HeaderHost
        | Code::BackendFilters
        | Code::MatchUnsupported
        | Code::RegexInvalid => "UnsupportedValue",
        Code::CrdsVersion => "UnsupportedVersion",
        _ => "Invalid",
    }
}
