import { readFileSync } from 'node:fs';

import { UsageError } from '../arguments.mjs';
import { EXIT } from '../exit-codes.mjs';
import { loadModule } from '../module.mjs';
import { didYouMean } from '../nearest.mjs';
import { renderCode, renderCodes } from '../render/codes.mjs';
import { SOURCE_CODES } from '../source-codes.mjs';

/** The catalogue of codes, or one of them explained. */
export async function codes(names, values, context) {
  const words = names.map((name) => name.split('/')[0]);
  const module = await loadModule(context.env);
  const all = new Map([...SOURCE_CODES, ...module.codes()].map((entry) => [entry.code, entry]));
  const sorted = [...all.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  const unknown = words.find((word) => !all.has(word));
  if (unknown !== undefined) {
    throw new UsageError(`there is no code ${unknown}${didYouMean(unknown, all.keys())}`, '`kuma-gapi codes` lists them');
  }
  // Which rule of a CRD is broken stands behind its code.
  const chosen = words.map((word, at) => withRule(all.get(word), names[at].slice(word.length + 1)));
  if (values.output === 'json') context.print(`${JSON.stringify(words.length > 0 ? chosen : sorted, null, 2)}\n`);
  else context.print(words.length > 0 ? chosen.map((entry) => renderCode(entry, context.paint)).join('\n') : renderCodes(sorted));
  return EXIT.ok;
}

/** The entry of a code, with the rule of a CRD that is named behind it. */
function withRule(entry, name) {
  if (name === '') return entry;
  const rules = new Map(ruleList().map((rule) => [rule.name, rule]));
  if (!rules.has(name)) throw new UsageError(`there is no rule ${name}${didYouMean(name, rules.keys())}`, 'docs/rules.md lists them');
  return { ...entry, rule: rules.get(name) };
}

/** The rules of the CRDs, as `make codes` lists them. */
function ruleList() {
  return JSON.parse(readFileSync(new URL('../rules.json', import.meta.url), 'utf8'));
}
