import { UsageError } from './arguments.mjs';
import { nearest } from './nearest.mjs';

/** `KIND/NAME` or `KIND/NAMESPACE/NAME`, the kind in any case. */
export function parseSelector(text) {
  const parts = text.split('/');
  if (parts.length < 2 || parts.length > 3 || parts.some((part) => part === '')) {
    throw new UsageError(`${text} is neither KIND/NAME nor KIND/NAMESPACE/NAME`, 'for example HTTPRoute/echo');
  }
  const [kind, ...path] = parts;
  return { text, kind: kind.toLowerCase(), name: path.at(-1), namespace: path.length === 2 ? path[0] : undefined };
}

export function selects(selector, { kind, namespace, name }) {
  if (String(kind).toLowerCase() !== selector.kind || name !== selector.name) return false;
  return selector.namespace === undefined || selector.namespace === (namespace ?? 'default');
}

/** A finding for each selector that selects nothing among these identities. */
export function misses(selectors, identities, what) {
  return selectors
    .filter((selector) => !identities.some((identity) => selects(selector, identity)))
    .map((selector) => unmatched(selector, identities, what));
}

function unmatched(selector, identities, what) {
  const names = identities.map(({ kind, name }) => `${kind}/${name}`);
  const candidate = nearest(selector.text, names);
  const some = [...new Set(names)].slice(0, 10).join(', ');
  const help = candidate ? `did you mean ${candidate}?` : some ? `there are ${some}${names.length > 10 ? ', …' : ''}` : `there is no ${what} at all`;
  return { severity: 'error', unread: true, message: `no ${what} is ${selector.text}`, help, notes: [] };
}
