import { table } from './text.mjs';

/** All codes, a line each. */
export function renderCodes(entries) {
  return `${table(['CODE', 'SEVERITY', 'SUMMARY'], entries.map(({ code, severity, summary }) => [code, severity, summary]))}\n`;
}

/** One code with its explanation and example. */
export function renderCode({ code, severity, summary, help, explanation, example }, paint) {
  const colour = { error: 'red', warning: 'yellow' }[severity] ?? 'cyan';
  const parts = [`${paint(`${severity}[${code}]`, 'bold', colour)}${paint(`: ${summary}`, 'bold')}`, explanation];
  if (example) parts.push(`Example:\n\n${example.trimEnd().replace(/^(?=.)/gm, '    ')}`);
  if (help) parts.push(`Help: ${help}`);
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}
