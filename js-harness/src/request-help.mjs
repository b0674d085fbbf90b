/** What `kuma-gapi request --help` says beside the options: for somebody with a route that does not do what they meant. */

export const START = `Give the manifests of the Gateway, the routes and their Services, and the URL as a client has it:
  kuma-gapi request -f manifests/ https://shop.example.com/cart
  kuma-gapi request -f manifests/ POST shop.example.com/cart -H 'x-env: beta'
  kuma-gapi request -f manifests/ http://cart.shop:8080/ --from web     (from a pod to a Service)
or what a cluster has (Secrets for their certificates alone: no byte of them is shown):
  kubectl get gatewayclasses,gateways,httproutes,referencegrants,services,namespaces,secrets -A -o yaml |
    kuma-gapi request -f - --admission trusted https://shop.example.com/cart

Read the answer from the top, and stop at the first line that is not what you meant:
  listener   where it comes in. Another one, or none: compare port, protocol and hostname with the URL
  rule       which rule takes it, with file and line. Another one, or none: "Other rules" says why yours
             did not: its route is not attached to that listener or is for other hosts, the path, method,
             a header or a query parameter differs, or it fits and another rule comes first
  → Service  where it ends, then path, host and headers as the backend sees them
  → 404      no rule took it: "Other rules"
  → 500      the backend of the rule cannot be resolved: \`kuma-gapi check\` says why
  → 503      nothing runs behind the Service
  → other    a redirect and where to, or a connection that is refused, reset or closed and why
  !          Kuma's data plane does something else than Gateway API asks: both, below each other
`;

export const NOTES = `Which rule comes first, of those whose route is attached to the listener and has the host:
exact paths, then longer prefixes, then method, headers, query parameters; of equal ones the older
route's, then the earlier rule.

Cases (--cases FILE) are YAML, a list of:
  - name: the cart goes to its Service
    request: GET https://shop.example.com/cart
    headers: { x-env: prod }
    expect: { status: 200, backend: cart, path: /cart }
\`expect\` takes status, error, backend, backends (name: share), path, host, location, headers, mirrors
and rule (NAMESPACE/NAME INDEX).
`;
