/** What goes in: objects, what exists now, and options. */
export interface Snapshot {
  /** Kubernetes objects and `List`s of them, in any order. Kinds that are not known are left alone. */
  resources?: readonly KubernetesObject[] | null;
  /** Objects that exist now: Kuma objects (or an empty list, if there are none) give a plan; earlier versions of the resources. */
  observed?: readonly KubernetesObject[] | null;
  options?: Options | null;
}

/** Any Kubernetes object. What is wrong with it is a diagnostic, so nothing in it is required. */
export interface KubernetesObject {
  apiVersion?: string;
  kind?: string;
  metadata?: { name?: string; namespace?: string; [field: string]: unknown };
  [field: string]: unknown;
}

/** A version of Kuma; each stands for the older ones since the one before it. */
export type Target = "kuma-2.6" | "kuma-2.8" | "kuma-2.13" | "kuma-2.14" | "kuma-3.0";

/** What must be known beside the objects. */
export interface Options {
  /** The Kuma version that will read the output; `kuma-2.14`. */
  target?: Target;
  /** The zone's name; `default`. */
  zone?: string | null;
  /** The namespace in which Kuma keeps its own objects; `kuma-system`. */
  systemNamespace?: string | null;
  /** The control plane's mode; `zone`. The global one translates nothing. */
  mode?: "zone" | "global";
  /** Whether the zone is one of a global control plane, which takes policies from writers only with a label that says so; `false`. */
  federated?: boolean;
  /** Which kinds of Gateway API the cluster serves; absent: all of them. */
  served?: readonly string[] | null;
  /**
   * The namespaces whose Secrets the host may read, and so can hand over; absent: all of them. A certificate elsewhere is
   * not taken for one that does not exist (`certificate-not-readable`).
   */
  secretNamespaces?: readonly string[] | null;
  /** The channel of Gateway API's CRDs; `standard`. */
  crds?: "standard" | "experimental";
  /** The release of Gateway API whose CRDs apply, as `1.7.0`; absent: the newest that is known. */
  gatewayApi?: string | null;
  /** `enforce` (the default): default and validate as an API server would; `trusted`: one has. */
  admission?: "enforce" | "trusted";
  /** What it means that an object is not in the snapshot; `absent`. */
  missing?: "absent" | "unknown";
  /**
   * `check`: requests are derived from the rules, and where Kuma's data plane does something else with one than Gateway
   * API asks, a diagnostic on the rule names it; `skip` (the default). Modules without the model refuse `check`; of
   * targets without one nothing is said.
   */
  requests?: "skip" | "check";
  /** Whether `provenance` is filled in; without it the answer is a third as long. `include` is the default. */
  provenance?: "include" | "skip";
}

/** The tagged answer: an evaluation, or why there is none. */
export type Answer = { ok: Evaluation; error?: never } | { error: Refusal; ok?: never };

/** The tagged answer of `validate`. */
export type ValidationAnswer = { ok: Validation; error?: never } | { error: Refusal; ok?: never };

/** What an API server would say of each object. */
export interface Validation {
  /** One entry for each object, in the order of the snapshot. */
  objects: Validated[];
  /** The same as findings with help, and what is no object at all. */
  diagnostics: Diagnostic[];
}

/** What an API server would say of one object. */
export interface Validated {
  object: ObjectRef;
  /** The object's place in the snapshot, a JSON pointer. */
  at: string;
  /** `unknown`: there is no schema of its kind here; `message` says so. */
  verdict: "accepted" | "refused" | "unknown";
  /** Of a refused object: the reason in the API server's answer; `BadRequest`: it could not be read at all. */
  reason?: "Invalid" | "BadRequest";
  /** Of a refused object: the message in the API server's answer. Of an unknown one: why. */
  message?: string;
  /** Of a refused object: `details.causes` in the API server's answer. */
  causes?: ValidationCause[];
  /** What the API server would warn of, in its words. */
  warnings?: string[];
  /** Of an accepted object: the form in which it is stored. */
  stored?: KubernetesObject;
}

