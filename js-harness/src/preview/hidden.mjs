import { secretPaths } from '../sources/secrets.mjs';
import { splitYaml } from '../sources/yaml-documents.mjs';

const SECRET_KIND = /secret$/i;
const DATA = ['data', 'stringData', 'metadata'];
const PEM = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$(?![\s\S]))/g;
/** Looked for from where a run begins, or long runs would be looked through from each of their characters. */
const LONG_BASE64 = /(?<![A-Za-z0-9+/])(?=[A-Za-z+/]*\d)(?=[a-z\d+/]*[A-Z])[A-Za-z0-9+/]{60,}={0,2}/g;
/** What stands in braces behind `data` and `stringData`. */
const FLOW = /((?:^|[{,\s])["']?(?:data|stringData)["']?[ \t]*:\s*\{)[^}]*/gm;
const KIND = /(?:^|[{,\s])["']?kind["']?[ \t]*:[ \t]*["']?(\w+)/gm;

/** The ranges of a text that are never shown, stored or put into a link: key bytes, wherever they stand. */
export function hiddenRanges(source, { entries, problems }) {
  const suspects = problems.length > 0 ? suspectRanges(source.text) : [];
  const pem = [...source.text.matchAll(PEM)].map((match) => [match.index, match.index + match[0].length]);
  return withoutPlaceholders(source.text, merged([...entries.flatMap(secretRanges), ...suspects, ...pem]));
}

/** Of an object without a kind only what a Secret's bytes would stand in: it is still being typed. */
function secretRanges({ object, document, prefix }) {
  const isSecret = typeof object?.kind === 'string' && SECRET_KIND.test(object.kind);
  return secretPaths(object)
    .filter(([field]) => isSecret || DATA.includes(field))
    .flatMap((path) => document.scalarsBelow([...prefix, ...path]));
}

/** What of a text looks like key bytes, before anybody has read it: what a Secret's fields hold, and private keys. */
export function guessedRanges(text) {
  const ranges = [];
  for (const [from, to] of splitYaml(text)) {
    const piece = text.slice(from, to);
    const kinds = [...piece.matchAll(KIND)].map(([, kind]) => kind);
    const mayBeSecret = kinds.length === 0 || kinds.some((kind) => SECRET_KIND.test(kind) || kind === 'List');
    const found = [...(mayBeSecret ? suspectRanges(piece) : []), ...[...piece.matchAll(PEM)].map((match) => [match.index, match.index + match[0].length])];
    ranges.push(...found.map(([start, end]) => [from + start, from + end]));
  }
  return withoutPlaceholders(text, merged(ranges));
}

/** What was taken out says so. */
function withoutPlaceholders(text, ranges) {
  return ranges.filter(([from, to]) => !/^["']?REDACTED["']?$/.test(text.slice(from, to).trim()));
}

/** In a text that cannot be read: what stands under `data` and `stringData`, and long runs of base64. */
function suspectRanges(text) {
  const ranges = [...text.matchAll(LONG_BASE64), ...text.matchAll(FLOW)].map((match) => [match.index + (match[1]?.length ?? 0), match.index + match[0].length]);
  let margin;
  let at = 0;
  for (const line of text.split('\n')) {
    const indent = line.search(/\S/);
    if (indent !== -1 && (margin === undefined || indent <= margin)) {
      margin = /^\s*["']?(?:data|stringData)["']?\s*:/.test(line) ? indent : undefined;
    } else if (margin !== undefined && indent !== -1) {
      const value = /^\s*["']?[\w.-]+["']?\s*:\s*/.exec(line)?.[0].length ?? indent;
      if (value < line.length) ranges.push([at + value, at + line.length]);
    }
    at += line.length + 1;
  }
  return ranges;
}

/** Ranges in order, those that touch made one. */
export function merged(ranges) {
  const sorted = ranges.filter(([from, to]) => to > from).sort((a, b) => a[0] - b[0]);
  const result = [];
  for (const [from, to] of sorted) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

/** A text without what is hidden in it. */
export function withoutHidden(text, ranges) {
  let at = 0;
  let shown = '';
  for (const [from, to] of ranges) {
    shown += `${text.slice(at, from)}REDACTED`;
    at = to;
  }
  return shown + text.slice(at);
}
