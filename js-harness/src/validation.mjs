import { admissionOptions, UsageError } from './arguments.mjs';
import { collectFindings, fromModuleError } from './findings.mjs';
import { loadModule } from './module.mjs';
import { nothingToDo } from './run.mjs';
import { readSources } from './sources/files.mjs';
import { Locator } from './sources/located.mjs';
import { readObjects } from './sources/objects.mjs';

/**
 * Reads the files and validates what could be read: `{ objects, findings, failed, … }`; each object with its
 * `entry`. It failed if the module answered nothing, as for an option that it does not know.
 */
export async function validateFiles(paths, values, { progress, stdin, env }) {
  if (paths.length === 0) throw new UsageError('no input: name files, or give them with -f PATH', '`-f -` reads standard input');
  const module = await loadModule(env);
  progress.stage('reading the files');
  const { sources, problems: unreadable } = await readSources(paths, { stdin });
  const { entries, problems: unusable } = readObjects(sources);
  const problems = [...unreadable, ...unusable];
  if (entries.length === 0 && problems.length === 0) problems.push(nothingToDo(sources));
  const observed = await observedObjects(values.observed ?? [], stdin, problems);

  progress.stage(`validating ${entries.length} objects`);
  const locator = new Locator(entries);
  const snapshot = { resources: entries.map(({ object }) => object), ...(observed && { observed }), options: admissionOptions(values) };
  const { ok = { objects: [], diagnostics: [] }, error } = entries.length > 0 ? module.validate(snapshot) : {};
  progress.stage('looking up lines and columns');
  const findings = collectFindings({ sources, problems, diagnostics: placed(ok), locator });
  if (error) findings.push(fromModuleError(error, locator));
  const objects = ok.objects.map((each) => ({ ...each, entry: locator.resolve({ path: each.at })[0]?.entry }));
  return { objects, findings, failed: Boolean(error), locator, catalogue: module.codes, version: module.version() };
}

async function observedObjects(paths, stdin, problems) {
  if (paths.length === 0) return undefined;
  const { sources, problems: unreadable } = await readSources(paths, { stdin });
  const { entries, problems: unusable } = readObjects(sources);
  problems.push(...unreadable, ...unusable);
  return entries.map(({ object }) => object);
}

/** The diagnostics with their places in the snapshot: of several objects with one name, each has its own. */
function placed({ objects, diagnostics }) {
  const byObject = Map.groupBy ? Map.groupBy(objects, key) : grouped(objects);
  return diagnostics.flatMap((diagnostic) => {
    const same = diagnostic.object && byObject.get(key(diagnostic));
    if (!same) return [diagnostic];
    const owners = same.length === 1 ? same : same.filter((each) => isAbout(diagnostic, each));
    return owners.map(({ at }) => ({ ...diagnostic, object: undefined, path: at + diagnostic.path }));
  });
}

function grouped(objects) {
  const groups = new Map();
  for (const each of objects) groups.set(key(each), [...(groups.get(key(each)) ?? []), each]);
  return groups;
}

function key({ object }) {
  return JSON.stringify(object);
}

function isAbout({ code, path, severity }, { causes = [], warnings = [], verdict }) {
  if (severity === 'warning') return warnings.length > 0 || verdict === 'unknown';
  return causes.some((cause) => cause.code === code && cause.path === path);
}
