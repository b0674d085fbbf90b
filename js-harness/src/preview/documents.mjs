import { Locator, pointerTokens } from '../sources/located.mjs';
import { looksLikeJson } from '../sources/json-documents.mjs';
import { readObjects } from '../sources/objects.mjs';
import { SourceText } from '../sources/text.mjs';
import { splitYaml } from '../sources/yaml-documents.mjs';
import { credentialRanges } from './credentials.mjs';
import { hiddenRanges } from './hidden.mjs';

/**
 * The documents of an input, read piece by piece: a piece is what stands between two lines of `---`. One that
 * did not change since the last time keeps its objects, and every place that was looked up in them.
 */
export class Documents {
  #texts = new Map();
  #pieces = new Map();
  #owners = new WeakMap();

  /** Reads `[{ name, text }]`; the pieces are then in `pieces`, in order. */
  read(documents) {
    const known = this.#pieces;
    const texts = new Map();
    this.#pieces = new Map();
    this.pieces = [];
    for (const { name, text } of documents) {
      const before = this.#texts.get(name);
      const owner = before?.text === text ? before : { name, text };
      texts.set(name, owner);
      for (const [from, to] of pieceRanges(text)) this.pieces.push(this.#piece(known, owner, from, to));
    }
    this.#texts = texts;
    const owners = new Map(this.pieces.map((piece) => [piece.source, piece]));
    this.entries = this.pieces.flatMap((piece) => piece.entries);
    this.problems = this.pieces.flatMap((piece) => piece.problems);
    this.locator = new Locator(this.entries);
    this.placeOf = ({ source, from, to }) => placeIn(owners.get(source), from, to);
    return this;
  }

  /** The texts of all pieces, as findings are sorted by. */
  get sources() {
    return this.pieces.map((piece) => piece.source);
  }

  /** The JSON of all objects, in order. */
  get json() {
    return this.pieces.flatMap((piece) => (piece.json ??= piece.entries.map(({ object }) => JSON.stringify(object ?? null))));
  }

  /** What of each document must never be shown, `[{ name, ranges }]` for those that hold some. */
  get hidden() {
    return this.#ranges('hidden');
  }

  /** What of each document is shown, but goes into no link. */
  get credentials() {
    return this.#ranges('credentials');
  }

  /** Where the whole of a value stands, or undefined if it is not written down. */
  extentOf(entry, tokens) {
    return this.extentAt(entry, tokens.map((token) => `/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''));
  }

  /** The same by a JSON pointer. */
  extentAt(entry, pointer) {
    const piece = this.#owners.get(entry);
    let extents = piece.extents.get(entry);
    if (!extents) piece.extents.set(entry, (extents = new Map()));
    let extent = extents.get(pointer);
    if (extent === undefined) extents.set(pointer, (extent = extentIn(entry, pointerTokens(pointer)) ?? null));
    return extent ? placeIn(piece, ...extent) : undefined;
  }

  #ranges(kind) {
    const byName = new Map();
    for (const { owner, offset, [kind]: found } of this.pieces) {
      const ranges = found.map(([from, to]) => [from + offset, to + offset]);
      if (ranges.length > 0) byName.set(owner.name, [...(byName.get(owner.name) ?? []), ...ranges]);
    }
    return [...byName].map(([name, ranges]) => ({ name, ranges }));
  }

  #piece(known, owner, offset, to) {
    const text = owner.text.slice(offset, to);
    const key = `${owner.name}\n${text}`;
    const piece = known.get(key)?.pop() ?? this.#newPiece(owner.name, text);
    const same = this.#pieces.get(key);
    if (same) same.push(piece);
    else this.#pieces.set(key, [piece]);
    return Object.assign(piece, { owner, offset });
  }

  #newPiece(name, text) {
    const source = new SourceText(name, text);
    const read = readObjects([source]);
    const piece = { source, ...read, hidden: hiddenRanges(source, read), credentials: credentialRanges(source, read), extents: new Map() };
    for (const entry of piece.entries) this.#owners.set(entry, piece);
    return piece;
  }
}

/** A JSON text is one piece. */
function pieceRanges(text) {
  return looksLikeJson(text) ? [[0, text.length]] : splitYaml(text);
}

function extentIn(entry, tokens) {
  const { document, prefix } = entry;
  const { found, key, value } = document.find([...prefix, ...tokens]);
  if (!found || !(key || value)) return undefined;
  const from = (key ?? value)[0];
  const text = document.source.text.slice(from, (value ?? key)[1]);
  return [from, from + Math.max(1, text.trimEnd().length)];
}

/** A place in the whole document: `[name, from, to]`. */
function placeIn({ owner, offset }, from, to) {
  return [owner.name, from + offset, to + offset];
}
