import { matchedOf, serviceParts } from '../../../src/request-words.mjs';
import { objectName, pointerTokens } from '../../../src/sources/located.mjs';

/** The places in the texts that a request passes: the rule that takes it, and the listener where it comes in. */
export function placesOf({ ok } = {}) {
  if (!ok) return [];
  const matched = matchedOf(ok);
  const rule = matched && ok.considered.find(({ rule: each, verdict }) => verdict === 'taken' && each.place)?.rule.place;
  return [rule ?? matched?.place, ok.entrance.place].filter(Boolean);
}

/** The parts of a picture that a request passes: names as the graph has them, and which listener and rule; undefined for none. */
export function wayOf({ ok } = {}) {
  if (!ok) return undefined;
  const { entrance, dataPlane } = ok;
  const matched = matchedOf(ok);
  return {
    entrance: objectName(entrance.object),
    listener: entrance.listener?.index,
    route: matched && objectName(matched.object),
    rule: matched && Number(pointerTokens(matched.path)[2]),
    services: new Set([...dataPlane.backends, ...dataPlane.mirrors].map(({ service }) => backendName(service))),
    isBroken: dataPlane.status >= 400 || dataPlane.error !== undefined,
  };
}

/** As the graph names a Service's port. */
function backendName(tag) {
  const [, name, namespace, port] = serviceParts(tag);
  return name ? `Service ${namespace}/${name}:${port}` : tag;
}

/** Which boxes and edges of a laid out picture are on the way: `{ boxes: Map(box → its row or -1), edges: Set }`. */
export function litParts({ boxes, edges }, way) {
  const lit = { boxes: new Map(), edges: new Set() };
  if (!way) return lit;
  for (const each of boxes) {
    if (each.kind === 'gateway' && each.name === way.entrance) lit.boxes.set(each, way.listener ?? -1);
    if (each.kind === 'route' && each.name === way.route) lit.boxes.set(each, way.rule ?? -1);
  }
  for (const edge of edges) {
    const [from, to] = [edge.from, edge.to];
    if (to.kind === 'route' && lit.boxes.has(from) && lit.boxes.has(to) && (edge.row === -1 || edge.row === way.listener)) lit.edges.add(edge);
    if (from.kind === 'route' && lit.boxes.has(from) && edge.row === way.rule && way.services.has(to.name)) {
      lit.edges.add(edge);
      lit.boxes.set(to, -1);
    }
  }
  return lit;
}
