import { merged, withoutHidden } from '../../../src/preview/hidden.mjs';

const MARK = '#v1.';
const LINK_LIMIT = 50 * 1024 * 1024;

/** The fragment that carries documents, options and requests: `#v1.LENGTH.DATA`, so that a link that was cut is noticed. */
export async function fragmentOf({ documents, options, requests }) {
  const bytes = await through(new CompressionStream('deflate-raw'), new TextEncoder().encode(JSON.stringify({ documents, options, requests })));
  const data = base64url(bytes);
  return `${MARK}${data.length}.${data}`;
}

/** Reads such a fragment: `undefined` for another one, an error for one that is damaged. */
export async function readFragment(fragment) {
  if (!fragment.startsWith(MARK)) return undefined;
  const [length, data = ''] = fragment.slice(MARK.length).split('.');
  if (Number(length) !== data.length) throw new Error(`the link was cut: it holds ${data.length} of ${Number(length) || '?'} characters`);
  let input;
  try {
    const bytes = await through(new DecompressionStream('deflate-raw'), bytesOf(data), LINK_LIMIT);
    input = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new Error('the link is damaged: its data cannot be read');
  }
  const isDocument = (each) => typeof each?.name === 'string' && typeof each.text === 'string';
  if (!Array.isArray(input?.documents) || !input.documents.every(isDocument)) throw new Error('the link holds no documents');
  const names = new Set(input.documents.map(({ name }) => name));
  if (names.size !== input.documents.length) throw new Error('the link holds two documents of one name');
  return { documents: input.documents.map(({ name, text }) => ({ name, text })), options: optionsOf(input.options), requests: input.requests };
}

function optionsOf(options) {
  if (options === null || typeof options !== 'object') return {};
  return Object.fromEntries(Object.entries(options).filter(([, value]) => ['string', 'boolean'].includes(typeof value)));
}

/** Documents without what stands in some ranges of them, `[{ name, ranges }]`, as they may be stored and shared. */
export function shareable(documents, leftOut) {
  const rangesOf = new Map();
  for (const { name, ranges } of leftOut) rangesOf.set(name, merged([...(rangesOf.get(name) ?? []), ...ranges]));
  return documents.map(({ name, text }) => ({ name, text: withoutHidden(text, rangesOf.get(name) ?? []) }));
}

async function through(transform, bytes, limit = Infinity) {
  const reader = new Blob([bytes]).stream().pipeThrough(transform).getReader();
  const chunks = [];
  let size = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length;
    if (size > limit) throw new RangeError('more than is read');
    chunks.push(next.value);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function base64url(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function bytesOf(data) {
  return Uint8Array.from(atob(data.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
}
