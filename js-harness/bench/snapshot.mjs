// A snapshot of a cluster with COUNT HTTPRoutes, the same bytes every time.

/** Numbers that look random and are the same on every machine (mulberry32). */
function numbers(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const GATEWAYS = 20;
const ROUTES_PER_NAMESPACE = 50;
const SERVICES_PER_NAMESPACE = 25;
const WORDS = ['account', 'basket', 'billing', 'catalogue', 'checkout', 'delivery', 'inventory', 'login', 'orders', 'prices', 'profile', 'search'];
const CREATED = '2026-01-01T00:00:00Z';

export function snapshot(count, options) {
  const below = numbers(count);
  const word = () => WORDS[below(WORDS.length)];
  const namespaces = Math.max(1, Math.ceil(count / ROUTES_PER_NAMESPACE));
  const namespace = (index) => `team-${String(index).padStart(4, '0')}`;
  const service = (index) => `${WORDS[index % WORDS.length]}-${index}`;
  const metadata = (name, at) => ({
    name,
    ...(at && { namespace: at }),
    uid: `${String(below(1e8)).padStart(8, '0')}-0000-4000-8000-${String(below(1e9)).padStart(12, '0')}`,
    generation: 1 + below(9),
    creationTimestamp: CREATED,
  });

  const resources = [
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: metadata('kuma'),
      spec: { controllerName: 'gateways.kuma.io/controller' },
    },
    { apiVersion: 'kuma.io/v1alpha1', kind: 'Mesh', metadata: metadata('default'), spec: {} },
    { apiVersion: 'v1', kind: 'Namespace', metadata: metadata('edge') },
  ];
  for (let index = 0; index < GATEWAYS; index += 1) {
    resources.push({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: metadata(`edge-${index}`, 'edge'),
      spec: {
        gatewayClassName: 'kuma',
        listeners: ['http', 'internal'].map((name, port) => ({
          name,
          port: 8080 + port,
          protocol: 'HTTP',
          hostname: `*.edge-${index}.example.com`,
          allowedRoutes: { namespaces: { from: 'All' } },
        })),
      },
    });
  }
  for (let at = 0; at < namespaces; at += 1) {
    resources.push({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { ...metadata(namespace(at)), labels: { 'kuma.io/sidecar-injection': 'enabled' } },
    });
    for (let index = 0; index < SERVICES_PER_NAMESPACE; index += 1) {
      resources.push({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: metadata(service(index), namespace(at)),
        spec: {
          selector: { app: service(index) },
          ports: [{ name: 'http', port: 8080, targetPort: 8080, protocol: 'TCP', appProtocol: 'http' }],
        },
      });
    }
  }
  for (let index = 0; index < count; index += 1) {
    const gateway = below(GATEWAYS);
    resources.push({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { ...metadata(`route-${index}`, namespace(Math.floor(index / ROUTES_PER_NAMESPACE))), labels: { app: word() } },
      spec: {
        parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'edge', name: `edge-${gateway}`, sectionName: 'http' }],
        hostnames: [`${word()}-${index}.edge-${gateway}.example.com`],
        rules: Array.from({ length: 2 + below(2) }, (_, position) => rule(position)),
      },
    });
  }
  return { resources, options: { ...options } };

  function backend(weight) {
    return { group: '', kind: 'Service', name: service(below(SERVICES_PER_NAMESPACE)), port: 8080, weight };
  }

  function rule(position) {
    const path = { type: below(3) ? 'PathPrefix' : 'Exact', value: `/${word()}/v${1 + below(3)}/${position}` };
    const match = { path };
    if (below(2)) match.headers = [{ type: 'Exact', name: 'x-tenant', value: word() }];
    if (below(4) === 0) match.method = 'GET';
    const filters = [];
    if (below(3)) {
      filters.push({
        type: 'RequestHeaderModifier',
        requestHeaderModifier: { set: [{ name: 'x-team', value: word() }], remove: ['x-internal'] },
      });
    }
    if (below(3) === 0) {
      filters.push({ type: 'URLRewrite', urlRewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: `/${word()}` } } });
      path.type = 'PathPrefix';
    }
    return { matches: [match], ...(filters.length && { filters }), backendRefs: below(2) ? [backend(1)] : [backend(90), backend(10)] };
  }
}
