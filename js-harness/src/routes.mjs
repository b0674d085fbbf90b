/** The controller whose entries in a status are Kuma's; those of others are passed through. */
export const CONTROLLER = 'gateways.kuma.io/controller';

/** What a parentRef names, as people write it: `Gateway demo/edge, listener http`. */
export function parentName({ kind = 'Gateway', namespace, name, sectionName, port }, routeNamespace) {
  const part = sectionName === undefined ? '' : `, ${kind === 'Gateway' ? 'listener' : 'section'} ${sectionName}`;
  return `${kind} ${namespace ?? routeNamespace ?? 'default'}/${name}${part}${port === undefined ? '' : `, port ${port}`}`;
}

/** The conditions that speak against a parent entry of a route; of one that is not accepted only that. */
export function objections(parent) {
  const { conditions = [] } = parent;
  const of = (type) => conditions.find((condition) => condition.type === type);
  const accepted = of('Accepted');
  if (accepted?.status !== 'True') return [accepted ?? { type: 'Accepted', status: 'Unknown' }];
  const against = [
    of('PartiallyInvalid')?.status === 'True' && of('PartiallyInvalid'),
    of('ResolvedRefs')?.status === 'False' && of('ResolvedRefs'),
  ];
  return against.filter(Boolean);
}

/** `Accepted=False (NoMatchingParent): message`. */
export function conditionText({ type, status, reason, message }) {
  return `${type}=${status}${reason ? ` (${reason})` : ''}${message ? `: ${message}` : ''}`;
}
