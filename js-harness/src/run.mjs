import { evaluationOptions, UsageError } from './arguments.mjs';
import { collectFindings, fromModuleError } from './findings.mjs';
import { loadModule } from './module.mjs';
import { readSources } from './sources/files.mjs';
import { Locator } from './sources/located.mjs';
import { readObjects } from './sources/objects.mjs';

const NOTHING = { resources: [], statuses: [], diagnostics: [], provenance: [] };

/** Reads the files, evaluates what could be read, and gives the evaluation with everything that was found; `refused` if the module evaluated nothing. */
export async function evaluateFiles(paths, values, { progress, stdin, env }) {
  if (paths.length === 0) throw new UsageError('no input: give it with -f PATH', '`-f -` reads standard input');
  const module = await loadModule(env);
  progress.stage('reading the files');
  const { sources, problems: unreadable } = await readSources(paths, { stdin });
  const { entries, problems: unusable } = readObjects(sources);
  const problems = [...unreadable, ...unusable];
  if (entries.length === 0 && problems.length === 0) problems.push(nothingToDo(sources));

  progress.stage(`evaluating ${entries.length} objects`);
  const locator = new Locator(entries);
  const answer = entries.length > 0 ? module.evaluate({ resources: entries.map((entry) => entry.object), options: evaluationOptions(values) }) : { ok: NOTHING };
  const evaluation = { ...NOTHING, ...answer.ok };
  progress.stage('looking up lines and columns');
  const findings = collectFindings({ sources, problems, diagnostics: evaluation.diagnostics, locator });
  if (answer.error) findings.push(fromModuleError(answer.error, locator));
  return { entries, evaluation, findings, locator, refused: answer.error };
}

function nothingToDo(sources) {
  const names = sources.map((source) => source.name).join(', ');
  return { severity: 'error', unread: true, code: 'no-objects', message: `there is no object in ${names}`, notes: [] };
}