export interface ValidationCause {
  code: string;
  /** Which rule of the CRD is broken. */
  rule?: string;
  /** A JSON pointer into the object. */
  path: string;
  /** As `FieldValueInvalid`. */
  reason: string;
  /** As `spec.rules[0]`. */
  field: string;
  message: string;
}

/** Why a snapshot could not be evaluated at all. What is wrong with one object is a diagnostic. */
export interface Refusal {
  code: string;
  message: string;
  /** What to do about it. */
  help: string;
  /** A JSON pointer into the snapshot. */
  path?: string;
}

/** The two targets of a comparison; `from` is not newer than `to`. They count instead of `options.target`. */
export interface Targets {
  from: Target;
  to: Target;
}

/** The tagged answer of `compare`. */
export type ComparisonAnswer = { ok: Comparison; error?: never } | { error: Refusal; ok?: never };

/** What an upgrade makes of a snapshot. */
export interface Comparison {
  from: Target;
  to: Target;
  /** `blocked`: something is lost, refused or in another mesh afterwards; `undecided`: it hangs on something that is not in the snapshot and may exist. */
  verdict: "clean" | "blocked" | "undecided";
  /** The objects of which something is made or said; what is only read is told with what it is read for. */
  objects: ComparedObject[];
  /** What somebody has to do before or after the upgrade. */
  actions: UpgradeAction[];
  /** What is done to the objects that exist (those of `observed`, or what the old target makes), in this order. */
  plan: Step[];
  /** What stops serving on the way. */
  interruptions: Interruption[];
  /** Why nothing does. */
  uninterrupted?: string;
  /** What there is to say of the snapshot as a whole, for the target that comes. */
  diagnostics: Diagnostic[];
}

/** `none`: nothing is made of it, before or after. */
export type ObjectVerdict = "unchanged" | "changed" | "lost" | "none";

/** What becomes of one input object. */
export interface ComparedObject {
  object: ObjectRef;
  verdict: ObjectVerdict;
  /** What the old target makes of it. */
  before: OutputRef[];
  /** What the new one makes of it. */
  after: OutputRef[];
  /** Why something else is made. */
  reasons?: string[];
  /** Of a lost object: what to do instead. */
  instead?: string;
  /** Of a route. */
  rules?: ComparedRule[];
  /** What the new target finds and the old one did not. */
  diagnostics?: Diagnostic[];
}

/** What becomes of one rule, for one way of traffic. */
export interface ComparedRule {
  /** A JSON pointer into the route. */
  path: string;
  /** Absent where nothing is made of it. */
  traffic?: "gateway" | "mesh";
  verdict: ObjectVerdict;
  before: (MeshGatewayRouteRule | MeshHTTPRouteRule)[];
  after: (MeshGatewayRouteRule | MeshHTTPRouteRule)[];
  /** Why it is another. */
  reasons?: string[];
  /** Of a lost rule: what to do instead. */
  instead?: string;
}

/** Something that somebody has to do. */
export interface UpgradeAction {
  when: "before" | "after";
  what: string;
  /** With or because of which objects. */
  objects: ObjectRef[];
}

/** Something that stops serving on the way. */
export interface Interruption {
  message: string;
  /** How to avoid it. */
  help: string;
  /** The Kuma objects that it is about. */
  objects: ObjectRef[];
}

/** Names one generated object. */
export interface OutputRef {
  kind: string;
  /** Absent for objects of the whole cluster. */
  namespace?: string;
  name: string;
}

/** A request to simulate. */
export interface SimulatedRequest {
  /** `GET` when absent. */
  method?: string | null;
  /** `http://` or `https://`, the host, a port if it is not the scheme's own, path and query. */
  url: string;
  /** By name, or a list of pairs where one comes more than once. */
  headers?: Readonly<Record<string, string>> | readonly (readonly [string, string])[] | null;
  /** The Gateway, as `namespace/name`, where the URL alone does not tell. */
  gateway?: string | null;
  /** The namespace of a client in the mesh: then the URL's host is a Service, `name.namespace`. */
  from?: string | null;
  /** Whether it is told why each other rule does not take it; yes when absent. It takes longer the more rules there are. */
  considered?: boolean | null;
}

