import { objectName } from '../sources/located.mjs';
import { count } from './text.mjs';

/** What both forms of the report say alike. */

/** The verdict in words. */
export function verdictText({ verdict, interruptions, actions }) {
  if (verdict === 'blocked') return 'BLOCKED: something is lost, refused or in another mesh, and needs a decision before the upgrade';
  if (verdict === 'undecided') return 'undecided: it hangs on something that is not in the input and was taken to exist';
  return interruptions.length + actions.length > 0 ? 'nothing is lost or refused, but see what there is to do and what stops meanwhile' : 'nothing stands in the way';
}

export const WORDS = { unchanged: 'unchanged', changed: 'changed', lost: 'LOST', none: 'nothing is made of it, before or after' };

export const TRAFFIC = { gateway: 'for Gateways', mesh: 'between services' };

/** `2 objects: 1 unchanged, 1 changed, 0 lost`. */
export function summary({ objects, interruptions }) {
  const of = (verdict) => objects.filter((entry) => entry.verdict === verdict).length;
  const nothing = of('none') ? `, ${of('none')} of which nothing is made` : '';
  const gaps = interruptions.length === 0 ? 'nothing stops serving meanwhile' : `${count(interruptions.length, 'interruption')} on the way`;
  return `${count(objects.length, 'object')}: ${of('unchanged')} unchanged, ${of('changed')} changed, ${of('lost')} lost${nothing}; ${gaps}`;
}

/** The findings that stand in the way, each once with the objects that it is about; then what is lost without one, unless the actions name it. */
export function blockers({ objects, plan, actions }) {
  const named = new Set(actions.flatMap((action) => action.objects).map(objectName));
  const groups = new Map();
  const add = (key, group, name) => {
    if (!groups.has(key)) groups.set(key, { ...group, names: [] });
    const { names } = groups.get(key);
    if (!names.includes(name)) names.push(name);
  };
  for (const { object, verdict, before, instead, diagnostics = [] } of objects) {
    const name = objectName(object);
    const blocking = diagnostics.filter(({ severity, code }) => severity === 'error' || code === 'mesh-not-read');
    for (const { code, severity, message, help } of blocking) add(`${code}\n${help}`, { code, severity, message, help }, name);
    const isNamed = [object, ...before].some((each) => named.has(objectName(each)));
    if (verdict === 'lost' && blocking.length === 0 && !isNamed) add(`lost\n${instead}`, { severity: 'error', message: 'nothing is made of it any more', help: instead }, name);
  }
  for (const { object, reason } of plan.filter(({ action }) => action === 'replace')) add(`replace\n${reason}`, { severity: 'error', message: reason, help: 'choose the mesh where both versions read it' }, objectName(object));
  return [...groups.values()];
}

/** What is done, without what stays. */
export function stepsOf({ plan }) {
  return plan.filter(({ action }) => action !== 'unchanged');
}

/** Above the steps: in which order they come. */
export function orderTitle(steps) {
  const has = (...actions) => steps.some(({ action }) => actions.includes(action));
  if (!has('delete')) return 'order, each after what it refers to';
  return has('create', 'update', 'replace') ? 'order, what replaces an object before the object is removed' : 'order, each before what it refers to';
}

/** The changes of an object that are not told with its rules. */
export function changesOf({ plan }, { before, after }) {
  const names = new Set([...before, ...after].map(objectName));
  const updates = plan.filter(({ action, object }) => action === 'update' && names.has(objectName(object)));
  return updates.map(({ object, changes = [] }) => ({ object, changes: changes.filter(({ path }) => !path.includes('/rules')) })).filter(({ changes }) => changes.length > 0);
}

/** `spec.rules[0] for Gateways`. */
export function ruleName({ path, traffic }) {
  const place = path.slice(1).replaceAll('/', '.').replace(/\.(\d+)$/, '[$1]');
  return traffic ? `${place} ${TRAFFIC[traffic]}` : place;
}

/** The actions of one time, numbered from 1. */
export function actionsOf({ actions }, when) {
  return actions.filter((action) => action.when === when);
}
