import type { Code, ComparedObject, ComparedRule, Comparison, Diagnostic, ObjectRef, Options, Refusal, Resource, SimulatedRequest, Simulation, Status, Step, Targets } from "./bundler/kuma_gapi.js";

/**
 * A preview for a GUI: text in, what Kuma will do with it out. It reads and evaluates in a worker of its own,
 * and what did not change since the last time is not read again, so it can be asked on every key.
 */
export function createPreview(settings?: PreviewSettings): Preview;

export interface PreviewSettings {
  /**
   * A worker that runs `kuma-gapi/preview/worker`, for hosts that start workers in their own way.
   * Absent: `new Worker(new URL("./worker.mjs", import.meta.url), { type: "module" })`, which bundlers understand.
   */
  worker?: Worker;
  /** In browsers: the compiled `kuma-gapi/kuma_gapi_bg.wasm`, for pages that load it early. Absent: the worker loads it. */
  module?: WebAssembly.Module | Promise<WebAssembly.Module>;
}

export interface Preview {
  /**
   * The outcome of an input. Inputs are evaluated one at a time, the newest first: the promise of one that was
   * overtaken gives the outcome of the newer one. It is rejected only if the worker fails or is closed.
   */
  update(input: PreviewInput): Promise<Outcome>;
  /** The catalogue of diagnostic codes. */
  codes(): Promise<Code[]>;
  /** How traffic flows through the input that was evaluated last, for a picture of it. */
  graph(): Promise<Graph>;
  /** The same laid out in the worker: gateways left, routes in the middle, backends right. */
  picture(): Promise<Picture>;
  /**
   * What happens to requests, with the input that was evaluated last: what Gateway API demands and what Kuma's data
   * plane does, a tagged answer for each.
   */
  simulate(requests: readonly SimulatedRequest[]): Promise<PlacedSimulated[]>;
  /**
   * What an upgrade makes of the input that was evaluated last: the same for a cluster of one target that gets a newer
   * one, a tagged answer. The option `target` does not matter for it.
   */
  compare(targets: Targets): Promise<PlacedCompared>;
  /** A request that a route of the input that was evaluated last is there for, to begin with. */
  suggestRequest(): Promise<SimulatedRequest | undefined>;
  /** From now on there is a plan in each outcome, against the resources of the input that was evaluated last. */
  keep(): Promise<void>;
  /** No plan any more. */
  forget(): Promise<void>;
  /** Ends the worker. */
  close(): void;
}

export interface PreviewInput {
  /** YAML or JSON texts with any number of objects in each; no two may have one name. */
  documents: readonly { name: string; text: string }[];
  options?: Options;
}

/** What becomes of an input. Long lists are read when they are first asked for. */
export interface Outcome {
  /** False where some of the text could not be read: the rest is what the outcome is about. */
  readonly complete: boolean;
  /** How many objects were read. */
  readonly objects: number;
  readonly resources: readonly OutcomeResource[];
  readonly statuses: readonly OutcomeStatus[];
  /** What is wrong with the text, and what the module says about the objects, in the order of the text. */
  readonly diagnostics: readonly OutcomeDiagnostic[];
  /** One for each HTTPRoute. */
  readonly verdicts: readonly Verdict[];
  readonly provenance: readonly OutcomeProvenance[];
  /** What of it is about one resource, which counts `resources`: only that is read. */
  provenanceOf(resource: number): readonly OutcomeProvenance[];
  /** What of it came of a place around an offset in a document: only that is read. */
  provenanceAt(document: string, offset: number): readonly OutcomeProvenance[];
  /** How many statuses there are, and verdicts of each word, without reading them. */
  readonly counts: { readonly statuses: number; readonly verdicts: Readonly<Partial<Record<Verdict["word"], number>>> };
  /** Rules, listeners and backends that became nothing although one would expect it. */
  readonly unproductive: readonly { label: string; reason: string; object: string; place: Place }[];
  /** Key bytes: never show, store or send what stands there. */
  readonly hidden: readonly { name: string; ranges: readonly (readonly [from: number, to: number])[] }[];
  /** Values of headers, parameters and variables that look like credentials: show them, but put them into no link. */
  readonly credentials: readonly { name: string; ranges: readonly (readonly [from: number, to: number])[] }[];
  /** What would be done to a cluster that has the resources that were kept; absent where none were. */
  readonly plan?: readonly Step[];
  readonly milliseconds: { evaluation: number; all: number };
}

/** A place in a document. */
export interface Place {
  readonly document: string;
  /** Offsets in UTF-16 units, as JavaScript and editors count. */
  readonly from: number;
  readonly to: number;
  readonly start: Position;
  readonly end: Position;
}

/** From 1; columns count characters. */
export interface Position {
  line: number;
  column: number;
}

export interface OutcomeResource {
  /** The Kuma object. The data of a Secret is replaced by `<redacted>`. */
  object: Resource;
  yaml: string;
  /** For each line of `yaml` the JSON pointer of what begins there. */
  lines: string[];
  /** Equal for equal objects, with what is hidden in them. */
  fingerprint: string;
  /** Of a generated Secret: whom its certificate is for, and until when. */
  certificate?: { names: string[]; notAfter: string };
}

