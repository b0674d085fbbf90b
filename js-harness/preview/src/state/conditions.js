/** Conditions for which `True` is the bad news. */
const AGAINST = new Set(['Conflicted', 'PartiallyInvalid', 'OverlappingTLSConfig', 'InsecureFrontendValidationMode']);

/** What a condition means for traffic: `good`, `bad`, or `open` where nobody knows yet. */
export function meaningOf({ type, status }) {
  if (status === 'Unknown') return 'open';
  return (status === 'True') === AGAINST.has(type) ? 'bad' : 'good';
}
