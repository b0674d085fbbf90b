/** From an identity and a JSON pointer, as the module speaks, to a place in a file. */
export class Locator {
  #entries;
  #byIdentity = new Map();

  /** `entries` in the order of the snapshot's `resources`. */
  constructor(entries) {
    this.#entries = entries;
    for (const entry of entries) {
      for (const key of identityKeys(identityOf(entry.object))) {
        const same = this.#byIdentity.get(key);
        if (same) same.push(entry);
        else this.#byIdentity.set(key, [entry]);
      }
    }
  }

  /** All entries with this identity, in order; more than one where objects are duplicates. */
  entriesOf(identity) {
    for (const key of identityKeys(identity)) {
      const entries = this.#byIdentity.get(key);
      if (entries) return entries;
    }
    return [];
  }

  /** The entries, with the rest of the pointer, that `{object, path}` of a diagnostic speaks of: none if it was no input. */
  resolve({ object, path = '' }) {
    const tokens = pointerTokens(path);
    if (object) return this.entriesOf(object).map((entry) => ({ entry, tokens }));
    const entry = tokens[0] === 'resources' ? this.#entries[Number(tokens[1])] : undefined;
    return entry ? [{ entry, tokens: tokens.slice(2) }] : [];
  }
}

/** The place of a value in its file: the value itself on one line, else its key, else what stands nearest; of `ofKey` the key. */
export function placeOf(entry, tokens = [], { ofKey = false } = {}) {
  const { document, prefix } = entry;
  const { source } = document;
  let found = document.find([...prefix, ...tokens]);
  if (found.depth <= prefix.length) found = placeOfWhole(entry) ?? found;
  const { key, value = key ?? [document.from, document.from + 1] } = found;
  if (ofKey && key && found.found) return { source, from: key[0], to: key[1] };
  const onOneLine = value[1] > value[0] && value[1] <= source.lineRange(value[0])[1];
  if (found.found && onOneLine) return { source, from: value[0], to: value[1] };
  if (key) return { source, from: key[0], to: key[1] };
  return { source, from: value[0], to: Math.max(value[0] + 1, endOfFirstLine(source, value)) };
}

/** What tells an object best from others: its name, or its kind. */
function placeOfWhole({ document, prefix }) {
  for (const path of [['metadata', 'name'], ['kind']]) {
    const place = document.find([...prefix, ...path]);
    if (place.found && place.value?.[1] > place.value?.[0]) return place;
  }
  return undefined;
}

function endOfFirstLine(source, [from, to]) {
  const end = Math.min(to, source.lineRange(from)[1]);
  return from + source.text.slice(from, end).replace(/(?:\s+#.*|\s+)$/, '').length;
}

export function identityOf(object) {
  const { apiVersion, kind, metadata } = object ?? {};
  return { apiVersion, kind, namespace: metadata?.namespace, name: metadata?.name };
}

/** Keys under which one object may be asked for, the strictest first: versions of a kind are one, and so are no namespace and `default`. */
function identityKeys({ apiVersion = '', kind, namespace, name }) {
  const group = String(apiVersion).includes('/') ? String(apiVersion).split('/')[0] : '';
  const place = namespace || 'default';
  return [`${group} ${kind} ${place} ${name}`, `* ${kind} ${place} ${name}`];
}

/** `HTTPRoute demo/echo`, as messages name an object. */
export function objectName({ kind, namespace, name }) {
  const path = [namespace, name].filter(Boolean).join('/');
  return [kind, path || '(no name)'].join(' ');
}

/** `spec.rules[0].matches`, for people. */
export function readablePath(tokens) {
  return tokens
    .map((token) => (/^\d+$/.test(token) ? `[${token}]` : /^[\w-]+$/.test(token) ? `.${token}` : `[${JSON.stringify(token)}]`))
    .join('')
    .replace(/^\./, '');
}

export function pointerTokens(pointer) {
  return pointer === '' ? [] : pointer.slice(1).split('/').map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}
