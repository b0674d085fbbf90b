import { objectName } from '../sources/located.mjs';
import { harmless } from './text.mjs';
import { writeYaml } from './yaml-writer.mjs';

const WORDS = { unchanged: 'unchanged', changed: 'changed', lost: 'LOST', none: 'nothing is made, before or after' };
const COLOURS = { changed: 'yellow', lost: 'red', unchanged: 'green' };
const VERDICTS = {
  clean: 'nothing stands in the way',
  blockers: 'there are blockers: what is lost or refused needs a decision before the upgrade',
  undecided: 'undecided: something that is not in the input was taken to exist',
};

/** What becomes of each object, then what is done in which order. */
export function renderUpgrade({ objects, plan, verdict }, { from, to, paint }) {
  const lines = [`${from} to ${to}`, ''];
  for (const entry of objects) lines.push(...renderObject(entry, paint), '');
  lines.push(...renderOrder(plan), '', `verdict: ${VERDICTS[verdict]}`, summary(objects));
  return lines.map((line) => `${line}\n`).join('');
}

function renderObject({ object, verdict, before, after, rules, steps, reasons }, paint) {
  const lines = [`${paint(harmless(objectName(object)), 'bold')}: ${paint(WORDS[verdict], COLOURS[verdict] ?? 'dim')}`];
  const names = (outputs) => harmless(outputs.map(objectName).join(', '));
  if (verdict === 'changed' || verdict === 'lost') {
    if (before.length) lines.push(`  - ${names(before)}`);
    lines.push(`  + ${after.length ? names(after) : 'nothing'}`);
  }
  for (const { object: output, action, reason, changes = [] } of steps.filter((step) => step.action === 'update' || step.action === 'replace')) {
    lines.push(`  ${action} ${harmless(objectName(output))}${action === 'replace' ? `: ${harmless(reason)}` : ''}`);
    for (const { path, before: old, after: made } of changes.filter((change) => !change.path.includes('/rules'))) {
      if (old !== undefined) lines.push(paint(harmless(`    - ${path}: ${JSON.stringify(old)}`), 'red'));
      if (made !== undefined) lines.push(paint(harmless(`    + ${path}: ${JSON.stringify(made)}`), 'green'));
    }
  }
  for (const { code, severity, message, help } of reasons) lines.push(`  ${severity}[${code}]: ${harmless(message)}`, `    = help: ${harmless(help)}`);
  for (const rule of rules) {
    const place = rule.path.slice(1).replaceAll('/', '.').replace(/\.(\d+)$/, '[$1]');
    lines.push(`  ${place}: ${paint(WORDS[rule.verdict], COLOURS[rule.verdict] ?? 'dim')}`);
    if (rule.verdict === 'unchanged' || rule.verdict === 'none') continue;
    lines.push(...yaml(rule.before, '    - ').map((line) => paint(line, 'red')), ...yaml(rule.after, '    + ').map((line) => paint(line, 'green')));
  }
  return lines;
}

function yaml(values, prefix) {
  return values.flatMap((value) => writeYaml(value).text.trimEnd().split('\n').map((line) => harmless(`${prefix}${line}`)));
}

function renderOrder(plan) {
  const steps = plan.filter(({ action }) => action !== 'unchanged');
  if (steps.length === 0) return ['order: nothing is to be done'];
  const title = 'order: what replaces an object is made before the object is removed';
  return [title, ...steps.map(({ action, object }, index) => `  ${index + 1}. ${action} ${harmless(objectName(object))}`), ...steps.filter(selectsAnew).map(renderGap), ...steps.filter(({ action }) => action === 'replace').map(renderRemoval)];
}

/** A gateway whose pods are chosen by another tag: they carry it once they were replaced. */
function selectsAnew({ action, object, changes = [] }) {
  return action === 'update' && object.kind === 'MeshGateway' && changes.some(({ path }) => path.startsWith('/spec/selectors'));
}

function renderGap({ object }) {
  return harmless(`  note: ${objectName(object)} selects its pods by another tag, which they carry once they were replaced: its requests can fail until then`);
}

/** An object of another mesh: the old one must go first. */
function renderRemoval({ object }) {
  return harmless(`  note: ${objectName(object)} is removed and made anew in another mesh: its requests fail in between`);
}

function summary(objects) {
  const count = (verdict) => objects.filter((entry) => entry.verdict === verdict).length;
  return `${count('unchanged')} unchanged, ${count('changed')} changed, ${count('lost')} lost`;
}

/** The same for a pull request. */
export function renderUpgradeMarkdown({ objects, plan, verdict }, { from, to }) {
  const fence = (values) => ['```yaml', ...yaml(values, ''), '```'];
  const lines = [`## ${from} to ${to}`, '', `**${VERDICTS[verdict]}** (${summary(objects)})`, '', '| object | verdict | before | after |', '| --- | --- | --- | --- |'];
  const cell = (outputs) => outputs.map((output) => `\`${objectName(output)}\``).join('<br>') || '–';
  for (const { object, verdict: of, before, after } of objects) lines.push(`| \`${objectName(object)}\` | ${WORDS[of]} | ${cell(before)} | ${cell(after)} |`);
  for (const { object, reasons, rules } of objects) {
    const changed = rules.filter((rule) => rule.verdict === 'changed' || rule.verdict === 'lost');
    if (reasons.length + changed.length === 0) continue;
    lines.push('', `### ${objectName(object)}`, '');
    for (const { code, severity, message, help } of reasons) lines.push(`- ${severity} \`${code}\`: ${message}. ${help}`);
    for (const rule of changed) lines.push('', `\`${rule.path}\`: ${WORDS[rule.verdict]}`, '', 'before:', '', ...fence(rule.before), '', 'after:', '', ...(rule.after.length ? fence(rule.after) : ['nothing']));
  }
  lines.push('', ...renderOrder(plan));
  return lines.map((line) => `${line}\n`).join('');
}