/** The tagged answer to requests: one tagged answer for each, or why there is none. */
export type SimulationAnswer = { ok: Simulated[]; error?: never } | { error: Refusal; ok?: never };

/** What became of one request, or why it cannot be simulated. */
export type Simulated = { ok: Simulation; error?: never } | { error: Refusal; ok?: never };

/** What happens to a request. */
export interface Simulation {
  /** Where it comes in: a Gateway with the listener that takes it, or a Service with the client's namespace. */
  entrance: {
    object: ObjectRef;
    port: number;
    listener?: { name: string; hostname: string; index: number };
    from?: string;
  };
  /** What Gateway API demands. */
  gatewayApi: Outcome;
  /** What Kuma's data plane does. */
  dataPlane: Outcome;
  /** The fields in which the two differ. */
  differences: ("status" | "backends" | "path" | "host" | "requestHeaders" | "responseHeaders" | "location" | "mirrors")[];
  /** The rules that were looked at, and why each takes the request or not. */
  considered: {
    rule: Place;
    verdict: "taken" | "shadowed" | "no-match" | "not-attached" | "not-served";
    why: string;
  }[];
}

/** A place in an object of the snapshot. */
export interface Place {
  object: ObjectRef;
  path: string;
}

/** What one model says of a request. */
export interface Outcome {
  /** The proxy's own, or 200 where a backend answers; of several backends that of the largest share. */
  status?: number;
  /** Why there is no HTTP answer. */
  error?: "connection-refused" | "tls-reset" | "closed";
  /** Where it goes, by the value of `kuma.io/service`, in which share from 0 to 1. */
  backends: { service: string; share: number; status: 200 | 500 | 503 }[];
  /** The path with its query that a backend sees. */
  path?: string;
  /** The host that a backend sees. */
  host?: string;
  /** The headers that a backend sees and that differ from what was sent; without values: removed. */
  requestHeaders: { name: string; values: string[] }[];
  /** What is done to the headers of the response, in this order. */
  responseHeaders: { remove: string[]; set: [string, string][]; add: [string, string][] };
  /** Where a redirect goes. */
  location?: string;
  /** Where copies go. */
  mirrors: { service: string; percent: number }[];
  /** The rule that takes it. */
  matched?: Place;
  /** Why it is so, where no rule says it. */
  why?: string;
  /** A regular expression that cannot be judged here and that might take the request before. */
  undecided?: string;
}

/** What becomes of a snapshot. */
export interface Evaluation {
  /** The Kuma objects that should exist, sorted by kind, namespace and name. */
  resources: Resource[];
  /** The statuses to write back. */
  statuses: Status[];
  /** What the author should know. */
  diagnostics: Diagnostic[];
  /** Which input made which output. */
  provenance: Provenance[];
  /** What has to be done to what exists, in this order; absent where `observed` does not tell what exists. */
  plan?: Step[];
}

/** What is done to one object, and why. */
export interface Step {
  /** `replace`: removed and made anew, as the mesh changes. */
  action: "create" | "update" | "replace" | "delete" | "unchanged";
  object: ObjectRef;
  /** The input object that asks for what is made or changed. */
  from?: ObjectRef;
  reason: string;
  /** The fields that an update changes; the bytes of Secrets are left out. */
  changes?: Change[];
}

/** One field that changes. */
export interface Change {
  /** A JSON pointer into the object. */
  path: string;
  /** Absent where there is nothing. */
  before?: unknown;
  /** Absent where there will be nothing. */
  after?: unknown;
}

