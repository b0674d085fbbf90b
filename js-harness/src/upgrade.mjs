import { isDeepStrictEqual } from 'node:util';

import { identityOf, objectName, pointerTokens } from './sources/located.mjs';

/** Kinds that are told even if nothing is made of them. */
const STATED = new Set(['Gateway', 'HTTPRoute']);

/** What becomes of each input object and rule between two evaluations of the same input for two targets. */
export function compareEvaluations(before, after) {
  const steps = new Map((after.plan ?? []).map((step) => [nameOf(step.object), step]));
  const sources = new Map();
  for (const { from } of [...before.provenance, ...after.provenance]) sources.set(nameOf(from), from);
  const told = new Set(before.diagnostics.map(finding));
  const news = after.diagnostics.filter((diagnostic) => diagnostic.object && !told.has(finding(diagnostic)));
  for (const { object } of news) sources.set(nameOf(object), object);
  const all = [...sources].map(([name, object]) => {
    const [old, made] = [before, after].map((evaluation) => outputsOf(evaluation, name));
    return {
      object,
      verdict: verdict(old, made),
      before: old.map(outputOf),
      after: made.map(outputOf),
      rules: object.kind === 'HTTPRoute' ? rules(before, after, name, object) : [],
      steps: [...new Set([...made, ...old].map((output) => nameOf(identityOf(output))))].flatMap((output) => steps.get(output) ?? []),
      reasons: news.filter((diagnostic) => nameOf(diagnostic.object) === name),
    };
  });
  // What is only read, such as a MeshGatewayConfig, is told with what it is read for.
  const objects = all.filter(({ object, verdict: of, reasons }) => of !== 'none' || reasons.length > 0 || STATED.has(object.kind));
  objects.sort((a, b) => (nameOf(a.object) < nameOf(b.object) ? -1 : 1));
  return { objects, plan: after.plan ?? [], verdict: overall(objects) };
}

/** `lost`: something was made and nothing is any more; `none`: nothing is made by either. */
function verdict(old, made) {
  if (old.length === 0 && made.length === 0) return 'none';
  if (isDeepStrictEqual(old, made)) return 'unchanged';
  return made.length === 0 ? 'lost' : 'changed';
}

function overall(objects) {
  const blocks = ({ verdict: of, rules: all, reasons }) =>
    of === 'lost' || all.some((rule) => rule.verdict === 'lost') || reasons.some(({ severity }) => severity === 'error');
  if (objects.some(blocks)) return 'blockers';
  return objects.some(({ reasons }) => reasons.some(({ code }) => code.startsWith('assumed-'))) ? 'undecided' : 'clean';
}

/** The rules of a route: what each becomes in the outputs, each form once. */
function rules(before, after, name, object) {
  const [old, made] = [before, after].map((evaluation) => rulesOf(evaluation, name));
  const indexes = [...new Set([...old.keys(), ...made.keys()])].sort((a, b) => a - b);
  return indexes.map((index) => {
    const [of, becomes] = [old.get(index) ?? [], made.get(index) ?? []];
    return { path: `/spec/rules/${index}`, object, verdict: verdict(of, becomes), before: of, after: becomes };
  });
}

function rulesOf(evaluation, name) {
  const found = new Map();
  for (const { output, path, from, fromPath } of evaluation.provenance) {
    const [, index] = /^\/spec\/rules\/(\d+)$/.exec(fromPath) ?? [];
    if (index === undefined || nameOf(from) !== name || !/\/rules\/\d+$/.test(path)) continue;
    const resource = evaluation.resources.find((each) => nameOf(identityOf(each)) === nameOf(output));
    const rule = pointerTokens(path).reduce((value, token) => value?.[token], resource);
    const known = found.get(Number(index)) ?? [];
    if (rule && !known.some((other) => isDeepStrictEqual(other, rule))) found.set(Number(index), [...known, rule]);
  }
  return found;
}

/** The outputs that an object is the first source of. */
function outputsOf({ resources, provenance }, name) {
  const outputs = new Set(provenance.filter(({ from, path }) => path === '' && nameOf(from) === name).map(({ output }) => nameOf(output)));
  return resources.filter((resource) => outputs.has(nameOf(identityOf(resource))));
}

function outputOf(resource) {
  const { kind, metadata } = resource;
  return { kind, ...(metadata.namespace && { namespace: metadata.namespace }), name: metadata.name };
}

function finding({ code, object, path, message }) {
  return [code, object && nameOf(object), path, message].join('\n');
}

function nameOf(object) {
  return objectName(object);
}
