import { evaluationOptions, UsageError } from './arguments.mjs';
import { collectFindings, fromModuleError } from './findings.mjs';
import { loadModule } from './module.mjs';
import { readSources } from './sources/files.mjs';
import { Locator } from './sources/located.mjs';
import { readObjects } from './sources/objects.mjs';

/** The kinds that the module makes. */
const MADE = ['MeshGateway', 'MeshGatewayInstance', 'MeshGatewayRoute', 'MeshHTTPRoute', 'Secret'];
const NOTHING = { resources: [], statuses: [], diagnostics: [], provenance: [] };

/** Reads the files, evaluates what could be read against what is `existing`, and gives the evaluation with everything that was found; `refused` if the module evaluated nothing. */
export async function evaluateFiles(paths, values, { progress, stdin, env }, existing) {
  if (paths.length === 0) throw new UsageError('no input: give it with -f PATH', '`-f -` reads standard input');
  const module = await loadModule(env);
  progress.stage('reading the files');
  const { sources, problems: unreadable } = await readSources(paths, { stdin });
  const { entries, problems: unusable } = readObjects(sources);
  const observed = existing ? { objects: existing } : values.observed && (await readObserved(values.observed, { stdin }));
  const problems = [...unreadable, ...unusable, ...(observed?.problems ?? [])];
  if (entries.length === 0 && problems.length === 0) problems.push(nothingToDo(sources));

  progress.stage(`evaluating ${entries.length} objects`);
  const locator = new Locator(entries);
  const answer = entries.length > 0 ? module.evaluate(snapshotOf(entries, observed, values)) : { ok: NOTHING };
  const evaluation = { ...NOTHING, ...answer.ok };
  progress.stage('looking up lines and columns');
  const findings = collectFindings({ sources, problems, diagnostics: evaluation.diagnostics, locator });
  if (answer.error) findings.push(fromModuleError(answer.error, locator));
  return { entries, evaluation, findings, locator, refused: answer.error, catalogue: module.codes, version: module.version() };
}

/** The objects that exist; of what is in the files those of the kinds that are made, so that a whole cluster may be given. */
async function readObserved(paths, streams) {
  const { sources, problems: unreadable } = await readSources(paths, streams);
  const { entries, problems: unusable } = readObjects(sources);
  const objects = entries.map((entry) => entry.object).filter((object) => MADE.includes(object?.kind));
  return { objects, problems: [...unreadable, ...unusable] };
}

function snapshotOf(entries, observed, values) {
  const resources = entries.map((entry) => entry.object);
  return { resources, ...(observed && { observed: observed.objects }), options: evaluationOptions(values) };
}

export function nothingToDo(sources) {
  const names = sources.map((source) => source.name).join(', ');
  return { severity: 'error', unread: true, code: 'no-objects', message: `there is no object in ${names}`, notes: [] };
}
