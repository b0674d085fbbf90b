import { existsSync } from 'node:fs';

import { exitCodeFor } from '../exit-codes.mjs';
import { explanationsOf } from '../explanations.mjs';
import { renderExplanations } from '../render/explain.mjs';
import { evaluateFiles } from '../run.mjs';
import { misses, parseSelector, selects } from '../selectors.mjs';
import { identityOf } from '../sources/located.mjs';

/** For each input object, what became of it and of its parts. */
export async function explain(words, values, context) {
  // The shell expands a glob after -f into further words: those that exist are files.
  const files = words.filter((word) => word === '-' || existsSync(word) || values.filename?.includes(word));
  const selectors = words.filter((word) => !files.includes(word)).map(parseSelector);
  const run = await evaluateFiles(files, values, context);
  const identities = run.entries.map((entry) => identityOf(entry.object));
  const findings = [...run.findings, ...misses(run.refused ? [] : selectors, identities, 'object of the input')];
  const wanted = (identity) => selectors.some((selector) => selects(selector, identity));
  const explanations = explanationsOf(run, selectors.length > 0 ? wanted : undefined);
  if (!run.refused) context.print(renderExplanations(explanations, context.paint));
  context.reportFindings(findings.filter((finding) => finding.unread));
  context.reportSummary(findings);
  return exitCodeFor(findings);
}
