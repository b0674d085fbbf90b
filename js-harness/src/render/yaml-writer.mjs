import { stringify } from 'yaml';

/** Strings that YAML 1.1 would take for something else are quoted: kubectl reads some of it still. */
const STYLE = { lineWidth: 0, compat: 'yaml-1.1' };
/** What needs no look at the library's rules: most of what Kubernetes objects hold. */
const PLAIN = /^[A-Za-z_/][\w./-]*$/;
const WORD = /^(?:y|yes|n|no|on|off|true|false|null)$/i;
/** A key that is longer must be marked with `?`, unless it is quoted. */
const LONG = 1000;

/**
 * An object as block YAML, and which place each line says: `lines[i]` is the JSON pointer of what line `i`
 * (from 0) begins, so that a cursor in the text can be told from where in the object it is.
 */
export function writeYaml(object) {
  const written = { text: [], lines: [] };
  if (isFilled(object)) writeInto(written, object, '', '', '');
  else addLine(written, '', scalar(object), '');
  return { text: `${written.text.join('\n')}\n`, lines: written.lines };
}

/** The entries of a map or list; the first one stands behind `lead`, such as the dash of the list around it. */
function writeInto(written, value, lead, margin, pointer) {
  let before = lead;
  const isList = Array.isArray(value);
  for (const [key, inner] of isList ? value.entries() : Object.entries(value)) {
    if (inner === undefined) continue;
    const at = `${pointer}/${isList ? key : escaped(key)}`;
    if (isList) writeItem(written, inner, before, margin, at);
    else writeMember(written, name(key), inner, before, margin, at);
    before = margin;
  }
}

function writeItem(written, value, lead, margin, pointer) {
  if (isFilled(value)) writeInto(written, value, `${lead}- `, `${margin}  `, pointer);
  else addLine(written, `${lead}- `, scalar(value), pointer);
}

function writeMember(written, key, value, lead, margin, pointer) {
  if (!isFilled(value)) return addLine(written, `${lead}${key}: `, scalar(value), pointer);
  addLine(written, `${lead}${key}:`, '', pointer);
  return writeInto(written, value, `${margin}  `, `${margin}  `, pointer);
}

function addLine(written, lead, text, pointer) {
  written.text.push(lead + text);
  written.lines.push(pointer);
}

function isFilled(value) {
  return value !== null && typeof value === 'object' && Object.keys(value).length > 0;
}

function name(key) {
  return key.length > LONG ? JSON.stringify(key) : scalar(key);
}

const quoted = new Map();

/** A scalar, or an empty map or list, on one line. */
function scalar(value) {
  if (typeof value !== 'string') return value === null || typeof value !== 'object' ? String(value) : JSON.stringify(value);
  if (PLAIN.test(value) && !WORD.test(value)) return value;
  let text = quoted.get(value);
  if (text === undefined) {
    text = stringify(value, STYLE).slice(0, -1);
    if (text.includes('\n')) text = JSON.stringify(value);
    if (quoted.size > 10_000) quoted.clear();
    quoted.set(value, text);
  }
  return text;
}

function escaped(key) {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
