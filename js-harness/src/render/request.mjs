import { renderPlace } from './diagnostic.mjs';
import { count, harmless } from './text.mjs';
import { objectName, placeOf, pointerTokens, readablePath } from '../sources/located.mjs';

/** So many other rules are told without `--all`. */
const OTHERS = 6;
const ERRORS = {
  'connection-refused': 'connection refused',
  'tls-reset': 'TLS handshake reset',
  closed: 'connection closed without an answer',
};

/** The way of a request: in, rule, filters, out; then why the other rules did not take it. */
export function renderTrace(request, simulation, { locator, all, paint }) {
  const { entrance, gatewayApi, dataPlane, differences, considered } = simulation;
  const at = (place) => where(place, locator, paint);
  const lines = [paint(harmless(`${request.method} ${request.url}`), 'bold')];
  for (const [name, value] of request.headers) lines.push(paint(harmless(`${name}: ${value}`), 'dim'));
  lines.push('', ...entranceLines(entrance, at, paint));
  const matched = dataPlane.matched ?? gatewayApi.matched;
  if (matched) {
    const match = gatewayApi.matched && sameRule(gatewayApi.matched, matched) ? gatewayApi.matched : matched;
    lines.push(step('rule', `${ruleName(match)}`, at(match)));
    for (const filter of filtersOf(match, locator)) lines.push(step('filter', filter.text, at(filter.place)));
  } else {
    lines.push(step('rule', `none: ${dataPlane.why || gatewayApi.why}`));
  }
  lines.push(...outcomeLines(dataPlane, paint));
  if (dataPlane.why && matched) lines.push(step('why', dataPlane.why));
  if (dataPlane.undecided) lines.push(step('open', `the regular expression \`${dataPlane.undecided}\` cannot be judged here and might take the request`));
  if (differences.length > 0) lines.push('', ...differenceLines(gatewayApi, dataPlane, differences, at, paint));
  lines.push(...otherLines(considered, all, at, paint));
  return `${lines.join('\n')}\n`;
}

function entranceLines({ object, port, listener, from }, at, paint) {
  if (from !== undefined) return [step('to', `${objectName(object)}, port ${port}, from namespace ${from}`, at({ object, path: '' }))];
  if (!listener) return [step('listener', `none of ${objectName(object)} on port ${port} has this host`, at({ object, path: '' }))];
  const hostname = listener.hostname === '*' ? 'all hosts' : listener.hostname;
  return [step('listener', `${listener.name} of ${objectName(object)}, port ${port}, for ${hostname}`, at({ object, path: `/spec/listeners/${listener.index}/name` }))];
}

function outcomeLines(outcome, paint) {
  const lines = [];
  const arrow = paint('→', outcome.status < 400 ? 'green' : 'red');
  if (outcome.error) return [`${paint('→', 'red')} ${ERRORS[outcome.error] ?? outcome.error}: ${outcome.why}`];
  if (outcome.location !== undefined) lines.push(`${arrow} ${outcome.status} to ${harmless(outcome.location)}`);
  else if (outcome.backends.length === 0) lines.push(`${arrow} ${outcome.status}`);
  for (const { service, share, status } of outcome.backends) {
    const part = share === 1 ? '' : ` for ${percent(share)} of the requests`;
    lines.push(`${paint('→', status < 400 ? 'green' : 'red')} ${status < 400 ? `${serviceName(service)}${part}` : `${status}${part}, ${WHY[status] ?? ''}`}`);
  }
  const said = [
    ['path', outcome.path],
    ['host', outcome.host],
    ...outcome.requestHeaders.map(({ name, values }) => ['header', values.length > 0 ? `${name}: ${values.join(', ')}` : `${name} is removed`]),
    ...outcome.mirrors.map(({ service, percent: share }) => ['copy', `to ${serviceName(service)}${share === 100 ? '' : ` of ${share} % of the requests`}`]),
    ...outcome.responseHeaders.remove.map((name) => ['answer', `${name} is removed`]),
    ...outcome.responseHeaders.set.map(([name, value]) => ['answer', `${name}: ${value}`]),
    ...outcome.responseHeaders.add.map(([name, value]) => ['answer', `${name}: ${value}, appended`]),
  ];
  for (const [name, value] of said) if (value !== undefined) lines.push(step(name, value));
  return lines;
}

const WHY = { 500: 'as the backend cannot be resolved', 503: 'as nothing runs behind the Service' };

function differenceLines(asked, done, differences, at, paint) {
  const tell = (outcome) => (outcome.error ? (ERRORS[outcome.error] ?? outcome.error) : summary(outcome));
  const lines = [paint(`! Kuma's data plane does something else than Gateway API asks (${differences.join(', ')})`, 'yellow')];
  lines.push(step('asked', tell(asked), asked.matched && at(asked.matched)), step('done', tell(done), done.matched && at(done.matched)));
  return lines;
}

function summary({ status, location, backends, path, host, why, requestHeaders, mirrors }) {
  if (location !== undefined) return `${status} to ${location}`;
  const to = backends.filter((each) => each.status < 400).map(({ service, share }) => `${serviceName(service)}${share === 1 ? '' : ` ${percent(share)}`}`);
  if (to.length === 0) return `${status}${why ? `: ${why}` : ''}`;
  const seen = [`${host}${path}`, ...requestHeaders.map(({ name, values }) => `${name}: ${values.join(', ') || '(removed)'}`), ...mirrors.map(({ service }) => `copy to ${serviceName(service)}`)];
  return `${to.join(', ')} with ${seen.join(', ')}`;
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

/** The filters of a rule, as the input has them. */
function filtersOf({ object, path }, locator) {
  const [entry] = locator.entriesOf(object);
  const rule = entry?.object?.spec?.rules?.[Number(pointerTokens(path)[2])];
  return (rule?.filters ?? []).map((filter, index) => ({
    text: String(filter?.type),
    place: { object, path: `/spec/rules/${pointerTokens(path)[2]}/filters/${index}/type` },
  }));
}

function sameRule(a, b) {
  const rule = ({ object, path }) => `${objectName(object)} ${pointerTokens(path).slice(0, 3).join('/')}`;
  return rule(a) === rule(b);
}

function ruleName({ object, path }) {
  const inside = readablePath(pointerTokens(path));
  return `${objectName(object)}${inside ? `, ${inside}` : ''}`;
}

/** `Service kuma-demo/echo port 80` of Kuma's `echo_kuma-demo_svc_80`. */
export function serviceName(tag) {
  const [, name, namespace, port] = /^([^_]+)_([^_]+)_svc_(\d+)$/.exec(tag) ?? [];
  return harmless(name ? `Service ${namespace}/${name}, port ${port}` : tag);
}

function percent(share) {
  return `${Math.round(share * 1000) / 10} %`;
}

function where(place, locator, paint) {
  const [target] = locator.resolve(place);
  return target ? paint(renderPlace(placeOf(target.entry, target.tokens)), 'dim') : '';
}

function step(name, text, place) {
  return `  ${name.padEnd(8)} ${harmless(text)}${place ? `  ${place}` : ''}`;
}
