import { looksSecret } from './secrets.mjs';

/** Deeper nesting is refused: nothing that an API server would store comes near. */
const MAX_DEPTH = 1000;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/** One JSON value of a text. Places are found by walking the text again: there is no tree to keep. */
class JsonDocument {
  #elements = new Map();

  constructor(source, from, to) {
    Object.assign(this, { source, from, to, value: JSON.parse(source.text.slice(from, to)) });
  }

  /** The value that `tokens` lead to, or the nearest ancestor that exists; ranges are offsets in the source. */
  find(tokens) {
    let at = this.from;
    let key;
    for (const [depth, token] of tokens.entries()) {
      const next = this.#step(at, token);
      if (!next) return { found: false, depth, key, value: [at, this.#end(at)] };
      ({ key, at } = next);
    }
    return { found: true, depth: tokens.length, key, value: [at, this.#end(at)] };
  }

  /** The ranges of all scalars at or below `tokens`. */
  scalarsBelow(tokens) {
    const place = this.find(tokens);
    if (!place.found) return [];
    const ranges = [];
    const visit = (at) => {
      const children = this.#children(at);
      if (children) children.forEach((child) => visit(child.at));
      else ranges.push([at, this.#end(at)]);
    };
    visit(place.value[0]);
    return ranges;
  }

  #step(at, token) {
    const children = this.#children(at);
    if (!children) return undefined;
    if (this.source.text[at] === '[') return /^\d+$/.test(token) ? children[token] : undefined;
    return children.find((child) => child.name === String(token));
  }

  /** The members or elements of the value at `at`, or undefined for a scalar. */
  #children(at) {
    if (!'{['.includes(this.source.text[at])) return undefined;
    if (!this.#elements.has(at)) {
      const children = [];
      scan(this.source.text, at, MAX_DEPTH, (child) => children.push(child));
      this.#elements.set(at, children);
    }
    return this.#elements.get(at);
  }

  #end(at) {
    return scan(this.source.text, at, MAX_DEPTH);
  }
}

/** Whether a text is meant as JSON: `{` and `[` begin YAML's flow style too, which is tried next. */
export function looksLikeJson(text) {
  return /^\s*[[{]/.test(text.slice(0, 4096));
}

/** The JSON values of a text, one after the other as `kubectl` reads them, and what is wrong with the rest. */
export function readJson(source) {
  const { text } = source;
  const documents = [];
  const problems = [];
  let at = skipSpace(text, 0);
  while (at < text.length && problems.length === 0) {
    try {
      const end = scan(text, at, MAX_DEPTH);
      documents.push(new JsonDocument(source, at, end));
      at = skipSpace(text, end);
    } catch (error) {
      if (!(error instanceof JsonError)) throw error;
      if (looksSecret(text.slice(at))) source.veil(at, text.length, () => [[at, text.length]]);
      problems.push(invalid(source, error));
    }
  }
  return { documents, problems };
}

function invalid(source, { message, offset, help, first }) {
  const place = (from) => ({ source, from, to: from + 1 });
  const notes = first === undefined ? [] : [{ message: 'the key stands here already', place: place(first) }];
  return { severity: 'error', unread: true, code: 'invalid-json', message, help, notes, place: place(offset) };
}

class JsonError extends Error {
  constructor(message, offset, more = {}) {
    super(message);
    Object.assign(this, { offset, ...more });
  }
}

/** Where the value at `at` ends. `onChild` is told of its members or elements, not of theirs. */
function scan(text, at, depth, onChild) {
  switch (text[at]) {
    case '{': return scanObject(text, at, depth, onChild);
    case '[': return scanArray(text, at, depth, onChild);
    case '"': return scanString(text, at);
    default: return scanWord(text, at);
  }
}

function scanObject(text, start, depth, onChild) {
  if (depth === 0) throw new JsonError(`nested more than ${MAX_DEPTH} deep`, start);
  const keys = new Map();
  let at = skipSpace(text, start + 1);
  if (text[at] === '}') return at + 1;
  for (;;) {
    if (text[at] !== '"') throw unexpected(text, at, 'a key in double quotes');
    const keyEnd = scanString(text, at);
    const name = JSON.parse(text.slice(at, keyEnd));
    if (keys.has(name)) throw new JsonError('the same key stands twice in one object', at, { first: keys.get(name) });
    keys.set(name, at);
    const colon = skipSpace(text, keyEnd);
    if (text[colon] !== ':') throw unexpected(text, colon, '`:`');
    const value = skipSpace(text, colon + 1);
    onChild?.({ name, key: [at, keyEnd], at: value });
    at = skipSpace(text, scan(text, value, depth - 1));
    if (text[at] === '}') return at + 1;
    if (text[at] !== ',') throw unexpected(text, at, '`,` or `}`');
    at = skipSpace(text, at + 1);
  }
}

function scanArray(text, start, depth, onChild) {
  if (depth === 0) throw new JsonError(`nested more than ${MAX_DEPTH} deep`, start);
  let at = skipSpace(text, start + 1);
  if (text[at] === ']') return at + 1;
  for (;;) {
    onChild?.({ at });
    at = skipSpace(text, scan(text, at, depth - 1));
    if (text[at] === ']') return at + 1;
    if (text[at] !== ',') throw unexpected(text, at, '`,` or `]`');
    at = skipSpace(text, at + 1);
  }
}

function scanString(text, start) {
  for (let at = start + 1; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) return at + 1;
    if (unit < 0x20) throw new JsonError('a string must end on its line', start);
    if (unit === 0x5c) {
      ESCAPE.lastIndex = at;
      if (!ESCAPE.test(text)) throw new JsonError('JSON knows no such escape', at);
      at = ESCAPE.lastIndex - 1;
    }
  }
  throw new JsonError('this string never ends', start);
}

function scanWord(text, at) {
  const word = ['true', 'false', 'null'].find((each) => text.startsWith(each, at));
  if (word) return at + word.length;
  NUMBER.lastIndex = at;
  if (NUMBER.test(text)) return NUMBER.lastIndex;
  throw unexpected(text, at, 'a value');
}

function unexpected(text, at, wanted) {
  if (at >= text.length) return new JsonError(`the text ends where ${wanted} should be`, Math.max(0, text.length - 1));
  return new JsonError(`expected ${wanted}`, at, { help: helpAgainst(text, at) });
}

function helpAgainst(text, at) {
  if (text[at] === '/') return 'JSON has no comments';
  if (text[at] === "'") return 'JSON strings stand in double quotes';
  if ('}]'.includes(text[at]) && text.slice(Math.max(0, at - 200), at).trimEnd().endsWith(',')) return 'JSON allows no comma after the last entry';
  return undefined;
}

function skipSpace(text, from) {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text[at])) at += 1;
  return at;
}
