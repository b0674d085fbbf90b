import { table } from './text.mjs';

/** All codes, a line each. */
export function renderCodes(entries) {
  return `${table(['CODE', 'SEVERITY', 'SUMMARY'], entries.map(({ code, severity, summary }) => [code, severity, summary]))}\n`;
}

/** One code with its explanation and example. */
export function renderCode({ code, severity, summary, help, explanation, example, rule }, paint) {
  const colour = { error: 'red', warning: 'yellow' }[severity] ?? 'cyan';
  const parts = [`${paint(`${severity}[${rule ? `${code}/${rule.name}` : code}]`, 'bold', colour)}${paint(`: ${summary}`, 'bold')}`, rule && ruleText(rule), explanation];
  // The example of the code is about one of its rules, and seldom this one.
  if (example && !rule) parts.push(`Example:\n\n${example.trimEnd().replace(/^(?=.)/gm, '    ')}`);
  if (help) parts.push(`Help: ${help}`);
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function ruleText({ says, onUpdate, places }) {
  return `The rule${onUpdate ? ', checked when an object is changed' : ''}:\n\n    ${says}\n\nIt is a rule of:\n\n${places.map((place) => `    ${place}`).join('\n')}`;
}
