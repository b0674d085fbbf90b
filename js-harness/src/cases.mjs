import { readFileSync } from 'node:fs';

import { parse } from 'yaml';

import { UsageError } from './arguments.mjs';

const MEMBERS = ['name', 'request', 'headers', 'gateway', 'from', 'expect'];
const EXPECTED = ['status', 'error', 'backend', 'backends', 'path', 'host', 'location', 'headers', 'mirrors', 'rule'];
const FORM = 'a case is `{ name, request: GET http://shop.example.com/cart, expect: { status, backend, … } }`';

/** The cases of a file: a list, or an object with `cases`. */
export function readCases(file, { gateway, from }) {
  let document;
  try {
    document = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${file}: ${error.message}`, FORM);
  }
  const list = Array.isArray(document) ? document : document?.cases;
  if (!Array.isArray(list) || list.length === 0) throw new UsageError(`${file} has no list of cases`, FORM);
  return list.map((entry, index) => caseOf(entry, index, file, { gateway, from }));
}

function caseOf(entry, index, file, defaults) {
  const fail = (message) => {
    throw new UsageError(`${file}: case ${index + 1}${entry?.name ? ` (${entry.name})` : ''}: ${message}`, FORM);
  };
  const known = (object, names, what) => {
    const strange = Object.keys(object).find((key) => !names.includes(key));
    if (strange !== undefined) fail(`${what} has no \`${strange}\`; there are ${names.join(', ')}`);
  };
  if (entry === null || typeof entry !== 'object' || Array.isArray(entry)) fail('is no object');
  known(entry, MEMBERS, 'a case');
  const { request, expect, headers } = entry;
  if (typeof request !== 'string') fail('has no `request`');
  if (expect === null || typeof expect !== 'object' || Object.keys(expect).length === 0) fail('has nothing in `expect`');
  known(expect, EXPECTED, '`expect`');
  const words = request.trim().split(/\s+/);
  if (words.length > 2) fail(`\`${request}\` is not \`[METHOD] URL\``);
  const [method, url] = words.length === 1 ? ['GET', words[0]] : words;
  const pairs = Object.entries(headers ?? {}).flatMap(([name, value]) => [value].flat().map((each) => [name, String(each)]));
  return {
    name: String(entry.name ?? request),
    expect,
    request: {
      method,
      url: url.includes('://') ? url : `http://${url}`,
      headers: pairs,
      gateway: entry.gateway ?? defaults.gateway ?? null,
      from: entry.from ?? defaults.from ?? null,
    },
  };
}

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
      const found = backends.find((each) => (name === '500' || name === '503' ? String(each.status) === name : isService(name, each.service)));
      const is = found?.share ?? 0;
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
  const [, service, namespace, port] = /^([^_]+)_([^_]+)_svc_(\d+)$/.exec(tag) ?? [];
  return [tag, service, `${namespace}/${service}`, `${service}:${port}`, `${namespace}/${service}:${port}`].includes(String(name));
}

function shown(value) {
  return value === undefined ? 'absent' : `\`${value}\``;
}
