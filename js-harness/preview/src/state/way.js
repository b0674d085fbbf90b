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

/** Which row of a box is on the way: its number, -1 for the box alone, undefined for none. */
export function litRow({ kind, name, of }, way) {
  if (kind === 'gateway') return name === way?.entrance ? (way.listener ?? -1) : undefined;
  if (kind === 'route') return name === way?.route ? (way.rule ?? -1) : undefined;
  return way?.services.has(name) && (of === undefined || of === way.route) ? -1 : undefined;
}

/** Whether an edge is on the way. */
export function isLit({ kind, from, to, row }, way) {
  if (way?.route === undefined) return false;
  if (kind === 'parent') return to === way.route && from === way.entrance && (row === -1 || row === way.listener);
  return from === way.route && row === way.rule && way.services.has(to);
}