export interface OutcomeStatus extends Status {
  /** What `kubectl get` shows beside the status. */
  spec: { hostnames?: unknown; gatewayClassName?: unknown; controllerName?: unknown };
  place?: Place;
}

export interface OutcomeDiagnostic {
  code?: string;
  severity: Diagnostic["severity"];
  message: string;
  help?: string;
  /** Object and path, for people: `HTTPRoute demo/echo, spec.rules[0]`. */
  subject?: string;
  /** True where a text could not be read. */
  unread?: boolean;
  object?: ObjectRef;
  /** A JSON pointer into the object. */
  path?: string;
  place?: Place;
  notes: { message: string; subject?: string; place?: Place }[];
}

export interface Verdict {
  /** `degraded`: part of it is not served as written; `ignored`: no parent is Kuma's. */
  word: "accepted" | "degraded" | "refused" | "undecided" | "ignored";
  object: Partial<ObjectRef>;
  detail: string;
  place: Place;
}

export interface OutcomeProvenance {
  /** Counts `resources`. */
  resource: number;
  /** A JSON pointer into the generated object; empty for the whole of it. */
  path: string;
  from: ObjectRef;
  /** A JSON pointer into the input object. */
  fromPath: string;
  /** The whole of what stands there. Absent where it is not written down. */
  place?: Place;
}

/** Gateways with listeners, routes with rules, and backends. `trouble` is why something is refused or broken. */
export interface Graph {
  gateways: { name: string; mesh: string; place: Place; trouble?: string; rows: { key: string; label: string; place: Place; trouble?: string }[] }[];
  routes: {
    name: string;
    hostnames: string[];
    place: Place;
    trouble?: string;
    /** `gateway` counts `gateways`, and is absent where the parent is no gateway of Kuma here. */
    parents: { gateway?: number; target: string; listener?: string; trouble?: string }[];
    /** `to` counts `backends`. */
    rows: { label: string; place: Place; trouble?: string; backends: { to: number; weight: number; trouble?: string }[] }[];
  }[];
  backends: { name: string; place?: Place; trouble?: string }[];
}

/** A graph with coordinates in pixels, made for a page that draws what is visible of it. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly isEmpty: boolean;
  readonly columns: readonly { label: string; x: number }[];
  /** Around the gateways of each mesh. */
  readonly frames: readonly { mesh: string; x: number; y: number; width: number; height: number }[];
  /** What is visible between two heights. */
  between(top: number, bottom: number): { boxes: PictureBox[]; edges: PictureEdge[] };
  /** Where a route stands, by its name as the graph has it. */
  whereIs(route: string): { top: number; bottom: number } | undefined;
}

export interface PictureBox {
  kind: "gateway" | "route" | "backend";
  name: string;
  /** The name without what its column tells. */
  label: string;
  subtitle?: string;
  trouble?: string;
  place?: Place;
  x: number;
  y: number;
  width: number;
  height: number;
  /** A parent that is no gateway of Kuma here. */
  isStranger: boolean;
  /** Of a backend in a large picture, where each route has its own: the name of the route, and a key. */
  of?: string;
  key?: string;
  /** Listeners or rules; `top` counts from the top of the box. */
  rows: { label: string; top: number; place: Place; trouble?: string }[];
}

/** From a gateway to a route, or from a rule of a route to a backend, by names; `row` counts the rows of the first, -1 for none. */
export interface PictureEdge {
  kind: "parent" | "backend";
  from: string;
  to: string;
  row: number;
  label?: string;
  trouble?: string;
  /** The `d` of an SVG path, and where a label stands. */
  path: string;
  at: [x: number, y: number];
  top: number;
  bottom: number;
}

/** What became of one request, or why it cannot be simulated. */
export type PlacedSimulated = { ok: PlacedSimulation; error?: never } | { error: Refusal; ok?: never };

/** What an upgrade makes of an input, or why that cannot be told. */
export type PlacedCompared = { ok: PlacedComparison; error?: never } | { error: Refusal; ok?: never };

/** A comparison with its places in the texts. */
export interface PlacedComparison extends Omit<Comparison, "objects"> {
  objects: PlacedComparedObject[];
}

export interface PlacedComparedObject extends Omit<ComparedObject, "rules"> {
  place?: Place;
  rules?: PlacedComparedRule[];
}

export interface PlacedComparedRule extends ComparedRule {
  place?: Place;
  /** Of a changed rule: what both targets make of it, as YAML. */
  yaml?: { before: string; after: string };
}

/** A simulation with its places in the texts. */
export interface PlacedSimulation extends Omit<Simulation, "entrance" | "gatewayApi" | "dataPlane" | "considered"> {
  entrance: Simulation["entrance"] & { place?: Place };
  gatewayApi: PlacedSimulationOutcome;
  dataPlane: PlacedSimulationOutcome;
  considered: { rule: PlacedRule; verdict: Simulation["considered"][number]["verdict"]; why: string }[];
  /** The filters of the rule that takes the request, in its order. */
  filters: (PlacedRule & { type: string })[];
}

export type PlacedSimulationOutcome = Omit<Simulation["dataPlane"], "matched"> & { matched?: PlacedRule };

/** A rule, or a match or filter of it: the object, a JSON pointer into it, and where it stands. */
export interface PlacedRule {
  object: ObjectRef;
  path: string;
  place?: Place;
}
