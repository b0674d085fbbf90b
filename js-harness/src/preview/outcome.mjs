import { SourceText } from '../sources/text.mjs';
import { Picture } from './picture.mjs';

/** What `update` gives, made from what came from the worker; long lists are read when they are first asked for. */
export class Outcome {
  #wire;
  #texts;
  #resources;
  #provenance = [];

  /** `resources`: what the worker wrote of each, `[{ json }]`, which outcomes share as long as a resource stays. */
  constructor(wire, documents, resources) {
    this.#wire = wire;
    this.#resources = resources;
    this.#texts = new Map(documents.map(({ name, text }) => [name, new SourceText(name, text)]));
    this.complete = wire.complete;
    this.objects = wire.objects;
    this.counts = wire.counts;
    this.milliseconds = wire.milliseconds;
    this.hidden = wire.hidden;
    this.credentials = wire.credentials;
    this.plan = wire.plan;
    this.diagnostics = wire.diagnostics.map((each) => ({ ...this.#placed(each), notes: each.notes.map((note) => this.#placed(note)) }));
    this.unproductive = wire.unproductive.map((each) => this.#placed(each));
  }

  get resources() {
    const value = this.#resources.map((written) => (written.value ??= JSON.parse(written.json)));
    Object.defineProperty(this, 'resources', { value, enumerable: true });
    return value;
  }

  get statuses() {
    return this.#once('statuses', (list) => list.map((each) => this.#placed(each)));
  }

  get verdicts() {
    return this.#once('verdicts', (list) => list.map((each) => this.#placed(each)));
  }

  get provenance() {
    const value = this.#wire.provenance.rows.flatMap((_, resource) => this.provenanceOf(resource));
    Object.defineProperty(this, 'provenance', { value, enumerable: true });
    return value;
  }

  /** What of the provenance is about one resource. */
  provenanceOf(resource) {
    const { objects, rows } = this.#wire.provenance;
    return (this.#provenance[resource] ??= JSON.parse(rows[resource] ?? '[]').map(([path, from, fromPath, place]) => ({ resource, path, from: objects[from], fromPath, ...(place && { place: this.#place(place) }) })));
  }

  /** What of it is about a place around an offset in a document; only that is read. */
  provenanceAt(document, offset) {
    const { documents, spans } = this.#wire.provenance;
    const wanted = documents.indexOf(document);
    const found = [];
    for (let at = 0; at < spans.length; at += 5) {
      if (spans[at + 2] === wanted && spans[at + 3] <= offset && offset <= spans[at + 4]) found.push(this.provenanceOf(spans[at])[spans[at + 1]]);
    }
    return found;
  }

  /** An answer about this outcome, with places as they are told. */
  placedAnswer(ask, answer) {
    if (ask === 'graph') return this.#placedGraph(answer);
    if (ask === 'picture') return new Picture(answer, (each) => this.#placed(each));
    if (ask === 'simulate') return answer.map((each) => (each.ok ? { ok: this.#placedSimulation(each.ok) } : each));
    if (ask === 'compare') return answer.ok ? { ok: this.#placedComparison(answer.ok) } : answer;
    return answer;
  }

  #placedComparison(comparison) {
    const objects = comparison.objects.map((each) => ({ ...this.#placed(each), ...(each.rules && { rules: each.rules.map((rule) => this.#placed(rule)) }) }));
    return { ...comparison, objects };
  }

  #placedGraph({ gateways, routes, backends }) {
    const placed = (list) => list.map((each) => ({ ...this.#placed(each), ...(each.rows && { rows: each.rows.map((row) => this.#placed(row)) }) }));
    return { gateways: placed(gateways), routes: placed(routes), backends: placed(backends) };
  }

  #placedSimulation({ entrance, gatewayApi, dataPlane, considered, filters, ...simulation }) {
    const outcome = (each) => ({ ...each, ...(each.matched && { matched: this.#placed(each.matched) }) });
    return {
      ...simulation,
      entrance: this.#placed(entrance),
      gatewayApi: outcome(gatewayApi),
      dataPlane: outcome(dataPlane),
      filters: filters.map((each) => this.#placed(each)),
      considered: considered.map((each) => ({ ...each, rule: this.#placed(each.rule) })),
    };
  }

  #once(name, read) {
    const value = read(JSON.parse(this.#wire[name]));
    Object.defineProperty(this, name, { value, enumerable: true });
    return value;
  }

  #placed(each) {
    return each.place ? { ...each, place: this.#place(each.place) } : each;
  }

  #place([document, from, to]) {
    return new Place(this.#texts.get(document), from, to);
  }
}

/** Offsets in a document, in UTF-16 units as editors count; lines and columns from 1 are counted when they are asked for. */
class Place {
  #source;

  constructor(source, from, to) {
    this.#source = source;
    this.document = source.name;
    this.from = from;
    this.to = to;
  }

  get start() {
    return this.#source.position(this.from);
  }

  get end() {
    return this.#source.position(this.to);
  }
}
