import { effectsOf, endingsOf, entranceWords, filtersOf, matchedOf, ruleName, summaryOf } from '../request-words.mjs';
import { placeOf } from '../sources/located.mjs';
import { renderPlace } from './diagnostic.mjs';
import { count, harmless } from './text.mjs';

/** So many other rules are told without `--all`. */
const OTHERS = 6;

/** The way of a request: in, rule, filters, out; then why the other rules did not take it. */
export function renderTrace(request, simulation, { locator, all, paint }) {
  const { entrance, gatewayApi, dataPlane, differences, considered } = simulation;
  const at = (place) => where(place, locator, paint);
  const lines = [paint(harmless(`${request.method} ${request.url}`), 'bold')];
  for (const [name, value] of request.headers) lines.push(paint(harmless(`${name}: ${value}`), 'dim'));
  const { step: name, text, path } = entranceWords(entrance);
  lines.push('', step(name, text, at({ object: entrance.object, path })));
  const matched = matchedOf(simulation);
  if (matched) {
    lines.push(step('rule', ruleName(matched), at(matched)));
    for (const filter of filtersOf(matched, locator)) lines.push(step('filter', filter.type, at(filter)));
  } else {
    lines.push(step('rule', `none: ${dataPlane.why || gatewayApi.why}`));
  }
  for (const ending of endingsOf(dataPlane)) lines.push(`${paint('→', ending.isGood ? 'green' : 'red')} ${harmless(ending.text)}`);
  for (const [what, effect] of effectsOf(dataPlane)) lines.push(step(what, effect));
  if (dataPlane.why && matched) lines.push(step('why', dataPlane.why));
  if (dataPlane.undecided) lines.push(step('open', `the regular expression \`${dataPlane.undecided}\` cannot be judged here and might take the request`));
  if (differences.length > 0) lines.push('', ...differenceLines(simulation, at, paint));
  lines.push(...otherLines(considered, all, at, paint));
  return `${lines.join('\n')}\n`;
}

function differenceLines({ gatewayApi: asked, dataPlane: done, differences }, at, paint) {
  const lines = [paint(`! Kuma's data plane does something else than Gateway API asks (${differences.join(', ')})`, 'yellow')];
  lines.push(step('asked', summaryOf(asked), asked.matched && at(asked.matched)), step('done', summaryOf(done), done.matched && at(done.matched)));
  return lines;
}

function otherLines(considered, all, at, paint) {
  const others = considered.filter(({ verdict }) => verdict !== 'taken');
  if (others.length === 0) return [];
  const shown = all ? others : others.slice(0, OTHERS);
  const lines = ['', paint('Other rules', 'bold')];
  for (const { rule, why } of shown) lines.push(`  ${harmless(ruleName(rule))}  ${at(rule)}`, `    ${harmless(why)}`);
  if (shown.length < others.length) lines.push(`  and ${count(others.length - shown.length, 'more rule')}, which --all tells`);
  return lines;
}

function where(place, locator, paint) {
  const [target] = locator.resolve(place);
  return target ? paint(renderPlace(placeOf(target.entry, target.tokens)), 'dim') : '';
}

function step(name, text, place) {
  return `  ${name.padEnd(8)} ${harmless(text)}${place ? `  ${place}` : ''}`;
}
