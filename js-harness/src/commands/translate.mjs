import { exitCodeFor } from '../exit-codes.mjs';
import { renderYaml } from '../render/resources.mjs';
import { evaluateFiles } from '../run.mjs';
import { misses, parseSelector, selects } from '../selectors.mjs';
import { identityOf } from '../sources/located.mjs';
import { redacted } from '../sources/secrets.mjs';

/** Resources on standard output, what was found on standard error. */
export async function translate(paths, values, context) {
  const selectors = (values.only ?? []).map(parseSelector);
  const { evaluation, findings, refused } = await evaluateFiles(paths, values, context);
  const resources = only(evaluation.resources, selectors);
  const all = [...findings, ...misses(refused ? [] : selectors, evaluation.resources.map(identityOf), 'resource')];
  const shown = (values.redact ?? context.stdoutIsTerminal) ? resources.map(redacted) : resources;
  const answer = refused ? { error: refused } : { ...evaluation, resources: shown };
  context.print(values.output === 'json' ? `${JSON.stringify(answer, null, 2)}\n` : renderYaml(shown));
  context.report(all);
  return exitCodeFor(all);
}

function only(resources, selectors) {
  if (selectors.length === 0) return resources;
  return resources.filter((resource) => selectors.some((selector) => selects(selector, identityOf(resource))));
}
