//! The codes: stable names, severities, and what to do in one sentence.

use serde::Serialize;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something that was asked for will not happen.
    Error,
    /// It will happen otherwise than one might think.
    Warning,
    /// Worth knowing.
    Info,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident $name:literal $severity:ident $help:literal;)+) => {
        /// The code of a finding. Codes are only ever added; their names never change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)+];

            /// The stable name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)+ }
            }

            /// How bad it is.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)+ }
            }

            /// What it means, in one sentence.
            #[must_use]
            pub fn summary(self) -> &'static str {
                match self { $(Code::$variant => concat!($($doc,)+).trim_ascii(),)+ }
            }

            /// What to do about it, in one sentence, where the finding does not say it better.
            #[must_use]
            pub fn help(self) -> &'static str {
                match self { $(Code::$variant => $help,)+ }
            }
        }
    };
}

codes! {
    // The snapshot and its objects.
    /// An entry of the snapshot is not a Kubernetes object.
    NotAnObject "not-an-object" Error "each entry must be an object with `apiVersion`, `kind` and `metadata.name`";
    /// An object is nested too deeply to be read.
    NotReadable "not-readable" Error "simplify the object: no field of Gateway API or Kuma is nested that deeply";
    /// Several objects have the same kind, namespace and name, so none of them counts.
    DuplicateObject "duplicate-object" Error "keep one of them, or give the others other names";
    /// A field holds a value of the wrong type, so the object takes no part.
    WrongType "wrong-type" Error "write the value with the type that the field has; an API server would refuse the object";
    /// A required field is missing, so the object takes no part.
    MissingField "missing-field" Error "add the field; an API server would refuse the object";
    /// A value is not one of those that its field allows.
    SchemaEnum "schema-enum" Error "use one of the values that the message names";
    /// A value does not have the form that its field asks for.
    SchemaPattern "schema-pattern" Error "write the value so that it matches the pattern in the message";
    /// A text is too long or too short.
    SchemaLength "schema-length" Error "shorten the text, or fill it in";
    /// A number is too large or too small.
    SchemaRange "schema-range" Error "use a number within the bounds that the message names";
    /// A list or a map has too many or too few entries.
    SchemaItems "schema-items" Error "remove entries, or split the object; add entries where some are missing";
    /// An entry is in a list twice that tells its entries apart.
    SchemaDuplicate "schema-duplicate" Error "remove one of the two, or give it another name";
    /// A value fits none, or more than one, of the forms that it may have.
    SchemaAlternatives "schema-alternatives" Error "write the value in one of the forms that the field has";
    /// The name, a label or an annotation is not one that Kubernetes allows.
    MetadataInvalid "metadata-invalid" Error "use a name, a key or a value of the form in the message";
    /// The object breaks a validation rule of its CRD.
    RuleBroken "rule-broken" Error "change the object as the rule's message says";
    /// An API server takes the object, and warns of something in it.
    ServerWarning "server-warning" Warning "follow the advice in the message; the object is taken all the same";
    /// The object breaks a validation rule of its CRD as it did before, which an API server tolerates.
    RuleStillBroken "rule-still-broken" Warning "change the object as the rule's message says, before a change of that place is refused";
    /// The rules of the CRD were not checked, as the object does not fit its schema.
    RulesNotChecked "rules-not-checked" Info "correct the other faults of the object; then its rules are checked";
    /// A field is not known in this version of the API and is left out, as an API server would.
    UnknownField "unknown-field" Warning "check its spelling and place, or use CRDs that have it (`crds: experimental`)";
    /// A key is written twice in one object; the last one counts.
    DuplicateField "duplicate-field" Warning "remove one of the two";
    /// Objects of a kind that Kuma's Gateway API support does not read.
    KindNotRead "kind-not-read" Info "nothing to do, unless you expected Kuma to act on them";
    /// Objects of a kind of Gateway API that Kuma does not read.
    KindNotSupported "kind-not-supported" Warning "use HTTPRoute, GatewayClass, Gateway and ReferenceGrant, which are what Kuma reads";
    /// A kind of Gateway API or Kuma that the CRDs do not have in this version.
    KindNotServed "kind-not-served" Warning "use a version that the CRDs serve, or those that have it (`crds: experimental`)";
    /// The cluster lacks kinds of Gateway API that Kuma needs, so Kuma's Gateway API support is off.
    CrdsMissing "crds-missing" Error "install the CRDs of Gateway API's standard channel";
    /// A global control plane does not translate Gateway API.
    GlobalControlPlane "global-control-plane" Warning "apply Gateway API resources in the zones, where the gateways run";

    /// The target is too old for what the object asks for; the message names the first version that can.
    TargetTooOld "target-too-old" Error "upgrade Kuma to the version that the message names, or do without";
    /// The target serves no Gateways any more, so nothing is made.
    GatewayRemoved "gateway-removed" Error "before the upgrade run a gateway of your own in front of the mesh (a Deployment and a Service, with the ports that it listens on in `traffic.kuma.io/exclude-inbound-ports`), attach the routes to it and move the traffic over; keep routes between services on their Services";
    /// An object that Kuma makes is among those that it is made from.
    KumaObjectGiven "kuma-object-given" Info "give the Gateways and routes that it was made from; hand over what the cluster holds as `observed`, for a plan; what was written by hand stays as it is";
    /// The Kuma objects that exist were made by several versions of Kuma.
    MixedTargets "mixed-targets" Warning "if an upgrade is under way, let it finish; otherwise hand over the objects of one cluster only";
    /// The mesh is chosen in a place that the target does not read.
    MeshNotRead "mesh-not-read" Warning "choose the mesh in the place that the target reads";

    // GatewayClass.
    /// The parametersRef of a GatewayClass is not a MeshGatewayConfig.
    ClassParametersKind "class-parameters-kind" Error "refer to a `MeshGatewayConfig` of the group `kuma.io`";
    /// The parametersRef of a GatewayClass names a namespace, but MeshGatewayConfig has none.
    ClassParametersNamespace "class-parameters-namespace" Error "remove `namespace` from the parametersRef";
    /// The MeshGatewayConfig that a GatewayClass refers to does not exist.
    ClassParametersNotFound "class-parameters-not-found" Error "create the MeshGatewayConfig, or correct the name";
    /// The MeshGatewayConfig of a GatewayClass holds a value that Kuma refuses on a MeshGatewayInstance.
    ClassParametersInvalid "class-parameters-invalid" Error "correct the value in the MeshGatewayConfig";
    /// An installed CRD of Gateway API has a version that this module does not know.
    CrdsVersion "crds-version" Warning "use the CRDs of a v1 release of Gateway API";

    // Gateway.
    /// The GatewayClass of a Gateway does not exist, so nobody serves the Gateway.
    ClassNotFound "class-not-found" Warning "create the GatewayClass, or correct `gatewayClassName`";
    /// The GatewayClass of a Gateway has invalid parameters, so the Gateway is not served.
    ClassInvalid "class-invalid" Error "correct the parameters of the GatewayClass";
    /// None of the listeners of a Gateway can be served.
    NoValidListener "no-valid-listener" Error "correct at least one listener";
    /// Some listeners of a Gateway cannot be served; the others are.
    SomeListenersInvalid "some-listeners-invalid" Info "correct the listeners that are named";
    /// The Gateway has no address yet.
    AddressPending "address-pending" Info "wait for the load balancer of the MeshGatewayInstance, or choose another `serviceType` in a MeshGatewayConfig";
    /// The Gateway asks for an address of a type that cannot be given.
    AddressUnsupported "address-unsupported" Error "ask for an address of type `IPAddress`, or remove `spec.addresses`";
    /// The Gateway has not got an address that it asks for.
    AddressNotUsable "address-not-usable" Error "ask for an address that the load balancer can give, or remove `spec.addresses`";
    /// Kuma has no parameters of a single Gateway.
    InfrastructureParameters "infrastructure-parameters" Error "move the parameters to a MeshGatewayConfig that the GatewayClass refers to";
    /// A field of the Gateway has no counterpart in Kuma and is ignored.
    GatewayFieldIgnored "gateway-field-ignored" Warning "remove the field, or configure it with Kuma's own resources";
    /// The Gateway's name cannot be the name of a Service, so a name was derived for its MeshGatewayInstance.
    GatewayNameDerived "gateway-name-derived" Info "nothing to do; a name of at most 63 lower-case letters, digits and dashes that begins with a letter is used as it is";
    /// A MeshGatewayInstance of the Gateway's name exists that is not the Gateway's own, and is left alone.
    InstanceNotOurs "instance-not-ours" Error "remove or rename that MeshGatewayInstance, or rename the Gateway";
    /// A Service has the name that the Service of the gateway will get.
    ServiceNameTaken "service-name-taken" Warning "rename the Gateway: Kuma makes a Service of the Gateway's name for the gateway's pods";
    /// The mesh of an object does not exist.
    MeshNotFound "mesh-not-found" Error "create the Mesh, or correct the label `kuma.io/mesh`";
    /// The input holds no Mesh at all, so whether the object's mesh exists is not known.
    MeshUnknown "mesh-unknown" Warning "add the Meshes to the input to have it checked";
    /// The mesh is chosen by an annotation, which Kuma deprecates.
    MeshAnnotation "mesh-annotation" Info "use the label `kuma.io/mesh` instead";
    /// A port of a NodePort gateway is outside the range that Kubernetes gives to node ports.
    NodePortRange "node-port-range" Warning "use listener ports from 30000 to 32767, or another `serviceType`";

    /// What was made for the Gateway is not kept, as its class is not Kuma's any more.
    NoLongerOurs "no-longer-ours" Info "nothing to do, unless the change of the class was a slip";

    // Listeners.
    /// The listener's protocol is not supported.
    ListenerProtocol "listener-protocol-unsupported" Error "use HTTP or HTTPS";
    /// The listener's port or hostname is not one that a gateway can have.
    ListenerInvalid "listener-invalid" Error "use a port from 1 to 65535 and a DNS name, perhaps with `*.` before it";
    /// A cross-mesh gateway serves HTTP only.
    ListenerCrossMesh "listener-cross-mesh-protocol" Error "use HTTP, as Kuma encrypts the traffic between meshes";
    /// Several listeners have the same port and hostname.
    ListenerHostnameConflict "listener-hostname-conflict" Error "give each listener of a port its own hostname";
    /// Listeners of one port have different protocols.
    ListenerProtocolConflict "listener-protocol-conflict" Error "give each protocol its own port";
    /// The listener asks for kinds of routes that it cannot take.
    ListenerKinds "listener-kinds-invalid" Error "list only `HTTPRoute`, or remove `allowedRoutes.kinds`";
    /// The namespace selector of a listener is invalid, so the listener allows no routes by it.
    ListenerSelector "listener-selector-invalid" Error "use the operators In, NotIn, Exists and DoesNotExist";
    /// A listener that terminates TLS has no certificate.
    CertificateMissing "certificate-missing" Error "add a certificateRef to a Secret of type `kubernetes.io/tls`";
    /// A certificateRef is not a Secret.
    CertificateRefKind "certificate-ref-kind" Error "refer to a Secret of the core group";
    /// A certificateRef to another namespace is not permitted there.
    CertificateRefNotPermitted "certificate-ref-not-permitted" Error "add a ReferenceGrant in the Secret's namespace, from kind Gateway to kind Secret";
    /// The Secret of a certificateRef does not exist.
    CertificateNotFound "certificate-not-found" Error "create the Secret, or correct the reference";
    /// The Secret of a certificateRef is in a namespace whose Secrets are not read.
    CertificateNotReadable "certificate-not-readable" Error "let the control plane read the Secrets of that namespace, or keep the Secret where it reads them";
    /// The Secret of a certificateRef has the wrong type.
    CertificateType "certificate-type" Error "use a Secret of type `kubernetes.io/tls`";
    /// The certificate and key of a Secret cannot be used together.
    CertificateInvalid "certificate-invalid" Error "make the Secret anew, for instance with `kubectl create secret tls`";
    /// A Secret was copied without a fault for which Kuma's own conversion would refuse it.
    CertificateRepaired "certificate-repaired" Info "nothing to do; end the key with a newline and leave out `EC PARAMETERS` to have it as Kuma takes it";
    /// Kuma serves at most two certificates on a listener.
    CertificateTooMany "certificate-too-many" Error "split the listener by hostname, with at most two certificates each";
    /// No certificate of the listener is for its hostname.
    CertificateHostname "certificate-hostname" Warning "use a certificate whose names cover the listener's hostname";
    /// The listener does not terminate TLS, which Kuma cannot pass through for HTTPS.
    TlsPassthrough "tls-passthrough-unsupported" Error "use `mode: Terminate`";
    /// An HTTP listener has a TLS configuration.
    TlsOnHttp "tls-on-http" Error "use the protocol HTTPS, or remove `tls`";
    /// The Gateway asks for client certificates, which Kuma cannot validate on a gateway.
    ClientValidation "client-validation-unsupported" Error "remove `spec.tls.frontend`, or keep the listener out of it with `perPort`";
    /// TLS options have no counterpart in Kuma and are ignored.
    TlsOptionsIgnored "tls-options-ignored" Warning "remove the options";
    /// HTTPS listeners of one port have overlapping hostnames or certificates.
    OverlappingTls "overlapping-tls" Info "nothing to do, unless clients reuse one connection for several hosts";
    /// The Namespace of a route is not in the input, so a selector saw only its name.
    NamespaceLabelsUnknown "namespace-labels-unknown" Info "add the Namespace to the input if it has labels that the selector asks for";
    /// The listener's hostname is not a DNS name.
    ListenerHostname "listener-hostname-not-dns" Warning "use a DNS name whose labels have at most 63 characters";
    /// No rule applies on a port of a gateway that has rules on another port, with which Kuma 2.14 may configure no port at all.
    PortWithoutRules "port-without-rules" Warning "attach a route to a listener of that port, or remove the listener";

    // Routes and their parents.
    /// The route has no parentRefs and takes no effect.
    RouteWithoutParents "route-without-parents" Warning "name a Gateway or a Service in `parentRefs`";
    /// The Gateway that the route names does not exist.
    ParentNotFound "parent-not-found" Error "create the Gateway, or correct the name and namespace of the parentRef";
    /// The route names a parent of a kind that Kuma does not read.
    ParentKind "parent-kind-not-read" Warning "name a Gateway (group `gateway.networking.k8s.io`) or a Service (group `\"\"`)";
    /// The Gateway that the route names belongs to another controller.
    ParentNotOurs "parent-not-ours" Info "nothing to do: the other controller answers for it";
    /// No listener of the Gateway matches the parentRef's sectionName and port.
    NoMatchingListener "no-matching-listener" Error "name a listener that the Gateway has";
    /// No listener that the parentRef names allows the route.
    NotAllowedByListeners "not-allowed-by-listeners" Error "allow the route's namespace in the listener's `allowedRoutes`";
    /// No hostname of the route matches a listener that allows it.
    NoMatchingHostname "no-matching-hostname" Error "use a hostname that the listener covers";
    /// The route and its parent are in different meshes.
    MeshMismatch "mesh-mismatch" Error "put the label `kuma.io/mesh` with the same mesh on both";
    /// The route and the Service that it is attached to seem to be in different meshes.
    ServiceMeshMismatch "service-mesh-mismatch" Warning "put the label `kuma.io/mesh` with the Service's mesh on the route";
    /// The listeners that a parentRef covers differ in what they allow, so the route is tied to those that allow it.
    RouteTiedToListeners "route-tied-to-listeners" Info "nothing to do; name one listener with `sectionName` to make it explicit";
    /// The route is attached, but the listeners that it is attached to serve nothing.
    RouteNotServed "route-not-served" Warning "correct the listeners; see the findings on the Gateway";
    /// Two parentRefs name the same parent.
    ParentTwice "parent-twice" Info "remove one of them";
    /// The Service that the route names as its parent does not exist.
    ParentServiceNotFound "parent-service-not-found" Error "create the Service, or correct the name and namespace of the parentRef";
    /// The Service cannot be a parent, as no traffic goes through it.
    ParentServiceUnroutable "parent-service-unroutable" Error "use a Service with a cluster IP";
    /// The Service has no TCP port that matches the parentRef.
    ParentServicePort "parent-service-port" Error "name a port that the Service has";
    /// Hostnames have no meaning for traffic between services and are ignored.
    MeshHostnamesIgnored "mesh-hostnames-ignored" Info "remove the hostnames, or match on the header `host`";
    /// Several parentRefs name one Service, so they share one generated object.
    ParentsMerged "parents-merged" Info "nothing to do: each of the ports gets the rules";
    /// A port of the Service is not TCP and takes no rules.
    ParentPortSkipped "parent-port-skipped" Info "nothing to do: rules are for TCP ports";
    /// A rule for HTTP has no effect on a port that Kuma treats as TCP.
    ParentPortTcp "parent-port-tcp" Warning "set `appProtocol: http` on the Service's port";
    /// In the mesh, requests for which this rule should answer 500 go on to other rules or to the Service.
    MeshRuleFallsThrough "mesh-rule-falls-through" Warning "give the rule a backend that exists, speaks HTTP and has a weight above 0";

    // Backends.
    /// The backend does not exist.
    BackendNotFound "backend-not-found" Error "create it, or correct the name and namespace";
    /// The Service has no such port.
    BackendPortNotFound "backend-port-not-found" Error "use a port of the Service (`spec.ports[].port`, not `targetPort`)";
    /// A reference to a Service has no port.
    BackendPortMissing "backend-port-missing" Error "add `port`";
    /// Kuma cannot send traffic to a backend of this kind.
    BackendKind "backend-kind-unsupported" Error "use a Service, MeshService, MeshExternalService, MeshMultiZoneService or ExternalService";
    /// A reference to a backend in another namespace is not permitted there.
    BackendNotPermitted "backend-not-permitted" Error "add a ReferenceGrant in the backend's namespace, from kind HTTPRoute";
    /// The backend's protocol is not one that the gateway can speak.
    BackendProtocol "backend-protocol-unsupported" Error "use a port that serves HTTP";
    /// Kuma treats the backend's port as TCP.
    BackendTcp "backend-port-tcp" Warning "if the port serves HTTP, set `appProtocol: http` on it";
    /// The backend is an ExternalName Service, which has no endpoints in the mesh.
    BackendExternalName "backend-external-name" Warning "describe the external host with a MeshExternalService";
    /// The `kuma.io/service` tag of the ExternalService cannot be the name of a backend.
    BackendTag "backend-service-tag-invalid" Error "use a tag of lower-case letters, digits, dots, dashes and underscores";
    /// All backends of the rule have weight 0, so it answers 500.
    BackendsWeightZero "backends-weight-zero" Warning "give one backend a weight";
    /// The rule has neither backends nor a redirect, so it answers 500.
    NoBackends "rule-without-backends" Warning "add backendRefs or a RequestRedirect filter";
    /// One backend is written several times; the weights were added up.
    BackendTwice "backend-twice" Info "write the backend once, with the sum of the weights";
    /// Filters on one of several backends cannot be expressed.
    BackendFilters "backend-filters-unsupported" Error "move the filters to the rule, or the backend to a rule of its own";
    /// The filters of the only backend were moved to the rule.
    BackendFiltersMoved "backend-filters-moved" Info "nothing to do: it means the same";

    // Filters.
    /// Kuma has no filter of this type, so the rule answers 500.
    FilterUnsupported "filter-unsupported" Error "remove the filter, or use Kuma's own policies for it";
    /// The filter lacks the part that its type asks for, or a value in it is not one that Kuma can carry.
    FilterInvalid "filter-invalid" Error "correct the filter";
    /// Filters of the rule exclude each other.
    FilterIncompatible "filters-incompatible" Error "use either RequestRedirect or URLRewrite";
    /// Kuma takes only DNS names here.
    FilterHostname "filter-hostname-invalid" Error "use a DNS name instead of an IP address";
    /// The filter changes nothing and was left out.
    FilterEmpty "filter-empty" Warning "remove the filter";
    /// A header is named several times in one filter; the changes were combined.
    HeaderTwice "header-twice" Warning "name each header once in set, add and remove";
    /// The header `host` cannot be added or removed.
    HeaderHost "header-host" Error "use `set`, or a URLRewrite filter with `hostname`";
    /// Setting the header `host` was written as a rewrite of the hostname.
    HeaderHostRewritten "header-host-rewritten" Info "nothing to do: it means the same";
    /// A percent sign in a header value was escaped, as Envoy would take it for a command.
    HeaderPercent "header-percent-escaped" Info "nothing to do: the header gets the value that you wrote";
    /// A backslash in a path was escaped, as Envoy would take it for a reference.
    PathEscaped "path-backslash-escaped" Info "nothing to do: the path gets the value that you wrote";
    /// An empty path was written as `/`.
    PathEmpty "path-empty" Info "write `/`";
    /// Several rewrites of one rule were combined.
    RewriteTwice "rewrite-twice" Info "write one URLRewrite filter";
    /// A redirected request is not mirrored.
    MirrorOnRedirect "mirror-on-redirect" Warning "remove the mirror, or mirror in the rule that answers";
    /// Of several mirrors on a rule of a gateway only the last takes effect.
    MirrorSeveral "mirror-several" Warning "use one RequestMirror filter per rule";
    /// A rule that redirects sends no request on whose headers could be changed.
    RequestHeaderOnRedirect "request-header-on-redirect" Info "remove the filter";
    /// A mirror of 0 percent was left out.
    MirrorZero "mirror-zero" Info "remove the filter";

    // Matches and rules.
    /// The match cannot be expressed and was left out.
    MatchUnsupported "match-unsupported" Error "use a type and value that Kuma has";
    /// The regular expression is not one that the proxy (RE2) can compile, so the match was left out.
    RegexInvalid "regex-invalid" Error "use RE2 syntax: no look-around and no back-references";
    /// A header is matched several times; only the first condition counts.
    HeaderMatchTwice "header-match-twice" Warning "match each header once";
    /// Gateways refuse requests with headers of this name, so the match never applies.
    HeaderUnderscore "header-underscore" Warning "use a header name without underscores";
    /// An earlier rule has the same matches, so this one never applies.
    RuleUnreachable "rule-unreachable" Warning "remove the rule, or change its matches";
    /// The rule cannot be served as written and answers 500.
    RuleAnswers500 "rule-answers-500" Error "see the findings on the rule";
    /// Kuma cannot carry the field from a route; the rule is served without it.
    RuleFieldIgnored "rule-field-ignored" Warning "configure it with Kuma's own policy";

    /// A rule none of whose matches can be expressed is left out, so its requests go to other rules.
    RuleDropped "rule-dropped" Error "correct at least one match of the rule";
    /// A query parameter is matched several times; only the first condition counts.
    QueryMatchTwice "query-match-twice" Warning "match each query parameter once";
    /// Gateways check only the last of several query parameters with regular expressions.
    QueryRegexSeveral "query-regex-several" Warning "use at most one regular expression for query parameters in a match";
    /// In the mesh, requests that this rule should filter or refuse go on unfiltered.
    MeshRuleUnfiltered "mesh-rule-unfiltered" Error "remove the filter from the route, and protect the Service with Kuma's own policies";
    /// In the mesh, sidecars give this backend's share to the others.
    MeshShareMoves "mesh-share-moves" Warning "correct or remove the backend";
    /// Sidecars put the replacement of a path prefix before the rest of the path as it stands.
    MeshPrefixVerbatim "mesh-prefix-verbatim" Info "end the replacement with a slash";
    /// The path that is a prefix itself is written as an Exact match as well, as Kuma has it wrong otherwise.
    PathExplicit "path-explicit" Info "nothing to do";
    /// Requests for the hostname of a listener without routes go to a wider listener of its port.
    ListenerNotShadowing "listener-not-shadowing" Warning "attach a route to the narrower listener, or give it a port of its own";

    // What the data plane does with requests.
    /// Kuma's data plane takes a request by another rule than Gateway API asks.
    DataPlaneOtherRule "data-plane-other-rule" Warning "tell the rules apart by what they match";
    /// Kuma's data plane does not answer requests that this route should take.
    DataPlaneUnserved "data-plane-unserved" Warning "see the other findings on the Gateway and its listeners";
    /// A request that no rule takes goes to the Service itself instead of getting 404.
    DataPlaneUnmatched "data-plane-unmatched" Info "add a rule that takes everything, if other requests are to be refused or sent elsewhere";
    /// Kuma's gateways drop the query of a redirect.
    DataPlaneQueryDropped "data-plane-query-dropped" Info "nothing in Kuma's resources keeps it; redirect in the backend where the query matters";
    /// Kuma's data plane does something else with a request of this rule than Gateway API asks.
    DataPlaneDiffers "data-plane-differs" Warning "do not rely on it";
    /// There are too many rules to try requests for all of them.
    DataPlaneUntried "data-plane-untried" Info "ask about single requests with `kuma-gapi request`";

    // Names.
    /// The name of a generated object is taken, so another one was made.
    NameTaken "name-taken" Warning "rename one of the two";
    /// The name of a generated object would be too long or invalid, so it was cut and hashed.
    NameCut "name-cut" Info "nothing to do";

    /// An object outside the system namespace carries the label of a generated one, and is left alone.
    OwnerLabelElsewhere "owner-label-elsewhere" Warning "remove the copied label, or the object";

    // What is not in the snapshot.
    /// The backend is not in the snapshot and is taken to exist.
    AssumedBackend "assumed-backend" Info "add it to the input to have it checked";
    /// The parent is not in the snapshot, so the route was not checked against it.
    AssumedParent "assumed-parent" Info "add it to the input to have it checked";
    /// The certificate is not in the snapshot and is taken to be usable.
    AssumedCertificate "assumed-certificate" Info "add the Secret to the input to have it checked";
    /// The parameters are not in the snapshot; Kuma's defaults stand in for them.
    AssumedParameters "assumed-parameters" Info "add the MeshGatewayConfig to the input";
    /// The namespace is not in the snapshot and is taken to match the listener's selector.
    AssumedNamespace "assumed-namespace" Info "add the Namespace to the input to have the selector checked";
    /// The ReferenceGrant may exist outside the snapshot.
    AssumedGrant "assumed-grant" Info "add the ReferenceGrant to the input to have it checked";
    /// The GatewayClass is not in the snapshot and is taken to be Kuma's.
    AssumedClass "assumed-class" Info "add the GatewayClass to the input to have it checked";
    /// The mesh is not in the snapshot and is taken to exist.
    AssumedMesh "assumed-mesh" Info "add the Mesh to the input to have it checked";
}
