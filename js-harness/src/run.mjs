import { evaluationOptions, UsageError } from './arguments.mjs';
import { collectFindings, fromModuleError } from './findings.mjs';
import { loadModule } from './module.mjs';
import { readSources } from './sources/files.mjs';
import { Locator } from './sources/located.mjs';
import { readObjects } from './sources/objects.mjs';

/** The kinds that the module makes. */
const MADE = ['MeshGateway', 'MeshGatewayInstance', 'MeshGatewayRoute', 'MeshHTTPRoute', 'Secret'];
const NOTHING = { resources: [], statuses: [], diagnostics: [], provenance: [] };

/** Reads the files, evaluates what could be read, and gives the evaluation with everything that was found; `refused` if the module evaluated nothing. */
export async function evaluateFiles(paths, values, context) {
  const { answer, ...read } = await ask(paths, values, context, (module, snapshot) => module.evaluate(snapshot));
  const evaluation = { ...NOTHING, ...answer?.ok };
  return { ...read, evaluation, findings: found(read, answer, evaluation.diagnostics, context), refused: answer?.error };
}

/** The same for the comparison of two targets; of what was found there is only what is about the input as a whole. */
export async function compareFiles(paths, values, targets, context) {
  const { answer, ...read } = await ask(paths, values, context, (module, snapshot) => module.compare(snapshot, targets));
  return { comparison: answer?.ok, findings: found(read, answer, answer?.ok?.diagnostics ?? [], context) };
}

/** Reads the files and hands what could be read to the module; without an answer where there is nothing to ask about. */
async function ask(paths, values, { progress, stdin, env }, question) {
  if (paths.length === 0) throw new UsageError('no input: give it with -f PATH', '`-f -` reads standard input');
  const module = await loadModule(env);
  progress.stage('reading the files');
  const { sources, problems: unreadable } = await readSources(paths, { stdin });
  const { entries, problems: unusable } = readObjects(sources);
  const observed = values.observed && (await readObserved(values.observed, { stdin }));
  const problems = [...unreadable, ...unusable, ...(observed?.problems ?? [])];
  if (entries.length === 0 && problems.length === 0) problems.push(nothingToDo(sources));

  progress.stage(`evaluating ${entries.length} objects`);
  const locator = new Locator(entries);
  const answer = entries.length > 0 ? question(module, snapshotOf(entries, observed, values)) : undefined;
  return { answer, entries, sources, problems, locator, catalogue: module.codes, version: module.version() };
}

function found({ sources, problems, locator }, answer, diagnostics, { progress }) {
  progress.stage('looking up lines and columns');
  const findings = collectFindings({ sources, problems, diagnostics, locator });
  if (answer?.error) findings.push(fromModuleError(answer.error, locator));
  return findings;
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
