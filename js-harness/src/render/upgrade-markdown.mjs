import { objectName, pointerTokens, readablePath } from '../sources/located.mjs';
import { harmless } from './text.mjs';
import { actionsOf, blockers, changesOf, orderTitle, ruleName, stepsOf, summary, verdictText, WORDS } from './upgrade-parts.mjs';
import { writeYaml } from './yaml-writer.mjs';

/** A comparison for a pull request: the same as on a terminal, with the rules folded away. */
export function renderUpgradeMarkdown(comparison) {
  const { from, to, objects } = comparison;
  const steps = stepsOf(comparison);
  const lines = [
    `## ${from} to ${to}`,
    '',
    `**${verdictText(comparison)}**`,
    '',
    `${summary(comparison)}.`,
    ...section('In the way', blockers(comparison).map(({ code, message, help, names }) => `- ${code ? `\`${code}\`: ` : ''}${text(message)}\n  - in ${names.map(ticked).join(', ')}\n  - ${text(help)}`)),
    ...section('Before the upgrade', actionsOf(comparison, 'before').map(task)),
    ...section('After the upgrade', actionsOf(comparison, 'after').map(task)),
    ...interruptions(comparison),
    ...section(capital(orderTitle(steps)), steps.map(({ action, object }, index) => `${index + 1}. ${action} ${ticked(objectName(object))}`)),
    ...section('Objects', table(objects)),
    ...objects.flatMap((entry) => details(comparison, entry)),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function section(title, lines) {
  return lines.length === 0 ? [] : ['', `### ${title}`, '', ...lines];
}

function task({ what, objects }) {
  return `- [ ] ${text(what)}: ${objects.map((object) => ticked(objectName(object))).join(', ')}`;
}

function interruptions({ interruptions: found, uninterrupted }) {
  if (found.length === 0) return ['', `Nothing stops serving: ${text(uninterrupted)}.`];
  return section('What stops serving meanwhile', found.map(({ message, help }) => `- ${text(message)}\n  - to avoid it: ${text(help)}`));
}

function table(objects) {
  if (objects.length === 0) return [];
  const cell = (outputs) => outputs.map((output) => ticked(objectName(output))).join('<br>') || '–';
  const rows = objects.map(({ object, verdict, before, after }) => `| ${ticked(objectName(object))} | ${WORDS[verdict]} | ${cell(before)} | ${cell(after)} |`);
  return ['| object | becomes | before | after |', '| --- | --- | --- | --- |', ...rows];
}

/** Why an object is another, its fields and its rules; nothing where there is nothing to tell. */
function details(comparison, entry) {
  const { object, reasons = [], rules = [], diagnostics = [] } = entry;
  const told = diagnostics.filter(({ severity, code }) => severity !== 'error' && code !== 'mesh-not-read');
  const changes = changesOf(comparison, entry).flatMap(({ object: output, changes: all }) => ['', ticked(objectName(output)), '', '```diff', ...all.flatMap(change), '```']);
  const changed = rules.filter(({ verdict }) => verdict === 'changed' || (verdict === 'lost' && entry.verdict !== 'lost'));
  if (reasons.length + told.length + changes.length + changed.length === 0) return [];
  return [
    '',
    `<details><summary>${escaped(objectName(object))}</summary>`,
    '',
    ...reasons.map((reason) => `- ${text(reason)}`),
    ...told.map(({ code, severity, message, help }) => `- ${severity} \`${code}\`: ${text(message)} (${text(help)})`),
    ...changes,
    ...changed.flatMap((rule) => ruleDetails(rule, reasons)),
    '',
    '</details>',
  ];
}

function change({ path, before, after }) {
  const at = readablePath(pointerTokens(path));
  return [...(before === undefined ? [] : [`- ${at}: ${JSON.stringify(before)}`]), ...(after === undefined ? [] : [`+ ${at}: ${JSON.stringify(after)}`])].map(harmless);
}

function ruleDetails(rule, said) {
  const reasons = (rule.reasons ?? []).filter((reason) => !said.includes(reason));
  const diff = rule.verdict === 'changed' ? ['', '```diff', ...yaml(rule.before, '- '), ...yaml(rule.after, '+ '), '```'] : [];
  return ['', `${ticked(ruleName(rule))}: ${WORDS[rule.verdict]}`, ...(reasons.length ? [''] : []), ...reasons.map((reason) => `- ${text(reason)}`), ...diff];
}

function yaml(values, prefix) {
  return values.flatMap((value) => writeYaml(value).text.trimEnd().split('\n').map((line) => harmless(`${prefix}${line}`)));
}

/** Text of messages: its backticks are Markdown's too, and nothing else in it is. */
function text(message) {
  const parts = harmless(message).split('`');
  return parts.map((part, index) => (index % 2 ? part : escaped(part))).join('`');
}

function escaped(part) {
  return part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('|', '\\|');
}

function ticked(name) {
  return `\`${harmless(name).replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

function capital(title) {
  return title[0].toUpperCase() + title.slice(1);
}
