import { objectName, pointerTokens, readablePath } from '../sources/located.mjs';
import { harmless } from './text.mjs';

const SIGNS = { create: '+', update: '~', replace: '±', delete: '-', unchanged: ' ' };
const COLOURS = { create: 'green', update: 'yellow', replace: 'yellow', delete: 'red' };

/** A plan like a diff: what is done to each object and why, each changed field below it, and a line that counts. */
export function renderPlan(steps, paint) {
  const lines = steps.flatMap((step) => renderStep(step, paint));
  return [...lines, summary(steps)].map((line) => `${line}\n`).join('');
}

function renderStep({ action, object, reason, changes = [] }, paint) {
  const title = harmless(`${SIGNS[action]} ${action} ${objectName(object)}`);
  return [`${paint(title, COLOURS[action] ?? 'dim')}: ${harmless(reason)}`, ...changes.flatMap((change) => renderChange(change, paint))];
}

function renderChange({ path, before, after }, paint) {
  const at = readablePath(pointerTokens(path));
  return [
    ...(before === undefined ? [] : [paint(harmless(`    - ${at}: ${JSON.stringify(before)}`), 'red')]),
    ...(after === undefined ? [] : [paint(harmless(`    + ${at}: ${JSON.stringify(after)}`), 'green')]),
  ];
}

function summary(steps) {
  const count = (action) => steps.filter((step) => step.action === action).length;
  return Object.keys(SIGNS)
    .filter((action) => action !== 'replace' || count(action) > 0)
    .map((action) => `${count(action)} to ${action}`.replace(/ to unchanged$/, ' unchanged'))
    .join(', ');
}
