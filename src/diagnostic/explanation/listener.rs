//! Listeners.

use super::Explanation;

pub(super) const PROTOCOL: Explanation = Explanation {
    paragraph: "From Gateway API, Kuma serves HTTP and HTTPS. A TCP, TLS or UDP listener is \
        Accepted=False/UnsupportedProtocol and left out, while the other listeners of the Gateway \
        are served. For TCP write a MeshGateway and a MeshTCPRoute yourself.",
    example: r"kind: Gateway
metadata: {name: edge}
spec:
  gatewayClassName: kuma
  listeners:
  - {name: db, port: 5432, protocol: TCP}
",
};

pub(super) const CROSS_MESH: Explanation = Explanation {
    paragraph: "The class's MeshGatewayConfig says `crossMesh: true`: such a gateway is reached from other \
        meshes only. Kuma encrypts that traffic itself and refuses HTTPS and certificates on these \
        listeners, so this one is left out. For clients from outside use a class without \
        `crossMesh`.",
    example: r"apiVersion: kuma.io/v1alpha1
kind: MeshGatewayConfig
metadata: {name: cross}
spec: {crossMesh: true}
---
kind: Gateway
spec:
  listeners:
  - {name: web, port: 443, protocol: HTTPS}
",
};

pub(super) const HOSTNAME_CONFLICT: Explanation = Explanation {
    paragraph: "A request belongs to the listener of its port whose hostname fits best; between equal ones \
        nothing decides. Gateway API knows no winner: all of them are Conflicted, not accepted and \
        not served. A listener without hostname stands for all, so two of those on one port \
        conflict too.",
    example: r"kind: Gateway
spec:
  gatewayClassName: kuma
  listeners:
  - {name: a, port: 80, protocol: HTTP}
  - {name: b, port: 80, protocol: HTTP}
",
};

pub(super) const PROTOCOL_CONFLICT: Explanation = Explanation {
    paragraph: "One port cannot speak HTTP and HTTPS. Gateway API picks no winner, so every listener of the \
        port is Conflicted and none is served; other ports are. The usual pair is 80 for HTTP and \
        443 for HTTPS.",
    example: r"kind: Gateway
spec:
  gatewayClassName: kuma
  listeners:
  - {name: a, port: 443, protocol: HTTP}
  - {name: b, port: 443, protocol: HTTPS}
",
};

pub(super) const KINDS: Explanation = Explanation {
    paragraph: "Kuma attaches only HTTPRoutes to Gateways. Every other kind in the list is reported as \
        ResolvedRefs=False/InvalidRouteKinds; if HTTPRoute is listed too, the listener serves those \
        routes all the same. If it is not, no route can attach.",
    example: r"kind: Gateway
spec:
  listeners:
  - name: web
    port: 80
    protocol: HTTP
    allowedRoutes: {kinds: [{kind: GRPCRoute}]}
",
};

pub(super) const SELECTOR: Explanation = Explanation {
    paragraph: "Which namespaces may attach routes is asked of the selector, and this one cannot be \
        evaluated. To be safe it selects nothing: routes are NotAllowedByListeners there. Operators \
        are spelled exactly In, NotIn (with values), Exists and DoesNotExist (without).",
    example: r"kind: Gateway
spec:
  listeners:
  - name: web
    allowedRoutes:
      namespaces:
        from: Selector
        selector:
          matchExpressions:
          - {key: team, operator: Equals, values: [a]}
",
};

pub(super) const CERTIFICATE_MISSING: Explanation = Explanation {
    paragraph: "To terminate TLS the proxy needs a certificate, and Kuma refuses a MeshGateway with a \
        listener that has none. So this listener is left out and the others are served. Add a \
        Secret, or use HTTP.",
    example: r"kind: Gateway
spec:
  listeners:
  - name: https
    port: 443
    protocol: HTTPS
    tls: {mode: Terminate} # certificateRefs
",
};

pub(super) const CERTIFICATE_REF_KIND: Explanation = Explanation {
    paragraph: "Kuma reads certificates from core Secrets only: `group: \"\"` and `kind: Secret`, which are \
        the defaults. A ConfigMap or a cert-manager Certificate is \
        ResolvedRefs=False/InvalidCertificateRef and the listener is not served. With cert-manager, \
        refer to the Secret, not to the Certificate.",
    example: r"kind: Gateway
spec:
  listeners:
  - name: https
    port: 443
    protocol: HTTPS
    tls:
      certificateRefs:
      - {group: cert-manager.io, kind: Certificate, name: shop}
",
};

pub(super) const CERTIFICATE_REF_NOT_PERMITTED: Explanation = Explanation {
    paragraph: "A key may be used from another namespace only if its owner agrees, with a ReferenceGrant \
        beside the Secret. Without it the listener is ResolvedRefs=False/RefNotPermitted and not \
        served, whether the Secret exists or not. In the grant, `from` names the Gateway's \
        namespace.",
    example: r"apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: edge, namespace: certs}
spec:
  from:
  - group: gateway.networking.k8s.io
    kind: Gateway
    namespace: demo
  to: [{group: '', kind: Secret}]
",
};

