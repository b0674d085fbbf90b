import { serviceParts } from './request-words.mjs';

/** `{ name, failures, note? }` for each case. */
export function runCases(cases, answers) {
  return cases.map(({ name, expect }, index) => {
    const { ok, error } = answers[index];
    if (error) return { name, failures: [`${error.message} (${error.help})`] };
    const failures = Object.entries(expect).flatMap(([field, wanted]) => checks[field](wanted, ok.dataPlane, ok));
    const note = ok.differences.length > 0 ? `Gateway API asks for something else (${ok.differences.join(', ')})` : undefined;
    return { name, failures, ...(note && { note }) };
  });
}

const equal = (field, read) => (wanted, outcome) => {
  const found = read(outcome);
  return String(found) === String(wanted) ? [] : [`${field} is ${shown(found)}, not ${shown(wanted)}`];
};

const checks = {
  status: equal('status', (outcome) => outcome.status),
  error: equal('error', (outcome) => outcome.error),
  path: equal('path', (outcome) => outcome.path),
  host: equal('host', (outcome) => outcome.host),
  /** A port that is the scheme's own makes no difference. */
  location(wanted, { location }) {
    const same = location !== undefined && URL.canParse(location) && URL.canParse(wanted) && new URL(location).href === new URL(wanted).href;
    return same || location === wanted ? [] : [`location is ${shown(location)}, not ${shown(wanted)}`];
  },
  backend(wanted, { backends }) {
    const names = backends.filter((each) => each.status === 200).map((each) => each.service);
    return names.length === 1 && isService(wanted, names[0]) && backends.length === 1 ? [] : [`backend is ${shown(names.join(', ') || undefined)}, not ${wanted}`];
  },
  backends(wanted, { backends }) {
    return Object.entries(wanted).flatMap(([name, share]) => {
      const some = backends.filter((each) => (name === '500' || name === '503' ? String(each.status) === name : isService(name, each.service)));
      const is = sum(some.map((each) => each.share));
      return Math.abs(is - share) < 0.0005 ? [] : [`the share of ${name} is ${is}, not ${share}`];
    });
  },
  headers(wanted, { requestHeaders }) {
    return Object.entries(wanted).flatMap(([name, value]) => {
      const found = requestHeaders.find((each) => each.name === name.toLowerCase());
      const is = found && found.values.join(', ');
      return is === (value === null ? '' : String(value)) ? [] : [`the backend sees ${name}: ${shown(is)}, not ${shown(value)}`];
    });
  },
  mirrors(wanted, { mirrors }) {
    const missing = [wanted].flat().filter((name) => !mirrors.some((each) => isService(name, each.service)));
    return missing.map((name) => `no copy goes to ${name}`);
  },
  rule(wanted, outcome, { gatewayApi }) {
    const matched = outcome.matched ?? gatewayApi.matched;
    const name = matched && `${matched.object.namespace}/${matched.object.name} ${Number(matched.path.split('/')[3])}`;
    return name === wanted ? [] : [`the rule is ${shown(name)}, not ${wanted}`];
  },
};

/** Whether a name (`a`, `ns/a`, `ns/a:80` or Kuma's own) is that of a `kuma.io/service`. */
function isService(name, tag) {
  const [, service, namespace, port] = serviceParts(tag);
  return [tag, service, `${namespace}/${service}`, `${service}:${port}`, `${namespace}/${service}:${port}`].includes(String(name));
}

function shown(value) {
  return value === undefined ? 'absent' : `\`${value}\``;
}

/** What a case would have to expect to pass with this simulation. */
export function expectationOf({ dataPlane }) {
  const { error, status, location, backends, path } = dataPlane;
  if (error) return { error };
  if (location !== undefined) return { status, location };
  if (backends.length === 0) return { status };
  if (backends.length === 1 && backends[0].status === 200) return { status, backend: shortName(backends[0].service), path };
  const shares = backends.map(({ service, share, status: each }) => [each === 200 ? shortName(service) : String(each), share]);
  return { status, backends: Object.fromEntries(shares.map(([name]) => [name, sum(shares.filter(([other]) => other === name).map(([, share]) => share))])) };
}

/** `shop/cart:8080`, or the tag itself. */
function shortName(tag) {
  const [, service, namespace, port] = serviceParts(tag);
  return service ? `${namespace}/${service}:${port}` : tag;
}

function sum(shares) {
  return Math.round(shares.reduce((total, share) => total + share, 0) * 10_000) / 10_000;
}