/** A Kuma object that should exist. */
export type Resource = MeshGateway | MeshGatewayInstance | MeshGatewayRoute | MeshHTTPRoute | Secret;

/** The metadata of a generated object. */
export interface ObjectMeta {
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  /** Absent where the owner in the snapshot has none: the host fills it in. */
  uid?: string;
  controller: boolean;
  blockOwnerDeletion: boolean;
}

/** The listeners of a Gateway. */
export interface MeshGateway {
  apiVersion: "kuma.io/v1alpha1";
  kind: "MeshGateway";
  mesh: string;
  metadata: ObjectMeta;
  spec: {
    selectors: { match: Record<string, string> }[];
    conf: { listeners: MeshGatewayListener[] };
  };
}

export interface MeshGatewayListener {
  hostname: string;
  port: number;
  protocol: "HTTP" | "HTTPS";
  tags: Record<string, string>;
  crossMesh?: boolean;
  tls?: { mode: "TERMINATE"; certificates: { secret: string }[] };
}

/** The deployment of a Gateway. */
export interface MeshGatewayInstance {
  apiVersion: "kuma.io/v1alpha1";
  kind: "MeshGatewayInstance";
  metadata: ObjectMeta;
  spec: {
    replicas: number;
    serviceType: string;
    tags?: Record<string, string>;
    /** Kubernetes' ResourceRequirements. */
    resources?: Record<string, unknown>;
    serviceTemplate?: { metadata?: TemplateMetadata; spec?: { loadBalancerIP?: string } };
    podTemplate?: {
      metadata?: TemplateMetadata;
      spec?: {
        serviceAccountName?: string;
        securityContext?: { fsGroup?: number };
        container?: { securityContext?: { readOnlyRootFilesystem?: boolean } };
      };
    };
  };
}

