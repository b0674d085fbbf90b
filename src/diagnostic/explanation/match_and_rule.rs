//! Matches and rules.

use super::Explanation;

pub(super) const MATCH_UNSUPPORTED: Explanation = Explanation {
    paragraph: "The matches of a rule are alternatives, so one that Kuma cannot express is left out alone \
        and the others work. Its requests go to whatever else matches; on a gateway, if nothing \
        does, they get 404. The status says PartiallyInvalid, or Accepted=False/UnsupportedValue if \
        nothing is left.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - matches:
    - path: {type: RegularExpression, value: ''} # empty
    - path: {type: PathPrefix, value: /api}
    backendRefs: [{name: shop, port: 80}]
",
};

pub(super) const REGEX_INVALID: Explanation = Explanation {
    paragraph: "Envoy compiles expressions with RE2, which knows no look-around and no back-references. A \
        bad one makes it reject all routes of the port, so the match was left out. The expression \
        must match the whole path, without the query.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - matches:
    - path:
        type: RegularExpression
        value: '/(?!admin).*' # look-ahead
    backendRefs: [{name: shop, port: 80}]
",
};

pub(super) const HEADER_MATCH_TWICE: Explanation = Explanation {
    paragraph: "Gateway API counts only the first condition on a header in one match; names that differ in \
        case are one header. Kuma's gateways would require all of them and could match nothing, so \
        only the first was written. The match may catch more than you expect. For `a or b` write \
        two matches.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - matches:
    - headers:
      - {name: X-Env, value: a}
      - {name: x-env, value: b} # ignored
    backendRefs: [{name: shop, port: 80}]
",
};

pub(super) const HEADER_UNDERSCORE: Explanation = Explanation {
    paragraph: "Kuma configures its gateways to answer 400 to every request that has a header with `_` in \
        its name, before any route is looked at. A match on such a header never applies there; \
        sidecars do accept them. Rename the header on the client's side, with dashes.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - matches:
    - headers:
      - {name: x_version, value: v2} # x-version
    backendRefs: [{name: shop, port: 80}]
",
};

pub(super) const RULE_UNREACHABLE: Explanation = Explanation {
    paragraph: "Of two rules with the same matches the earlier one takes every request. The later one looks \
        like it does something, but its backends and filters are never used. To split traffic, list \
        both backends in one rule.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - matches: [{path: {value: /api}}]
    backendRefs: [{name: v1, port: 80}]
  - matches: [{path: {value: /api}}] # never
    backendRefs: [{name: v2, port: 80}]
",
};

pub(super) const RULE_ANSWERS_500: Explanation = Explanation {
    paragraph: "Something in the rule has no counterpart in Kuma. Without the rule its requests would slip \
        to other rules; without that part they would be served otherwise than you wrote. So the \
        rule keeps its matches, and a gateway answers 500. The others are served and the route is \
        PartiallyInvalid; if every rule is so, it is Accepted=False/UnsupportedValue.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - matches: [{path: {value: /admin}}] # 500
    filters:
    - type: ExtensionRef
      extensionRef: {group: example.com, kind: Auth, name: login}
  - backendRefs: [{name: shop, port: 80}] # served
",
};

pub(super) const RULE_FIELD_IGNORED: Explanation = Explanation {
    paragraph: "A MeshHTTPRoute has no timeouts, retries or session persistence; Kuma has policies of their \
        own for some of them, MeshTimeout and MeshRetry. The rule is served without the field. \
        Write such a policy for the gateway or the service.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - timeouts: {request: 2s} # MeshTimeout
    backendRefs:
    - name: shop
      port: 80
",
};

pub(super) const RULE_DROPPED: Explanation = Explanation {
    paragraph: "A match that Kuma cannot express is left out. When none is left, there is nothing that the \
        rule could take, so the rule is left out too, and its requests go to whatever other rule fits. \
        The status says PartiallyInvalid, or that the route is not accepted if no rule is left.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - matches:
    - path: {type: RegularExpression, value: '/a(?=b)'}
    backendRefs:
    - {name: shop, port: 80}",
};