pub(super) const CERTIFICATE_NOT_FOUND: Explanation = Explanation {
    paragraph: "No TLS handshake works without a certificate, so the listener is \
        ResolvedRefs=False/InvalidCertificateRef and not served. The Secret is looked for in the \
        Gateway's namespace unless the reference names another. Kuma itself reads Secrets outside \
        its system namespace only if `controlPlane.supportGatewaySecretsInAllNamespaces` is on.",
    example: r"kind: Gateway
metadata: {name: edge, namespace: demo}
spec:
  listeners:
  - name: https
    port: 443
    protocol: HTTPS
    tls: {certificateRefs: [{name: gone}]}
",
};

pub(super) const CERTIFICATE_NOT_READABLE: Explanation = Explanation {
    paragraph: "A control plane need not read the Secrets of all namespaces, and whether this one exists cannot \
        be told then. The listener is ResolvedRefs=False/InvalidCertificateRef and not served. For \
        kuma-gapi-controller name the namespace with `--secret-namespaces` and give it a Role there; for a Kuma \
        that loads this module turn on `controlPlane.supportGatewaySecretsInAllNamespaces`. Or keep the Secret in \
        Kuma's system namespace, with a ReferenceGrant there.",
    example: r"kind: Gateway
metadata: {name: edge, namespace: demo}
spec:
  listeners:
  - name: https
    port: 443
    protocol: HTTPS
    tls: {certificateRefs: [{name: shop-cert}]} # options: {secretNamespaces: [kuma-system]}
",
};

pub(super) const CERTIFICATE_TYPE: Explanation = Explanation {
    paragraph: "Kuma takes only Secrets of type `kubernetes.io/tls`, whose keys are `tls.crt` and \
        `tls.key`. An `Opaque` one is refused, and the listener is not served. Make it anew with \
        `kubectl create secret tls`.",
    example: r"kind: Secret
metadata: {name: shop-cert}
type: Opaque # kubernetes.io/tls
stringData:
  tls.crt: '...'
  tls.key: '...'
",
};

pub(super) const CERTIFICATE_INVALID: Explanation = Explanation {
    paragraph: "The proxy needs PEM text: a certificate (chain) in `tls.crt` and its own private key, RSA \
        or ECDSA, in `tls.key`. Here one is missing, swapped, garbled, or they do not belong \
        together, and TLS would fail for every client. So the listener is not served.",
    example: r"kind: Secret
metadata: {name: shop-cert}
type: kubernetes.io/tls
stringData:
  tls.crt: '<the private key>' # swapped
  tls.key: '<the certificate>'
",
};

pub(super) const CERTIFICATE_REPAIRED: Explanation = Explanation {
    paragraph: "Kuma joins key and certificate without looking at the join, so a key file without a final \
        newline becomes unreadable, and it knows no `EC PARAMETERS` block, which openssl writes by \
        default. Both pairs are usable, so the copy is written without the fault and the listener is \
        served.",
    example: r"kind: Secret
type: kubernetes.io/tls
metadata:
  name: shop-tls
data:
  tls.crt: (base64)
  tls.key: (base64 of a key without final newline)",
};

pub(super) const NAMESPACE_LABELS_UNKNOWN: Explanation = Explanation {
    paragraph: "A listener with `from: Selector` looks at the labels of the route's Namespace. That Namespace \
        is not in the input, so only the label that every namespace has was seen: its own name. If it \
        has other labels in the cluster, the verdict may be another there. Add the Namespace to the \
        input.",
    example: r"kind: Gateway
spec:
  listeners:
  - name: web
    allowedRoutes:
      namespaces:
        from: Selector
        selector:
          matchLabels: {team: web}",
};

pub(super) const INVALID: Explanation = Explanation {
    paragraph: "Kuma refuses a whole MeshGateway for one port outside 1 to 65535 or one hostname that is \
        not a DNS name. An API server refuses such a listener first, so this is seen in files only. \
        The listener is left out and says so; the others are served.",
    example: r"kind: Gateway
spec:
  listeners:
  - name: web
    port: 80800
    protocol: HTTP",
};

pub(super) const CERTIFICATE_TOO_MANY: Explanation = Explanation {
    paragraph: "Gateway API allows 64 certificates on a listener; Kuma refuses more than two, meant as one \
        RSA and one ECDSA for the same names. Leaving some out would break TLS for some hosts, so \
        the listener is not served; others are. Use a listener per hostname, or one certificate \
        with all names.",
    example: r"kind: Gateway
spec:
  listeners:
  - name: https
    port: 443
    protocol: HTTPS
    tls:
      certificateRefs: [{name: a}, {name: b}, {name: c}]
",
};