export interface TemplateMetadata {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** The rules of an HTTPRoute for all of its Gateways, up to Kuma 2.6. */
export interface MeshGatewayRoute {
  apiVersion: "kuma.io/v1alpha1";
  kind: "MeshGatewayRoute";
  mesh: string;
  metadata: ObjectMeta;
  spec: {
    selectors: { match: Record<string, string> }[];
    conf: { http: { hostnames?: string[]; rules: MeshGatewayRouteRule[] } };
  };
}

export interface MeshGatewayRouteRule {
  matches: {
    path?: MeshGatewayRouteMatch;
    method?: string;
    headers?: MeshGatewayRouteMatch[];
    queryParameters?: MeshGatewayRouteMatch[];
  }[];
  filters?: Record<string, unknown>[];
  backends?: { destination: Record<string, string>; weight?: number }[];
}

export interface MeshGatewayRouteMatch {
  /** Exact where there is none. */
  match?: "PREFIX" | "REGEX";
  name?: string;
  value?: string;
}

/** The rules of an HTTPRoute for one of its parents. */
export interface MeshHTTPRoute {
  apiVersion: "kuma.io/v1alpha1";
  kind: "MeshHTTPRoute";
  metadata: ObjectMeta;
  spec: {
    targetRef: TargetRef;
    to: { hostnames?: string[]; targetRef: TargetRef; rules: MeshHTTPRouteRule[] }[];
  };
}

/** What a route applies to, or sends traffic to. */
export interface TargetRef {
  kind: string;
  name?: string;
  namespace?: string;
  sectionName?: string;
  labels?: Record<string, string>;
  tags?: Record<string, string>;
}

export interface BackendRef extends TargetRef {
  port?: number;
  weight?: number;
}

export interface MeshHTTPRouteRule {
  matches: MeshHTTPRouteMatch[];
  default: { filters?: MeshHTTPRouteFilter[]; backendRefs?: BackendRef[] };
}

export interface MeshHTTPRouteMatch {
  path?: { type: "Exact" | "PathPrefix" | "RegularExpression"; value: string };
  method?: string;
  headers?: { type?: "Exact" | "RegularExpression" | "Present" | "Absent" | "Prefix"; name: string; value?: string }[];
  queryParams?: { type: "Exact" | "RegularExpression"; name: string; value: string }[];
}

export type MeshHTTPRouteFilter =
  | { type: "RequestHeaderModifier"; requestHeaderModifier: HeaderModifier }
  | { type: "ResponseHeaderModifier"; responseHeaderModifier: HeaderModifier }
  | {
      type: "RequestRedirect";
      requestRedirect: { scheme?: string; hostname?: string; port?: number; path?: PathRewrite; statusCode?: number };
    }
  | { type: "URLRewrite"; urlRewrite: { hostname?: string; path?: PathRewrite; hostToBackendHostname?: boolean } }
  | { type: "RequestMirror"; requestMirror: { backendRef: BackendRef; percentage?: number | string } };

export interface HeaderModifier {
  set?: { name: string; value: string }[];
  add?: { name: string; value: string }[];
  remove?: string[];
}

export type PathRewrite =
  | { type: "ReplaceFullPath"; replaceFullPath: string }
  | { type: "ReplacePrefixMatch"; replacePrefixMatch: string };

/** A certificate with its key, as Kuma keeps it. */
export interface Secret {
  apiVersion: "v1";
  kind: "Secret";
  metadata: ObjectMeta;
  type: "system.kuma.io/secret";
  /** Base64, as in every Secret. */
  data: { value: string };
}

/** The whole status of one object, merged onto what other controllers wrote. */
export interface Status extends ObjectRef {
  status: GatewayClassStatus | GatewayStatus | RouteStatus;
  /** The finalizers that the object should have, where that is for Kuma to say. */
  finalizers?: string[];
}

/** There is no clock in the module: the host fills in `lastTransitionTime` where it is absent. */
export interface Condition {
  type: string;
  status: "True" | "False" | "Unknown";
  reason: string;
  message: string;
  observedGeneration?: number;
  lastTransitionTime?: string;
}

export interface GatewayClassStatus {
  conditions?: Condition[];
  [field: string]: unknown;
}

export interface GatewayStatus {
  conditions?: Condition[];
  addresses?: { type?: string; value: string }[];
  listeners?: {
    name: string;
    attachedRoutes: number;
    supportedKinds?: { group?: string; kind: string }[];
    conditions: Condition[];
    [field: string]: unknown;
  }[];
  [field: string]: unknown;
}

export interface RouteStatus {
  parents: {
    controllerName: string;
    parentRef: { group?: string; kind?: string; namespace?: string; name: string; sectionName?: string; port?: number };
    conditions?: Condition[];
    [field: string]: unknown;
  }[];
  [field: string]: unknown;
}

/** One thing that the author should know. */
export interface Diagnostic {
  /** Stable; the catalogue explains it. */
  code: string;
  /** Of `rule-broken`: which rule of the CRD, by a stable name made from what it says. */
  rule?: string;
  severity: "error" | "warning" | "info";
  message: string;
  /** What to do about it. */
  help: string;
  /** The address of the code's explanation. */
  docs: string;
  /** Absent where no object could be made out; `path` is then into the snapshot. */
  object?: ObjectRef;
  /** A JSON pointer into the object. */
  path: string;
  /** Other places that have to do with it. */
  related: { object: ObjectRef; path: string; message: string }[];
}

/** One place of the output and the place of the input that made it. */
export interface Provenance {
  output: OutputRef;
  /** A JSON pointer into the generated object; empty for the whole of it. */
  path: string;
  from: ObjectRef;
  /** A JSON pointer into the input object. */
  fromPath: string;
}

/** Names one object of the snapshot. */
export interface ObjectRef {
  apiVersion: string;
  kind: string;
  /** Absent for objects of the whole cluster. */
  namespace?: string;
  name: string;
}

/** One entry of the catalogue that `codes` prints. */
export interface Code {
  code: string;
  severity: "error" | "warning" | "info";
  summary: string;
  help: string;
  explanation: string;
  example: string;
}