pub(super) const QUERY_TWICE: Explanation = Explanation {
    paragraph: "A match names one query parameter more than once. Kuma refuses a route with such a match, \
        so only the first condition is written. Put one condition for each parameter.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - matches:
    - queryParams:
      - {name: page, value: '1'}
      - {name: page, value: '2'}",
};

pub(super) const QUERY_REGEX_SEVERAL: Explanation = Explanation {
    paragraph: "Of several query parameters with regular expressions in one match, the gateways of Kuma 2.14 \
        enforce only the last one, so the match takes more requests than it says. Sidecars enforce all \
        of them. Use Exact for all but one.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - matches:
    - queryParams:
      - {type: RegularExpression, name: a, value: '[0-9]+'}
      - {type: RegularExpression, name: b, value: '[0-9]+'}",
};

pub(super) const MESH_UNFILTERED: Explanation = Explanation {
    paragraph: "The rule has something that Kuma cannot carry, often a filter that asks for authorization, so \
        it must not be served without it. A gateway answers 500 then. Sidecars up to Kuma 2.14 skip such a \
        rule instead, and its requests reach a later rule or the Service itself, unfiltered. Nothing \
        that can be written into a route prevents that; use Kuma's own policies, for instance \
        MeshTrafficPermission.",
    example: r"kind: HTTPRoute
spec:
  parentRefs: [{group: '', kind: Service, name: shop}]
  rules:
  - filters:
    - type: ExtensionRef
      extensionRef: {group: example.com, kind: Auth, name: jwt}
    backendRefs: [{name: shop, port: 80}]",
};

pub(super) const MESH_SHARE_MOVES: Explanation = Explanation {
    paragraph: "A backend that cannot be resolved, or that Kuma treats as TCP, keeps its share on a gateway, \
        where that share answers 500. Sidecars drop such a backend, and the others get its share. So a \
        canary that does not exist yet goes unnoticed.",
    example: r"kind: HTTPRoute
spec:
  parentRefs: [{group: '', kind: Service, name: shop}]
  rules:
  - backendRefs:
    - {name: shop-v1, port: 80, weight: 90}
    - {name: gone, port: 80, weight: 10}",
};

pub(super) const MESH_PREFIX_VERBATIM: Explanation = Explanation {
    paragraph: "Sidecars of Kuma replace `/v1/` by the replacement as it is written, so `/v1/users` \
        would become `/v2users` with the replacement `/v2`. `/v2/` is written instead: it becomes \
        `/v2/users`, and for `/v1` alone an Exact match with `/v2` is written beside it. Gateways have it \
        right either way.",
    example: r"kind: HTTPRoute
spec:
  parentRefs: [{group: '', kind: Service, name: shop}]
  rules:
  - matches: [{path: {value: /v1}}]
    filters:
    - type: URLRewrite
      urlRewrite: {path: {type: ReplacePrefixMatch, replacePrefixMatch: /v2}}
    backendRefs: [{name: shop, port: 80}]",
};

pub(super) const PATH_EXPLICIT: Explanation = Explanation {
    paragraph: "A prefix `/v1` takes the path `/v1` as well as all below it, and Kuma makes a route of its own for \
        that path. A gateway leaves it out where any Exact match has the same path, whatever else that \
        asks for, so that `/v1` would get 404; it also forgets the new host of a rule that rewrites the \
        prefix; and a sidecar that replaces `/v1` by `/v2` makes `/v2/` of it. Therefore an Exact match \
        for the path is written beside the prefix: in the same rule, or in one of its own that replaces \
        the whole path where the rule replaces the prefix.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - matches: [{path: {type: Exact, value: /v1}, headers: [{name: x-env, value: test}]}]
  - matches: [{path: {value: /v1}}] # and Exact /v1
",
};
