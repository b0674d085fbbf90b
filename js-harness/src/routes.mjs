/** The controller whose entries in a status are Kuma's; those of others are passed through. */
export const CONTROLLER = 'gateways.kuma.io/controller';

/** What a parentRef names, as people write it: `Gateway demo/edge, listener http`. */
export function parentName({ kind = 'Gateway', namespace, name, sectionName, port }, routeNamespace) {
  const part = sectionName === undefined ? '' : `, ${kind === 'Gateway' ? 'listener' : 'section'} ${sectionName}`;
  return `${kind} ${namespace ?? routeNamespace ?? 'default'}/${name}${part}${port === undefined ? '' : `, port ${port}`}`;
}

/** The condition that speaks against a parent entry of a route, if one does. */
export function objection(parent) {
  const { conditions = [] } = parent;
  const of = (type) => conditions.find((condition) => condition.type === type);
  const accepted = of('Accepted');
  if (accepted?.status !== 'True') return accepted ?? { type: 'Accepted', status: 'Unknown' };
  if (of('ResolvedRefs')?.status === 'False') return of('ResolvedRefs');
  if (of('PartiallyInvalid')?.status === 'True') return of('PartiallyInvalid');
  return undefined;
}

/** `Accepted=False (NoMatchingParent): message`. */
export function conditionText({ type, status, reason, message }) {
  return `${type}=${status}${reason ? ` (${reason})` : ''}${message ? `: ${message}` : ''}`;
}
