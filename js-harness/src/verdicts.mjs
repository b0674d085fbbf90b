import { isAssumption } from './exit-codes.mjs';
import { CONTROLLER, conditionText, objections, parentName } from './routes.mjs';
import { identityOf, placeOf } from './sources/located.mjs';

/**
 * One verdict for each route of the input: `{ word, identity, place, detail }`, where `word` is `accepted`,
 * `degraded` (part of it is not served as written), `refused`, `undecided` or `ignored` (no parent is Kuma's).
 */
export function verdictsOf({ entries, evaluation, findings, locator }) {
  const statusOf = new Map(evaluation.statuses.flatMap((each) => locator.entriesOf(each).map((entry) => [entry, each.status])));
  const findingsOf = new Map();
  for (const finding of findings) {
    if (!finding.diagnostic) continue;
    for (const { entry } of locator.resolve(finding.diagnostic)) findingsOf.set(entry, [...(findingsOf.get(entry) ?? []), finding]);
  }
  return entries
    .filter((entry) => entry.object?.kind === 'HTTPRoute')
    .map((entry) => {
      const identity = identityOf(entry.object);
      return { identity, place: placeOf(entry), ...verdict(identity, statusOf.get(entry), findingsOf.get(entry) ?? []) };
    });
}

function verdict(identity, status, findings) {
  const parents = (status?.parents ?? []).filter((parent) => parent.controllerName === CONTROLLER);
  const named = parents.map((parent) => ({ name: parentName(parent.parentRef, identity.namespace), against: objections(parent) }));
  const troubled = named.filter(({ against }) => against.length > 0);
  const detail = troubled.map(({ name, against }) => `${name}: ${against.map(conditionText).join('; ')}`).join('; ');
  const assumed = findings.find((finding) => isAssumption(finding.code));
  const error = findings.find((finding) => finding.severity === 'error');

  if (assumed && !error) return { word: 'undecided', detail: assumed.message };
  if (parents.length === 0) return error ? { word: 'refused', detail: error.message } : { word: 'ignored', detail: 'none of its parents belongs to Kuma' };
  const refused = troubled.filter(({ against }) => against[0].type === 'Accepted');
  if (refused.length === parents.length) return { word: 'refused', detail };
  if (troubled.length > 0) return { word: 'degraded', detail };
  return error ? { word: 'degraded', detail: error.message } : { word: 'accepted', detail: `by ${named.map(({ name }) => name).join('; ')}` };
}
