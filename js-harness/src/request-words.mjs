import { objectName, pointerTokens, readablePath } from './sources/located.mjs';

/** What is said about a simulated request, on a terminal and on the page. */

const ERRORS = {
  'connection-refused': 'connection refused',
  'tls-reset': 'TLS handshake reset',
  closed: 'connection closed without an answer',
};
const WHY = { 500: 'as the backend cannot be resolved', 503: 'as nothing runs behind the Service' };

/** Where a request comes in: `{ step, text, path }`, the path as a pointer into the entrance's object. */
export function entranceWords({ object, port, listener, from }) {
  if (from !== undefined) return { step: 'to', text: `${objectName(object)}, port ${port}, from namespace ${from}`, path: '' };
  if (!listener) return { step: 'listener', text: `none of ${objectName(object)} on port ${port} has this host`, path: '' };
  const hostname = listener.hostname === '*' ? 'all hosts' : listener.hostname;
  return { step: 'listener', text: `${listener.name} of ${objectName(object)}, port ${port}, for ${hostname}`, path: `/spec/listeners/${listener.index}/name` };
}

/** How it ends, in lines of `{ text, isGood }`. */
export function endingsOf(outcome) {
  if (outcome.error) return [{ text: `${ERRORS[outcome.error] ?? outcome.error}: ${outcome.why}`, isGood: false }];
  const own = outcome.location !== undefined ? [{ text: `${outcome.status} to ${outcome.location}`, isGood: outcome.status < 400 }] : outcome.backends.length === 0 ? [{ text: String(outcome.status), isGood: outcome.status < 400 }] : [];
  const backends = outcome.backends.map(({ service, share, status }) => {
    const part = share === 1 ? '' : ` for ${percent(share)} of the requests`;
    return { text: status < 400 ? `${serviceName(service)}${part}` : `${status}${part}, ${WHY[status] ?? ''}`, isGood: status < 400 };
  });
  return [...own, ...backends];
}

/** What the backend and the client see, as `[step, text]`. */
export function effectsOf(outcome) {
  if (outcome.error) return [];
  return [
    ['path', outcome.path],
    ['host', outcome.host],
    ...outcome.requestHeaders.map(({ name, values }) => ['header', values.length > 0 ? `${name}: ${values.join(', ')}` : `${name} is removed`]),
    ...outcome.mirrors.map(({ service, percent: share }) => ['copy', `to ${serviceName(service)}${share === 100 ? '' : ` of ${share} % of the requests`}`]),
    ...outcome.responseHeaders.remove.map((name) => ['answer', `${name} is removed`]),
    ...outcome.responseHeaders.set.map(([name, value]) => ['answer', `${name}: ${value}`]),
    ...outcome.responseHeaders.add.map(([name, value]) => ['answer', `${name}: ${value}, appended`]),
  ].filter(([, text]) => text !== undefined);
}

/** An outcome in one line. */
export function summaryOf(outcome) {
  const { error, status, location, backends, path, host, why, requestHeaders, mirrors } = outcome;
  if (error) return ERRORS[error] ?? error;
  if (location !== undefined) return `${status} to ${location}`;
  const to = backends.filter((each) => each.status < 400).map(({ service, share }) => `${serviceName(service)}${share === 1 ? '' : ` ${percent(share)}`}`);
  if (to.length === 0) return `${status}${why ? `: ${why}` : ''}`;
  const seen = [`${host}${path}`, ...requestHeaders.map(({ name, values }) => `${name}: ${values.join(', ') || '(removed)'}`), ...mirrors.map(({ service }) => `copy to ${serviceName(service)}`)];
  return `${to.join(', ')} with ${seen.join(', ')}`;
}

/** `HTTPRoute shop/cart, spec.rules[0]`. */
export function ruleName({ object, path }) {
  const inside = readablePath(pointerTokens(path));
  return `${objectName(object)}${inside ? `, ${inside}` : ''}`;
}

/** Whether two places are in one rule. */
export function isSameRule(a, b) {
  const rule = ({ object, path }) => `${objectName(object)} ${pointerTokens(path).slice(0, 3).join('/')}`;
  return rule(a) === rule(b);
}

/** The rule that takes the request, with the match of it where that is known. */
export function matchedOf({ gatewayApi, dataPlane }) {
  const matched = dataPlane.matched ?? gatewayApi.matched;
  return matched && gatewayApi.matched && isSameRule(gatewayApi.matched, matched) ? gatewayApi.matched : matched;
}

/** The filters of a rule, as the input has them: `[{ type, object, path }]`. */
export function filtersOf({ object, path }, locator) {
  const [entry] = locator.entriesOf(object);
  const rule = pointerTokens(path)[2];
  const filters = entry?.object?.spec?.rules?.[Number(rule)]?.filters;
  return (Array.isArray(filters) ? filters : []).map((filter, index) => ({ type: String(filter?.type), object, path: `/spec/rules/${rule}/filters/${index}/type` }));
}

/** `Service kuma-demo/echo, port 80` of Kuma's `echo_kuma-demo_svc_80`. */
export function serviceName(tag) {
  const [, name, namespace, port] = serviceParts(tag);
  return name ? `Service ${namespace}/${name}, port ${port}` : tag;
}

/** Name, namespace and port behind the first of a value of `kuma.io/service`; nothing behind it for others. */
export function serviceParts(tag) {
  return /^([^_]+)_([^_]+)_svc_(\d+)$/.exec(tag) ?? [];
}

function percent(share) {
  return `${Math.round(share * 1000) / 10} %`;
}
