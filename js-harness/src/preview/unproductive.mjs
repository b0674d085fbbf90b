import { explanationsOf } from '../explanations.mjs';
import { objectName } from '../sources/located.mjs';

/** The rules, listeners and backends that became nothing although one would expect it, each with the reason. */
export function unproductiveOf(run, read) {
  const found = [];
  const visit = (object) => ({ entry, tokens, label, reason, parts }) => {
    const place = reason && read.extentOf(entry, tokens);
    if (place) found.push({ label, reason, object, place });
    parts.forEach(visit(object));
  };
  for (const explanation of explanationsOf(suspects(run))) visit(objectName(explanation.identity))(explanation);
  return found;
}

/** The run without the objects of which everything became something: most of them, mostly. */
function suspects({ entries, evaluation, findings, locator, origins }) {
  const made = new Map();
  evaluation.provenance.forEach(({ fromPath }, at) => {
    for (const entry of origins[at]) {
      const paths = made.get(entry);
      if (paths) paths.add(fromPath);
      else made.set(entry, new Set([fromPath]));
    }
  });
  const some = new Set(entries.filter((entry) => expected(entry.object).some((path) => !made.get(entry)?.has(path))));
  const concerns = (entry) => some.has(entry);
  return {
    entries: [...some],
    evaluation: { ...evaluation, provenance: some.size > 0 ? evaluation.provenance.filter((_, at) => origins[at].some(concerns)) : [] },
    findings: findings.filter(({ diagnostic }) => diagnostic && locator.resolve(diagnostic).some(({ entry }) => concerns(entry))),
    locator: {
      entriesOf: (identity) => locator.entriesOf(identity).filter(concerns),
      resolve: (diagnostic) => locator.resolve(diagnostic).filter(({ entry }) => concerns(entry)),
    },
  };
}

const pointersOf = new WeakMap();

/** The pointers of what should become something. An object that stays keeps them. */
function expected(object) {
  if (object === null || typeof object !== 'object') return [];
  if (!pointersOf.has(object)) pointersOf.set(object, wanted(object));
  return pointersOf.get(object);
}

function wanted({ kind, spec }) {
  if (kind === 'Gateway') return pointers('/spec/listeners', spec?.listeners);
  if (kind !== 'HTTPRoute') return [];
  return pointers('/spec/rules', spec?.rules).flatMap((rule, at) => [rule, ...pointers(`${rule}/backendRefs`, spec.rules[at]?.backendRefs)]);
}

function pointers(pointer, list) {
  return Array.isArray(list) && list.length > 0 ? list.map((_, at) => `${pointer}/${at}`) : [];
}