pub(super) const CERTIFICATE_HOSTNAME: Explanation = Explanation {
    paragraph: "Kuma does not compare a certificate's names with the hostname, so the listener is served. \
        But clients do, and will refuse the connection with a name mismatch. Use a certificate for \
        that name, or correct the hostname.",
    example: r"kind: Gateway
spec:
  listeners:
  - name: https
    hostname: shop.example.com
    port: 443
    protocol: HTTPS
    tls: # a certificate for www.example.com
      certificateRefs: [{name: www-cert}]
",
};

pub(super) const TLS_PASSTHROUGH: Explanation = Explanation {
    paragraph: "With `Passthrough` the gateway would forward encrypted bytes, and could match no path or \
        header. Kuma has no such mode for HTTPS listeners, so this one is not served. Terminate TLS \
        at the gateway; Kuma's mTLS can encrypt the way behind it.",
    example: r"kind: Gateway
spec:
  listeners:
  - name: https
    port: 443
    protocol: HTTPS
    tls:
      mode: Passthrough # Terminate
",
};

pub(super) const TLS_ON_HTTP: Explanation = Explanation {
    paragraph: "An HTTP listener speaks plain text, so a certificate on it is a contradiction, and Gateway \
        API's own rules refuse it. Which of the two was meant cannot be guessed. So the listener is \
        left out. Others are served.",
    example: r"kind: Gateway
spec:
  listeners:
  - name: web
    port: 8443
    protocol: HTTP # HTTPS?
    tls:
      certificateRefs: [{name: shop-cert}]
",
};

pub(super) const CLIENT_VALIDATION: Explanation = Explanation {
    paragraph: "Clients are to show a certificate, and Kuma's gateways cannot check one. Without the check \
        a listener would be open to anybody, so the HTTPS listeners concerned are refused. Check \
        clients elsewhere, or exempt a port with `perPort`.",
    example: r"kind: Gateway
spec:
  tls:
    frontend:
      default:
        validation:
          caCertificateRefs:
          - {group: '', kind: ConfigMap, name: client-ca}
",
};

pub(super) const TLS_OPTIONS_IGNORED: Explanation = Explanation {
    paragraph: "The keys in `tls.options` are defined by each implementation, and Kuma defines none. The \
        listener is served with Kuma's own TLS settings, so a minimum version or a cipher list \
        written here is not enforced. Remove the options so that nobody counts on them.",
    example: r"kind: Gateway
spec:
  listeners:
  - name: https
    tls:
      certificateRefs: [{name: shop-cert}]
      options:
        example.com/min-version: '1.3'
",
};

pub(super) const OVERLAPPING_TLS: Explanation = Explanation {
    paragraph: "A browser may reuse one connection for all hosts that its certificate covers. Kuma chooses \
        the listener by the host of the TLS handshake, so a request for another listener's host on \
        that connection gets 404. The listeners get the condition OverlappingTLSConfig. \
        Certificates that share no name avoid it.",
    example: r"kind: Gateway
spec:
  listeners:
  - name: any
    hostname: '*.example.com'
    port: 443
  - name: shop
    hostname: shop.example.com
    port: 443
",
};

pub(super) const HOSTNAME: Explanation = Explanation {
    paragraph: "Gateway API's and Kuma's patterns limit a hostname as a whole, but not its labels. DNS \
        allows 63 characters between two dots. The listener is configured, but no client can look \
        up such a name.",
    example: r"kind: Gateway
spec:
  listeners:
  - name: web
    port: 80
    protocol: HTTP
    hostname: longer-than-63-characters-longer-than-63-characters-longer-than-63.com
",
};

pub(super) const PORT_WITHOUT_RULES: Explanation = Explanation {
    paragraph: "One port has routes, this one none. In tests of Kuma 2.14 (linked with the upstream \
        go-control-plane, not Kuma's fork) such a gateway got no configuration at all: a new proxy \
        refused connections on every port, a running one kept its old state. It is typical of HTTP \
        beside HTTPS, when routes name only `sectionName: https`. Any route on this port helps, for \
        instance a redirect.",
    example: r"kind: HTTPRoute
metadata: {name: to-https}
spec:
  parentRefs: [{name: edge, sectionName: http}]
  rules:
  - filters:
    - type: RequestRedirect
      requestRedirect: {scheme: https}
",
};

pub(super) const NOT_SHADOWING: Explanation = Explanation {
    paragraph: "Gateway API gives a request to the listener whose hostname fits best, and answers 404 if no \
        route is attached there. The gateways of Kuma 2.14 look only at listeners with rules, so such \
        requests go to the routes of a wider listener of the port, also to those that the narrower one \
        does not allow.",
    example: r"kind: Gateway
spec:
  listeners:
  - {name: open, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}
  - {name: private, port: 80, protocol: HTTP, hostname: private.example.com}",
};
