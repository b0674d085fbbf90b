import { isAlias, isCollection, isMap, isScalar, isSeq, parseDocument, visit } from 'yaml';

import { kubectlScalars } from './yaml-scalars.mjs';
import { looksSecret } from './secrets.mjs';

/** Beyond this one document's syntax tree would fill the heap (about a hundred bytes for each of its own). */
const MAX_DOCUMENT = 16 * 1024 * 1024;
/** How many values aliases may add for each value that is written: more is a bomb. */
const MAX_ALIASES = 100;

const NAME = ['metadata', 'name'];

const PARSE = { merge: true, customTags: kubectlScalars, prettyErrors: false, logLevel: 'error', keepSourceTokens: false };

const HELP = {
  BAD_INDENT: 'indent the lines of one mapping or list by the same number of spaces',
  BLOCK_AS_IMPLICIT_KEY: 'quote a value that holds `: `',
  DUPLICATE_KEY: 'keep one of the two',
  MISSING_CHAR: 'look for a bracket, a quote or a colon that is missing here or just above',
  TAB_AS_INDENT: 'indent with spaces: YAML allows no tabs there',
};
const UNCLOSED = /^Missing closing ["']quote/;
const TEMPLATE_HELP = 'render `{{ … }}` first, for example with `helm template`';

/** One document of a YAML text. Its syntax tree is made again when a place in it is asked for, so many fit in memory. */
class YamlDocument {
  #found = new Map();

  constructor(source, from, to) {
    Object.assign(this, { source, from, to });
  }

  /** Takes the value of a syntax tree, and the places that are asked for most often. */
  take(tree) {
    this.value = tree.toJS({ maxAliasCount: MAX_ALIASES });
    for (const tokens of [[], NAME]) this.#found.set(tokens.join('\n'), this.#findIn(tree, tokens));
  }

  /** The node that `tokens` lead to, or the nearest ancestor that exists; ranges are offsets in the source. */
  find(tokens) {
    const key = tokens.join('\n');
    if (!this.#found.has(key)) this.#found.set(key, this.#findIn(treeOf(this), tokens));
    return this.#found.get(key);
  }

  #findIn(document, tokens) {
    let node = resolve(document.contents, document);
    let key;
    for (const [depth, token] of tokens.entries()) {
      const next = step(node, token, document);
      if (!next) return { found: false, depth, ...this.#place(key, node) };
      key = next.key;
      node = resolve(next.value, document);
    }
    return { found: true, depth: tokens.length, ...this.#place(key, node) };
  }

  /** The ranges of all scalars at or below `tokens`. */
  scalarsBelow(tokens) {
    const document = treeOf(this);
    let node = document.contents;
    for (const token of tokens) {
      const next = step(resolve(node, document), token, document);
      if (!next) return [];
      node = next.value;
    }
    const ranges = [];
    const add = (inner) => {
      visit(inner, {
        Alias: (_, alias) => add(alias.resolve(document)),
        Scalar: (key, scalar) => {
          if (key !== 'key' && scalar.range) ranges.push(this.#absolute(scalar.range));
        },
      });
    };
    if (node) add(node);
    return ranges;
  }

  #place(key, node) {
    return { key: key?.range && this.#absolute(key.range), value: node?.range && this.#absolute(node.range) };
  }

  #absolute([start, end]) {
    return [this.from + start, this.from + end];
  }
}

/** The documents of a YAML text that could be read, and what is wrong with the others. */
export function readYaml(source) {
  const documents = [];
  const problems = [];
  for (const [from, to] of splitYaml(source.text)) {
    const document = new YamlDocument(source, from, to);
    const problem = readInto(document);
    if (problem) {
      if (looksSecret(source.text.slice(from, to))) {
        source.veil(from, to, () => [[from, to]]);
        problem.message = problem.plain;
      }
      problems.push(problem);
    } else if (document.value !== null && document.value !== undefined) documents.push(document);
  }
  return { documents, problems };
}

/**
 * Where each document begins and ends. A line `---` begins one wherever it stands, so a broken document
 * never costs its neighbours. Comments and directives belong to the document that follows them.
 */
export function* splitYaml(text) {
  const marks = /^(?:---|\.\.\.)(?=[ \t\r\n]|$)/gm;
  let from = 0;
  for (let match = marks.exec(text); match; match = marks.exec(text)) {
    const at = match[0] === '---' ? match.index : match.index + 3;
    if (/^(?:[ \t]*(?:#.*)?\r?\n|%[^\n]*\n)*$/.test(text.slice(from, Math.min(at, from + 4096))) && at - from < 4096) continue;
    yield [from, at];
    from = at;
  }
  yield [from, text.length];
}

function readInto(document) {
  const { source, from, to } = document;
  if (to - from > MAX_DOCUMENT) {
    const help = 'split it with lines of `---`, or give it as JSON (`kubectl get -o json`), which has no such limit';
    return invalid(document, [0, 1], `a YAML document of ${megabytes(to - from)} is more than the ${megabytes(MAX_DOCUMENT)} that are read`, { help });
  }
  try {
    const tree = parse(source.text.slice(from, to));
    const [error] = tree.errors;
    if (error) {
      const template = source.text.slice(from, to).includes('{{');
      return invalid(document, openQuote(tree, error) ?? error.pos, inPlainWords(error), {
        plain: `a YAML syntax error (${error.code})`,
        help: template ? TEMPLATE_HELP : HELP[error.code],
        notes: error.code === 'DUPLICATE_KEY' ? firstOfKey(document, tree, error.pos[0]) : [],
      });
    }
    const unusable = findUnusable(document, tree);
    if (unusable) return unusable;
    document.take(tree);
    keep(document, tree);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return invalid(document, [0, 1], 'the document is nested too deeply to be read');
    if (error instanceof ReferenceError && /alias/i.test(error.message)) {
      return invalid(document, [0, 1], 'aliases multiply this document beyond what is read', { help: 'write the repeated parts out' });
    }
    throw error;
  }
}

/** What YAML allows and JSON cannot say. */
function findUnusable(document, tree) {
  let problem;
  visit(tree, {
    Alias(_, alias) {
      if (alias.resolve(tree)) return undefined;
      problem = invalid(document, alias.range, `no anchor \`&${alias.source}\` stands before this alias`, { plain: 'the anchor of an alias is missing' });
      return visit.BREAK;
    },
    Pair(_, pair) {
      if (!isCollection(pair.key)) return undefined;
      const [start, end] = pair.key.range;
      const template = document.source.text.startsWith('{{', document.from + start - 1);
      problem = template
        ? invalid(document, [start - 1, end + 1], 'this is a template, not YAML', { help: TEMPLATE_HELP })
        : invalid(document, [start, end], 'a key must be a name, not a mapping or a list');
      return visit.BREAK;
    },
    Scalar(_, scalar) {
      if (typeof scalar.value !== 'number' || Number.isFinite(scalar.value)) return undefined;
      problem = invalid(document, scalar.range, 'infinity and not-a-number are no JSON numbers');
      return visit.BREAK;
    },
  });
  return problem;
}

/** Where a quoted text begins that never ends: the library points to the end of everything. */
function openQuote(tree, error) {
  if (!UNCLOSED.test(error.message)) return undefined;
  let start;
  visit(tree, {
    Scalar(_, scalar) {
      if (scalar.type?.startsWith('QUOTE_') && scalar.range[1] >= error.pos[0]) [start] = scalar.range;
    },
  });
  return start === undefined ? undefined : [start, start + 1];
}

function inPlainWords({ code, message }) {
  if (code === 'DUPLICATE_KEY') return 'the same key stands twice in one mapping';
  if (UNCLOSED.test(message)) return 'this quoted text never ends';
  return lowerFirst(message);
}

function firstOfKey(document, tree, offset) {
  const notes = [];
  visit(tree, {
    Map(_, map) {
      const again = map.items.find((pair) => pair.key?.range?.[0] === offset);
      if (!again) return undefined;
      const first = map.items.find((pair) => pair.key?.value === again.key.value);
      notes.push({ message: 'the key stands here already', place: absolutePlace(document, first.key.range) });
      return visit.BREAK;
    },
  });
  return notes;
}

function invalid(document, range, message, { plain = message, help, notes = [] } = {}) {
  return { severity: 'error', unread: true, code: 'invalid-yaml', message, plain, help, notes, place: absolutePlace(document, range) };
}

function absolutePlace(document, [start, end]) {
  return { source: document.source, from: document.from + start, to: document.from + end };
}

function step(node, token, tree) {
  if (isSeq(node)) return /^\d+$/.test(token) && node.items[token] ? { value: node.items[token] } : undefined;
  if (!isMap(node)) return undefined;
  const own = node.items.find((pair) => keyText(pair.key) === String(token));
  if (own) return { key: own.key, value: own.value };
  for (const merge of node.items.filter((pair) => isMergeKey(pair.key))) {
    const merged = resolve(merge.value, tree);
    for (const map of isSeq(merged) ? merged.items : [merged]) {
      const inherited = step(resolve(map, tree), token, tree);
      if (inherited) return inherited;
    }
  }
  return undefined;
}

/** With merging on, the library gives `<<` as a symbol. */
function isMergeKey(key) {
  return isScalar(key) && (key.value === '<<' || (typeof key.value === 'symbol' && key.value.description === '<<'));
}

function keyText(key) {
  return isScalar(key) ? String(key.value) : undefined;
}

function resolve(node, tree) {
  return isAlias(node) ? node.resolve(tree) : node;
}

/** Trees that were made lately, the oldest first; together they are of no more text than this. */
const recentTrees = new Map();
const MAX_RECENT = 2 * 1024 * 1024;
let recentText = 0;

function treeOf(document) {
  const tree = recentTrees.get(document) ?? parse(document.source.text.slice(document.from, document.to));
  keep(document, tree);
  return tree;
}

function keep(document, tree) {
  if (!recentTrees.delete(document)) recentText += document.to - document.from;
  recentTrees.set(document, tree);
  for (const oldest of recentTrees.keys()) {
    if (recentText <= MAX_RECENT) return;
    recentTrees.delete(oldest);
    recentText -= oldest.to - oldest.from;
  }
}

function parse(text) {
  return parseDocument(text, PARSE);
}

function lowerFirst(text) {
  return /^[A-Z][a-z]/.test(text) ? text[0].toLowerCase() + text.slice(1) : text;
}

function megabytes(bytes) {
  return `${(bytes / 1024 / 1024).toFixed(0)} MB`;
}
