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
