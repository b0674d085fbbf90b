import { collectFindings, fromModuleError } from '../findings.mjs';
import { inHumanOrder } from '../render/resources.mjs';
import { writeYaml } from '../render/yaml-writer.mjs';
import { objectName, placeOf } from '../sources/located.mjs';
import { isSecret, redacted } from '../sources/secrets.mjs';
import { verdictsOf } from '../verdicts.mjs';
import { certificateOf } from './certificate.mjs';
import { withComparedPlaces } from './compared.mjs';
import { Documents } from './documents.mjs';
import { graphOf } from './graph.mjs';
import { inParts, layOut } from './layout.mjs';
import { withSimulatedPlaces } from './simulated.mjs';
import { suggestedRequest } from './suggestion.mjs';
import { unproductiveOf } from './unproductive.mjs';

const NO_INPUT = { code: 'no-input', message: 'there is no input yet', help: 'call `update` first' };
const NOTHING = { resources: [], statuses: [], diagnostics: [], provenance: [] };

/**
 * Evaluates one input after the other; what did not change between two of them is not done again. What it gives
 * is for the way between threads: places are `[document, from, to]`, and long lists are JSON text, which passes
 * quickly and is read where somebody looks (`outcome.mjs`).
 */
export class Engine {
  #module;
  #documents = new Documents();
  /** The number of each resource that the other side has, by its JSON. */
  #written = new Map();
  #count = 0;
  #answered = {};
  #last;
  #kept;

  /** `module` is one of the package's entries. */
  constructor(module) {
    this.#module = module;
  }

  /** The outcome of `{ documents: [{ name, text }], options }`. */
  evaluate({ documents, options = {} }) {
    const started = performance.now();
    const read = this.#documents.read(documents);
    const { entries, problems, locator } = read;
    const objects = read.json.join(',');
    const answer = this.#answer(snapshotOf({ objects, options }, this.#kept));
    const evaluated = performance.now();
    const evaluation = { ...NOTHING, ...answer.ok };
    const findings = collectFindings({ sources: read.sources, problems, diagnostics: evaluation.diagnostics, locator });
    if (answer.error) findings.unshift(fromModuleError(answer.error, locator));
    const origins = originsOf(evaluation.provenance, locator);
    const run = { entries, evaluation, findings, locator, origins };
    this.#last = { run, read, objects, options };
    const verdicts = verdictsOf(run);
    const unread = findings.filter((finding) => finding.unread).length;
    return {
      complete: unread === 0,
      objects: entries.length,
      diagnostics: findings.map((finding) => withPlaces(finding, read)),
      unproductive: unproductiveOf(run, read),
      hidden: read.hidden,
      credentials: read.credentials,
      resources: this.#resources(evaluation.resources),
      statuses: JSON.stringify(evaluation.statuses.map((status) => withSpec(status, read))),
      verdicts: JSON.stringify(verdicts.map((verdict) => toldVerdict(verdict, read))),
      counts: { statuses: evaluation.statuses.length, verdicts: countsOf(verdicts) },
      provenance: provenanceOf(run, read),
      plan: evaluation.plan,
      milliseconds: { evaluation: evaluated - started, all: performance.now() - started },
    };
  }

