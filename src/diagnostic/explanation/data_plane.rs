//! Where Kuma's data plane does something else with requests than Gateway API asks.

use super::Explanation;

pub(super) const OTHER_RULE: Explanation = Explanation {
    paragraph: "Requests derived from the rules were run through what Gateway API asks and through a model of \
        Kuma's data plane, and the two chose different rules for the one in the message. On a \
        gateway the path decides before the hostname, so that a longer path of a route for `*.a.com` \
        beats a route for `x.a.com`; of rules that tie, the route with the larger generated name \
        wins, not the older one; and a listener without routes does not keep its hosts from a wider \
        listener. In the mesh a producer's more specific rule beats the consumer's.",
    example: r"kind: HTTPRoute
metadata: {name: everything}
spec:
  hostnames: ['*.a.com']
  rules:
  - matches: [{path: {value: /api}}] # beats `/` of a route for x.a.com
",
};

pub(super) const UNSERVED: Explanation = Explanation {
    paragraph: "By Gateway API the request in the message would be answered, but Kuma's proxies have no \
        configuration for it, so that the connection is refused or closed: a port of the gateway \
        has no rules while another one has (Kuma then makes no configuration for the gateway at \
        all), or all backends of a Service in the mesh are gone.",
    example: r"kind: Gateway
spec:
  listeners:
  - {name: http, port: 80, protocol: HTTP}
  - {name: admin, port: 8080, protocol: HTTP} # no route is attached to it
",
};

pub(super) const UNMATCHED: Explanation = Explanation {
    paragraph: "Gateway API asks for 404 where no rule of the routes for a Service takes a request. Kuma's \
        sidecars send it to the Service itself, and none of Kuma's resources changes that. A rule \
        that takes everything decides what happens to the rest, unless none of its backends can be \
        used: then it is skipped.",
    example: r"kind: HTTPRoute
spec:
  parentRefs: [{group: '', kind: Service, name: shop}]
  rules:
  - matches: [{path: {value: /v2}}] # GET /v1 goes to the Service `shop`
",
};

pub(super) const QUERY_DROPPED: Explanation = Explanation {
    paragraph: "A redirect changes what it names and keeps the rest of the URL. Kuma's gateways always drop the \
        query; sidecars keep it.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - filters:
    - {type: RequestRedirect, requestRedirect: {scheme: https}} # /cart?item=1 goes to /cart
",
};

pub(super) const DIFFERS: Explanation = Explanation {
    paragraph: "Requests derived from the rule were run through what Gateway API asks and through a model of \
        Kuma's data plane. Both take the one in the message by the same rule, and do different \
        things with it: the message says which. `docs/deviations.md` has a table of what cannot be \
        expressed in Kuma's resources.",
    example: r"kind: HTTPRoute
spec:
  rules:
  - filters: # gateways send copies to the last one only
    - {type: RequestMirror, requestMirror: {backendRef: {name: one, port: 80}}}
    - {type: RequestMirror, requestMirror: {backendRef: {name: two, port: 80}}}
",
};

pub(super) const UNTRIED: Explanation = Explanation {
    paragraph: "With the option `requests: check`, requests are derived from rules where Kuma's data plane and \
        Gateway API may differ, and there is a limit to how many are tried. What is said of rules \
        holds; of the others nothing is known.",
    example: r"# 1,000 routes for single hosts beside one for `*` with many rules
kind: HTTPRoute
spec:
  hostnames: ['*']
",
};
