import { merged } from './hidden.mjs';

/** What lets its bearer in somewhere: values of headers and parameters that go into no link. What may be one counts as one. */

export const LEFT_OUT = 'REDACTED';

/** In a name, wherever it stands: `authorization`, `set-cookie`, `X-Amz-Signature`. */
const INSIDE = /authori[sz]|authent|token|secret|passw|cookie|credential|session|signature|bearer/i;
/** In a name, between its hyphens and humps: `x-auth`, `x-api-key`, `apiKey`, not `author` or `monkey`. */
const WORDS = new Set(['auth', 'key', 'apikey', 'pwd', 'pass', 'jwt', 'sig', 'otp', 'pin']);
/** Values that say what they are: `Bearer …`, a JSON Web Token. */
const SCHEME = /(?<![\w-])(?:bearer|basic|digest|negotiate|apikey)\s+\S/i;
const TOKEN = /(?<![\w-])eyJ[\w-]{8,}(?:\.[\w-]*)*/g;

/** Whether a header or parameter of this name carries what nobody else may have. */
export function isCredential(name) {
  return INSIDE.test(name) || name.split(/[^A-Za-z\d]+|(?<=[a-z\d])(?=[A-Z])/).some((word) => WORDS.has(word.toLowerCase()));
}

function saysSo(value) {
  return SCHEME.test(value) || value.search(TOKEN) !== -1;
}

/** Ranges of the values in `{ name, value }` pairs of an object: headers and parameters of matches and filters, variables of a container. */
export function credentialRanges(source, { entries, problems }) {
  const { text } = source;
  const unread = problems.length > 0 && (isCredential(text) || saysSo(text)) ? suspectRanges(text) : [];
  const read = entries.flatMap(({ object, document, prefix }) => pathsOf(object).flatMap((path) => document.scalarsBelow([...prefix, ...path])));
  return merged([...read, ...unread]).filter(([from, to]) => !/^["']?REDACTED["']?$/.test(text.slice(from, to).trim()));
}

/** In a text that cannot be read: all that stands behind `value`, on its line and indented below it. */
function suspectRanges(text) {
  const ranges = [];
  let at = 0;
  let margin;
  for (const line of text.split('\n')) {
    const [start] = /^.*?(?<![\w-])["']?value["']?\s*:\s*/.exec(line) ?? [];
    const indent = line.search(/\S/);
    if (start !== undefined) {
      ranges.push([at + start.length, at + line.length]);
      margin = line.search(/value/);
    } else if (indent > margin) ranges.push([at + indent, at + line.length]);
    else if (indent !== -1) margin = undefined;
    at += line.length + 1;
  }
  return ranges;
}

/** The paths of such values, in order. A pattern that many values fit is none of them. */
function pathsOf(object, path = [], found = []) {
  if (object === null || typeof object !== 'object') return found;
  const { name, value, type } = object;
  if (typeof name === 'string' && typeof value === 'string' && type !== 'RegularExpression' && (isCredential(name) || saysSo(value))) found.push([...path, 'value']);
  const isList = Array.isArray(object);
  for (const key of Object.keys(object)) {
    if (object[key] === null || typeof object[key] !== 'object') continue;
    path.push(isList ? Number(key) : key);
    pathsOf(object[key], path, found);
    path.pop();
  }
  return found;
}

/** Requests of the page without credentials, as they may be stored and shared, and the names of what was left out. */
export function withoutCredentials({ asked, cases }) {
  const names = new Set();
  const plain = ({ headers, url, expect, ...rest }) => ({
    ...rest,
    ...(url !== undefined && { url: plainUrl(url, names) }),
    headers: plainHeaders(headers, names),
    ...(expect && { expect: plainExpectation(expect) }),
  });
  return { requests: { asked: plain(asked), cases: cases.map(plain) }, names: [...names] };
}

/** The names of headers and parameters of a request whose values are left out. */
export function credentialNames(request) {
  return withoutCredentials({ asked: request, cases: [] }).names;
}

/** Lines of `name: value`. What is no such line goes as a whole if anything in it looks like a credential, as does what follows one. */
function plainHeaders(headers, names) {
  let isAfter = false;
  const lines = headers.split('\n').map((line) => {
    if (line.trim() === '') return line;
    const [, start, name, value] = /^(\s*([^:\s]+)\s*:\s*)(.*?)\s*$/.exec(line) ?? [];
    const isLeftOut = name === undefined ? isAfter || isCredential(line) || saysSo(line) : value !== '' && (isCredential(name) || saysSo(value));
    isAfter = isLeftOut || (name !== undefined && isCredential(name));
    if (!isLeftOut) return line;
    if (value !== LEFT_OUT && line.trim() !== LEFT_OUT) names.add(name?.toLowerCase() ?? 'a header');
    return `${start ?? ''}${LEFT_OUT}`;
  });
  return lines.join('\n');
}

/** An address without what stands before its host, and without values of parameters that are credentials. */
function plainUrl(url, names) {
  const told = (name, value) => {
    if (value !== LEFT_OUT) names?.add(name);
    return LEFT_OUT;
  };
  return url
    .replace(/^(\s*(?:[\w+.-]*:)?\/\/)?([^/?#\s]*)@/, (_, start = '', user) => `${start}${told('user', user)}@`)
    .replace(/([?&#;])([^=&#;]*)=([^&#;]*)/g, (whole, sign, name, value) => (value !== '' && isCredential(decoded(name)) ? `${sign}${name}=${told(decoded(name), value)}` : whole))
    .replace(TOKEN, (value) => told('token', value));
}

function decoded(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** What a case expects holds parts of the address, and may hold headers. */
function plainExpectation(expect) {
  const headers = expect.headers !== null && typeof expect.headers === 'object' ? expect.headers : {};
  const plain = Object.entries(headers).map(([name, value]) => [name, isCredential(name) || saysSo(String(value)) ? LEFT_OUT : value]);
  const texts = Object.entries(expect).filter(([, value]) => typeof value === 'string').map(([field, value]) => [field, plainUrl(value)]);
  return { ...expect, ...Object.fromEntries(texts), ...(expect.headers !== undefined && { headers: Object.fromEntries(plain) }) };
}
