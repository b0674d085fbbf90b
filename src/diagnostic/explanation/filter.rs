//! Filters.

use super::Explanation;

pub(super) const UNSUPPORTED: Explanation = Explanation {
    paragraph: "Kuma has header modifiers, redirect, rewrite and mirror. A filter often guards something: a \
        skipped ExtensionRef may be a skipped login. So the rule answers 500; if every rule does, \
        the route is Accepted=False/UnsupportedValue. Look for a Kuma policy that does it.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - filters:
    - type: ExtensionRef
      extensionRef: {group: example.com, kind: Auth, name: login}
    backendRefs: [{name: shop, port: 80}]
",
};

pub(super) const INVALID: Explanation = Explanation {
    paragraph: "The filter is incomplete, or Kuma cannot carry a value in it. Without it the backend or \
        client would see something else, so the rule answers 500. Each `type` needs the member of \
        its name, and each path modifier its value.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - filters:
    - type: URLRewrite
      urlRewrite:
        path: {type: ReplaceFullPath} # replaceFullPath
",
};

pub(super) const INCOMPATIBLE: Explanation = Explanation {
    paragraph: "A redirect sends the client away, a rewrite forwards its request: a rule cannot do both. \
        Given both, Kuma fails to configure the gateway at all, so the rule answers 500. A redirect \
        can change the path by itself.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - filters:
    - type: RequestRedirect
      requestRedirect: {scheme: https}
    - type: URLRewrite
      urlRewrite: {hostname: shop.example.com}
",
};

pub(super) const HOSTNAME: Explanation = Explanation {
    paragraph: "Gateway API's pattern lets an IP address through as a hostname, but Kuma refuses it in \
        redirects and rewrites, and with it the whole route. To save the other rules, only this one \
        answers 500. Use a name that resolves to the address.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - filters:
    - type: RequestRedirect
      requestRedirect:
        hostname: 192.0.2.1 # a DNS name
",
};

pub(super) const EMPTY: Explanation = Explanation {
    paragraph: "Gateway API allows a filter that changes nothing, for instance a header modifier without \
        set, add and remove. Kuma refuses it, and the whole route with it, so it was left out. The \
        rule works as written; check if something was forgotten.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - filters:
    - type: RequestHeaderModifier
      requestHeaderModifier: {}
",
};

pub(super) const HEADER_TWICE: Explanation = Explanation {
    paragraph: "Header names ignore case, and a modifier should change each header once. Kuma refuses one \
        that names a header twice, so the entries were combined; within a list the first counts. \
        Check the generated MeshHTTPRoute.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - filters:
    - type: RequestHeaderModifier
      requestHeaderModifier:
        set: [{name: X-Env, value: a}]
        add: [{name: x-env, value: b}]
",
};

pub(super) const HEADER_HOST: Explanation = Explanation {
    paragraph: "Every request has exactly one Host, so it can be changed, but not added or removed. Envoy \
        would reject it and leave the whole port without routes. So this rule alone answers 500. To \
        change the host, set it or use URLRewrite.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - filters:
    - type: RequestHeaderModifier
      requestHeaderModifier:
        add: [{name: host, value: shop.example.com}]
",
};

pub(super) const HEADER_HOST_REWRITTEN: Explanation = Explanation {
    paragraph: "Setting `host` as a header works on gateways but makes sidecars refuse the configuration. A \
        URLRewrite with `hostname` means the same, so that is what was written. The backend sees \
        the host that you asked for.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - filters:
    - type: RequestHeaderModifier
      requestHeaderModifier:
        set: [{name: host, value: shop.example.com}]
",
};

pub(super) const HEADER_PERCENT: Explanation = Explanation {
    paragraph: "Envoy reads `%` in header values as the start of a command such as `%START_TIME%`; a lone \
        one makes it reject all routes of the port. Gateway API means plain text, so each was \
        written as `%%`. Envoy turns that back into one.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - filters:
    - type: ResponseHeaderModifier
      responseHeaderModifier:
        set: [{name: x-discount, value: 50%}] # 50%%
",
};

pub(super) const PATH_ESCAPED: Explanation = Explanation {
    paragraph: "Kuma replaces a full path by a regular expression, where `\\1` refers to a group. Taken so, \
        a rewrite would not happen, and a redirect would lead to the same URL for ever. The \
        backslash was doubled; the path becomes exactly what you wrote.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - filters:
    - type: URLRewrite
      urlRewrite:
        path: {type: ReplaceFullPath, replaceFullPath: '/a\1'}
",
};

pub(super) const PATH_EMPTY: Explanation = Explanation {
    paragraph: "An empty path can only mean `/`. Kuma's proxies would take it as no change: the rewrite \
        would not happen, and a redirect could lead back to itself again and again. So `/` was \
        written.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - filters:
    - type: RequestRedirect
      requestRedirect:
        path: {type: ReplaceFullPath, replaceFullPath: ''} # /
",
};

pub(super) const MIRROR_ON_REDIRECT: Explanation = Explanation {
    paragraph: "The proxy answers a redirect itself and forwards nothing that could be copied. Kuma fails \
        to configure a gateway that is given both, so the mirror was left out; the redirect works. \
        If the client comes back to this gateway, mirror in the rule that serves it then.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - filters:
    - type: RequestRedirect
      requestRedirect: {scheme: https}
    - type: RequestMirror
      requestMirror: {backendRef: {name: audit, port: 80}}
",
};

pub(super) const MIRROR_SEVERAL: Explanation = Explanation {
    paragraph: "Kuma's gateways keep one mirror per rule, and of several only the last one receives copies. \
        Sidecars send all of them. The requests themselves are served as usual.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - filters:
    - type: RequestMirror # no effect
      requestMirror: {backendRef: {name: audit, port: 80}}
    - type: RequestMirror
      requestMirror: {backendRef: {name: test, port: 80}}
    backendRefs: [{name: shop, port: 80}]
",
};

pub(super) const MIRROR_ZERO: Explanation = Explanation {
    paragraph: "A mirror of 0 percent copies no request, so it was left out. No value at all would mean \
        100. The requests are served as usual.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - filters:
    - type: RequestMirror
      requestMirror:
        percent: 0
        backendRef: {name: audit, port: 80}
    backendRefs: [{name: shop, port: 80}]
",
};

pub(super) const REWRITE_TWICE: Explanation = Explanation {
    paragraph: "A rule, or the rule and its only backend, has several URLRewrite filters. Kuma's gateways take \
        only the last one, so they were combined: where two change the same thing, the later one counts.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - filters:
    - {type: URLRewrite, urlRewrite: {path: {type: ReplaceFullPath, replaceFullPath: /new}}}
    backendRefs:
    - name: shop
      port: 80
      filters: [{type: URLRewrite, urlRewrite: {hostname: shop.internal}}]",
};

pub(super) const REQUEST_HEADER_ON_REDIRECT: Explanation = Explanation {
    paragraph: "The rule answers with a redirect, so its request goes nowhere. Kuma 2.6 refuses a whole route \
        in which a redirect stands beside another filter; this one changes nothing and is left out.",
    example: r"# --target kuma-2.6
rules:
- filters:
  - type: RequestHeaderModifier
    requestHeaderModifier: {remove: [x-debug]} # no request goes on
  - type: RequestRedirect
    requestRedirect: {scheme: https}
",
};
