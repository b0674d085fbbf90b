import { CONTROLLER, conditionText, objections, parentName } from './routes.mjs';
import { identityOf, objectName, pointerTokens, readablePath } from './sources/located.mjs';

/**
 * What became of each input object: `{ entry, tokens, outcomes, findings, reason?, parts }`. A part is a rule,
 * a listener, a parentRef or a backend, of the same shape with a `label`. `outcomes` are the places in the
 * output that come from it; `reason` is given where there is none although one is expected. Objects that
 * neither became anything nor have a finding are left out, unless `wanted` picks them by identity.
 */
export function explanationsOf({ entries, evaluation, findings, locator }, wanted) {
  const explanations = new Map(entries.map((entry) => [entry, explanationOf(entry)]));
  for (const { output, path, from, fromPath } of evaluation.provenance) {
    for (const entry of locator.entriesOf(from)) {
      const tokens = pointerTokens(path);
      nearestPart(explanations.get(entry), pointerTokens(fromPath)).outcomes.push({ name: objectName(output), path: readablePath(tokens) });
    }
  }
  for (const finding of findings.filter((each) => each.diagnostic)) {
    for (const { entry, tokens } of locator.resolve(finding.diagnostic)) nearestPart(explanations.get(entry), tokens).findings.push(finding);
  }
  const statusOf = new Map(evaluation.statuses.flatMap((each) => locator.entriesOf(each).map((entry) => [entry, each])));
  return [...explanations.values()]
    .filter((each) => (wanted ? wanted(each.identity) : each.becomes || hasNews(each)))
    .map((each) => giveReasons(each, statusOf.get(each.entry)));
}

function explanationOf(entry) {
  const { object } = entry;
  const identity = identityOf(object);
  const whole = part(entry, [], objectName(identity));
  const partsOf = { HTTPRoute: routeParts, Gateway: gatewayParts }[object?.kind];
  return { ...whole, identity, becomes: Boolean(partsOf), parts: partsOf ? partsOf(entry, object.spec ?? {}, identity) : [] };
}

function part(entry, tokens, label, { becomes = false, parts = [] } = {}) {
  return { entry, tokens, label, outcomes: [], findings: [], becomes, parts };
}

function routeParts(entry, spec, { namespace }) {
  const parents = listOf(spec.parentRefs).map((parent, i) => part(entry, ['spec', 'parentRefs', String(i)], `parent ${parentName(parent ?? {}, namespace)}`));
  const rules = listOf(spec.rules).map((rule, i) => {
    const tokens = ['spec', 'rules', String(i)];
    const backends = listOf(rule?.backendRefs).map((backend, j) => part(entry, [...tokens, 'backendRefs', String(j)], `backend ${backendName(backend ?? {})}`, { becomes: true }));
    return part(entry, tokens, `rule ${rule?.name ?? i}`, { becomes: true, parts: backends });
  });
  return [...parents, ...rules];
}

function gatewayParts(entry, spec) {
  return listOf(spec.listeners).map((listener, i) => part(entry, ['spec', 'listeners', String(i)], `listener ${listener?.name ?? i}`, { becomes: true }));
}

function backendName({ kind = 'Service', namespace, name, port }) {
  const path = [namespace, name].filter(Boolean).join('/');
  return `${kind === 'Service' ? '' : `${kind} `}${path}${port === undefined ? '' : `:${port}`}`;
}

/** The innermost part that encloses a pointer. */
function nearestPart(explanation, tokens) {
  const inner = explanation.parts.find((each) => each.tokens.every((token, at) => token === tokens[at]));
  return inner ? nearestPart(inner, tokens) : explanation;
}

function hasNews({ outcomes, findings, parts }) {
  return outcomes.length > 0 || findings.length > 0 || parts.some(hasNews);
}

function hasOutcome({ outcomes, parts }) {
  return outcomes.length > 0 || parts.some(hasOutcome);
}

/** Adds a reason wherever nothing came of what should have become something; one that holds for a whole is said once. */
function giveReasons(explanation, status, inherited) {
  const { becomes, findings, parts } = explanation;
  const own = findings.find(({ severity }) => severity === 'error') ?? findings.find(({ severity }) => severity === 'warning');
  const blame = own?.message ?? inherited;
  const dead = becomes && !hasOutcome(explanation);
  return {
    ...explanation,
    reason: dead ? (blame ?? refusal(status) ?? firstBelow(parts) ?? 'no diagnostic and no condition says why') : undefined,
    parts: parts.filter((each) => !dead || hasNews(each)).map((each) => giveReasons(each, status, blame)),
  };
}

/** What the status says against an object. */
function refusal(entry) {
  if (!entry) return 'it belongs to another controller, or to none';
  const { conditions = [], parents } = entry.status ?? {};
  const accepted = conditions.find((condition) => condition.type === 'Accepted' && condition.status !== 'True');
  if (accepted) return conditionText(accepted);
  const ours = (parents ?? []).filter((parent) => parent.controllerName === CONTROLLER);
  if (parents && ours.length === 0) return 'none of its parents belongs to Kuma';
  const against = ours.map((parent) => ({ parent, condition: objections(parent)[0] })).find(({ condition }) => condition);
  return against && `for ${parentName(against.parent.parentRef, entry.namespace)}, ${conditionText(against.condition)}`;
}

function firstBelow(parts) {
  for (const { findings, parts: inner } of parts) {
    const message = findings.find(({ severity }) => severity !== 'info')?.message ?? firstBelow(inner);
    if (message) return message;
  }
  return undefined;
}

function listOf(value) {
  return Array.isArray(value) ? value : [];
}