  /** The catalogue of codes. */
  codes() {
    return JSON.parse(this.#module.codes());
  }

  /** From now on there is a plan in each outcome, against the resources of the input that was evaluated last. */
  keep() {
    this.#kept = JSON.stringify(this.#last?.run.evaluation.resources ?? []);
  }

  /** No plan any more. */
  forget() {
    this.#kept = undefined;
  }

  /** How traffic flows, of the input that was evaluated last. */
  graph() {
    return this.#last ? graphOf(this.#last.run, this.#last.read) : graphOf({ entries: [], evaluation: NOTHING, findings: [] }, undefined);
  }

  /** The same laid out. */
  picture() {
    return inParts(layOut(this.graph()));
  }

  /** What happens to requests, with the input that was evaluated last: a tagged answer for each. */
  simulate(requests) {
    if (!this.#last) return requests.map(() => ({ error: NO_INPUT }));
    const { ok, error } = JSON.parse(this.#module.simulateJson(snapshotOf(this.#last), JSON.stringify(requests)));
    if (error) return requests.map(() => ({ error }));
    return ok.map((each) => (each.ok ? { ok: withSimulatedPlaces(each.ok, this.#last) } : each));
  }

  /** What an upgrade makes of the input that was evaluated last, a tagged answer; requests are not tried for it. */
  compare(targets) {
    if (!this.#last) return { error: NO_INPUT };
    const { objects, options: { requests, ...options } } = this.#last;
    const { ok, error } = JSON.parse(this.#module.compareJson(snapshotOf({ objects, options }), JSON.stringify(targets)));
    return error ? { error } : { ok: withComparedPlaces(ok, this.#last) };
  }

  /** A request that a route of the input that was evaluated last is there for. */
  suggestRequest() {
    return this.#last && suggestedRequest(this.#last.run);
  }

  /** A text that differs in comments and blanks alone is the same snapshot. */
  #answer(snapshot) {
    if (this.#answered.snapshot !== snapshot) this.#answered = { snapshot, answer: JSON.parse(this.#module.evaluateJson(snapshot)) };
    return this.#answered.answer;
  }

  /** The numbers of all resources, and the JSON of those that the outcome before did not have: `{ numbers, written }`. */
  #resources(resources) {
    const before = this.#written;
    this.#written = new Map();
    const written = [];
    const numbers = resources.map((resource) => {
      const key = JSON.stringify(resource);
      let number = before.get(key);
      if (number === undefined) {
        number = this.#count += 1;
        written.push([number, JSON.stringify(writtenResource(resource, key))]);
      }
      this.#written.set(key, number);
      return number;
    });
    return { numbers, written };
  }
}

function snapshotOf({ objects, options }, observed) {
  return `{"resources":[${objects}]${observed ? `,"observed":${observed}` : ''},"options":${JSON.stringify(options)}}`;
}

/** A generated object without key bytes, its YAML, and what may be told of a certificate in it. */
function writtenResource(resource, json) {
  const object = inHumanOrder(redacted(resource));
  const { text, lines } = writeYaml(object);
  const certificate = isSecret(resource) ? certificateOf(resource.data?.value) : undefined;
  return { object, yaml: text, lines, fingerprint: fingerprint(json), certificate };
}

/** Tells whether two objects are equal, also in what is not shown of them (FNV-1a, and the like with another prime). */
function fingerprint(text) {
  let [low, high] = [0x811c9dc5, 0x01000193];
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x5bd1e995);
  }
  return `${(low >>> 0).toString(36)}.${(high >>> 0).toString(36)}`;
}

/** A status, with what `kubectl get` shows beside it. */
function withSpec(status, read) {
  const [entry] = read.locator.entriesOf(status);
  const { hostnames, gatewayClassName, controllerName } = entry?.object?.spec ?? {};
  return { ...status, spec: { hostnames, gatewayClassName, controllerName }, place: entry && read.placeOf(placeOf(entry)) };
}

/** How many there are of each word. */
function countsOf(verdicts) {
  const counts = {};
  for (const { word } of verdicts) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function toldVerdict({ word, identity, detail, place }, read) {
  return { word, object: identity, detail, place: read.placeOf(place) };
}

function withPlaces({ place, notes, diagnostic, ...finding }, read) {
  return {
    ...finding,
    object: diagnostic?.object,
    path: diagnostic?.path,
    place: place && read.placeOf(place),
    notes: notes.map(({ place: other, ...note }) => ({ ...note, place: other && read.placeOf(other) })),
  };
}

/** The entries that each row of the provenance comes from. Rows of one object stand together, mostly. */
function originsOf(provenance, locator) {
  let last;
  let entries;
  return provenance.map(({ from }) => {
    if (!isSameObject(from, last)) {
      last = from;
      entries = locator.entriesOf(from);
    }
    return entries;
  });
}

/**
 * Which place of the input made which place of the output: for each resource rows `[path, from, fromPath, place]` as JSON,
 * where `from` counts `objects`; and all places again as numbers, five for each: resource, row, document, from, to.
 */
function provenanceOf({ evaluation: { resources, provenance }, origins }, read) {
  const indexOf = new Map(resources.map(({ kind, metadata }, index) => [objectName({ kind, ...metadata }), index]));
  const objects = [];
  const numberOf = new Map();
  const rows = resources.map(() => []);
  const documents = new Map();
  const spans = [];
  let last;
  let resource;
  provenance.forEach(({ output, path, from, fromPath }, at) => {
    if (!isSameObject(output, last)) {
      last = output;
      resource = indexOf.get(objectName(output));
    }
    const [entry] = origins[at];
    if (resource === undefined || !entry) return;
    if (!numberOf.has(entry)) numberOf.set(entry, objects.push(from) - 1);
    const place = read.extentAt(entry, fromPath);
    const row = rows[resource].push([path, numberOf.get(entry), fromPath, place ?? null]) - 1;
    if (!place) return;
    const [document, start, end] = place;
    if (!documents.has(document)) documents.set(document, documents.size);
    spans.push(resource, row, documents.get(document), start, end);
  });
  return { objects, rows: rows.map((each) => JSON.stringify(each)), documents: [...documents.keys()], spans: Int32Array.from(spans) };
}

function isSameObject(a, b) {
  return b !== undefined && a.name === b.name && a.namespace === b.namespace && a.kind === b.kind && a.apiVersion === b.apiVersion;
}
