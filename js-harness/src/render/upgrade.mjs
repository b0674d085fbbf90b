import { objectName, pointerTokens, readablePath } from '../sources/located.mjs';
import { harmless } from './text.mjs';
import { actionsOf, blockers, changesOf, orderTitle, ruleName, stepsOf, summary, verdictText, WORDS } from './upgrade-parts.mjs';
import { writeYaml } from './yaml-writer.mjs';

const COLOURS = { changed: 'yellow', lost: 'red', unchanged: 'green', clean: 'green', blocked: 'red', undecided: 'yellow' };

/** A comparison for a terminal: the verdict and what is in the way; what to do, what stops meanwhile, and the order; then each object. */
export function renderUpgrade(comparison, paint) {
  const { from, to, verdict, objects } = comparison;
  const blocks = [
    [`${from} to ${to}: ${paint(verdictText(comparison), COLOURS[verdict])}`, summary(comparison)],
    blockers(comparison).flatMap((blocker) => renderBlocker(blocker, paint)),
    renderActions('before the upgrade', actionsOf(comparison, 'before'), paint),
    renderActions('after the upgrade', actionsOf(comparison, 'after'), paint),
    renderInterruptions(comparison, paint),
    renderOrder(stepsOf(comparison), paint),
    ...objects.map((entry) => renderObject(comparison, entry, paint)),
  ];
  const lines = blocks.filter((block) => block.length > 0).flatMap((block, index) => (index === 0 ? block : ['', ...block]));
  return lines.map((line) => `${line}\n`).join('');
}

function renderBlocker({ code, severity, message, help, names }, paint) {
  return [
    `${paint(code ? `${severity}[${code}]` : severity, 'red', 'bold')}: ${harmless(message)}`,
    `  = in: ${harmless(names.join(', '))}`,
    `  = help: ${harmless(help)}`,
  ];
}

function renderActions(title, actions, paint) {
  if (actions.length === 0) return [];
  return [paint(`${title}:`, 'bold'), ...actions.flatMap(({ what, objects }, index) => [`  ${index + 1}. ${harmless(what)}`, `     = ${names(objects)}`])];
}

function renderInterruptions({ interruptions, uninterrupted }, paint) {
  if (interruptions.length === 0) return [`nothing stops serving: ${harmless(uninterrupted)}`];
  return [
    paint('what stops serving meanwhile:', 'bold'),
    ...interruptions.flatMap(({ message, help }, index) => [`  ${index + 1}. ${harmless(message)}`, `     = to avoid it: ${harmless(help)}`]),
  ];
}

function renderOrder(steps, paint) {
  if (steps.length === 0) return [];
  return [paint(`${orderTitle(steps)}:`, 'bold'), ...steps.map(({ action, object }, index) => `  ${index + 1}. ${action} ${harmless(objectName(object))}`)];
}

function renderObject(comparison, entry, paint) {
  const { object, verdict, before, after, reasons = [], rules = [], diagnostics = [] } = entry;
  const lines = [`${paint(harmless(objectName(object)), 'bold')}: ${paint(WORDS[verdict], COLOURS[verdict] ?? 'dim')}`];
  if (verdict === 'changed' || verdict === 'lost') {
    if (before.length) lines.push(paint(`  - ${names(before)}`, 'red'));
    if (after.length) lines.push(paint(`  + ${names(after)}`, 'green'));
  }
  lines.push(...reasons.map((reason) => `  = why: ${harmless(reason)}`));
  for (const { code, severity, message, help } of diagnostics.filter(({ severity: of, code: name }) => of !== 'error' && name !== 'mesh-not-read')) {
    lines.push(`  ${severity}[${code}]: ${harmless(message)}`, `    = help: ${harmless(help)}`);
  }
  for (const { object: output, changes } of changesOf(comparison, entry)) {
    lines.push(`  ${harmless(objectName(output))}`, ...changes.flatMap((change) => renderChange(change, paint)));
  }
  return [...lines, ...renderRules(rules, reasons, paint)];
}

function renderChange({ path, before, after }, paint) {
  const at = readablePath(pointerTokens(path));
  return [
    ...(before === undefined ? [] : [paint(harmless(`    - ${at}: ${JSON.stringify(before)}`), 'red')]),
    ...(after === undefined ? [] : [paint(harmless(`    + ${at}: ${JSON.stringify(after)}`), 'green')]),
  ];
}

/** Each rule, a changed one before and after; what was said already is not said again. */
function renderRules(rules, reasons, paint) {
  const said = new Set(reasons);
  return rules.flatMap((rule) => {
    const head = `  ${ruleName(rule)}: ${paint(WORDS[rule.verdict], COLOURS[rule.verdict] ?? 'dim')}`;
    if (rule.verdict !== 'changed') return [head];
    const news = (rule.reasons ?? []).filter((reason) => !said.has(reason));
    news.forEach((reason) => said.add(reason));
    return [
      head,
      ...news.map((reason) => `    = why: ${harmless(reason)}`),
      ...yaml(rule.before, '    - ').map((line) => paint(line, 'red')),
      ...yaml(rule.after, '    + ').map((line) => paint(line, 'green')),
    ];
  });
}

function yaml(values, prefix) {
  return values.flatMap((value) => writeYaml(value).text.trimEnd().split('\n').map((line) => harmless(`${prefix}${line}`)));
}

function names(objects) {
  return harmless(objects.map(objectName).join(', '));
}
