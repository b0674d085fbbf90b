import { identityOf, objectName, placeOf, pointerTokens, readablePath } from './sources/located.mjs';

/**
 * What a run found, in one shape for the reader's own errors and the module's diagnostics:
 * `{ severity, code, message, help?, subject?, place?, notes: [{ message, subject?, place? }], unread?, diagnostic? }`.
 * They come in the order of the files; what has no place comes first if nothing was read there, else last.
 */
export function collectFindings({ sources, problems, diagnostics, locator }) {
  const findings = [
    ...problems,
    ...withoutTwins(diagnostics).map((diagnostic) => fromDiagnostic(diagnostic, locator)),
  ];
  const order = new Map(sources.map((source, index) => [source, index]));
  const fileOf = ({ place, unread }) => (place ? order.get(place.source) : unread ? -1 : sources.length);
  return findings
    .map((finding, index) => ({ finding, file: fileOf(finding), at: finding.place?.from ?? 0, index }))
    .sort((a, b) => a.file - b.file || a.at - b.at || a.index - b.index)
    .map(({ finding }) => finding);
}

/** The module's own refusal of a snapshot. */
export function fromModuleError({ code, message, help, path }, locator) {
  const [target] = path ? locator.resolve({ path }) : [];
  return { severity: 'error', unread: true, code, message, help, notes: [], ...placed(target, path) };
}

/** What a finding is called: its code, and of a rule of a CRD also which one. */
export function findingId({ code, diagnostic }) {
  return diagnostic?.rule ? `${code}/${diagnostic.rule}` : (code ?? 'error');
}

/** How many there are of each severity. */
export function countBySeverity(findings) {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity] = (counts[severity] ?? 0) + 1;
  return counts;
}

/** What these codes find fault with is the name of a field, not its value. */
const aboutKeys = new Set(['unknown-field', 'duplicate-field']);

function fromDiagnostic(diagnostic, locator) {
  const { severity, code, message, help, object, related = [] } = diagnostic;
  const ofKey = aboutKeys.has(code);
  const finding = { severity, code, message, help, diagnostic, ...placedAt(diagnostic, locator, { ofKey }) };
  const copies = code === 'duplicate-object' && object ? locator.entriesOf(object) : [];
  const others = copies.length > 1 ? related.filter((each) => !sameObject(each.object, object)) : related;
  finding.notes = [
    ...copies.slice(1).map((entry) => ({ message: 'the same object stands here too', place: placeOf(entry) })),
    ...others.map((each) => ({ message: each.message, ...placedAt(each, locator) })),
  ];
  return finding;
}

function placedAt(spot, locator, options) {
  const [target] = locator.resolve(spot);
  if (target || !spot.object) return placed(target, spot.path, options);
  return { subject: subjectOf(spot.object, pointerTokens(spot.path ?? '')) };
}

function placed(target, path, options) {
  if (!target) return path ? { subject: readablePath(pointerTokens(path)) } : {};
  const { entry, tokens } = target;
  return { place: placeOf(entry, tokens, options), subject: subjectOf(identityOf(entry.object), tokens) };
}

function subjectOf(identity, tokens) {
  if (typeof identity.kind !== 'string') return undefined;
  return [objectName(identity), readablePath(tokens)].filter(Boolean).join(', ');
}

/** The same words about the same spot are said once. */
function withoutTwins(diagnostics) {
  const seen = new Set();
  return diagnostics.filter(({ code, object, path, message }) => {
    const key = JSON.stringify([code, object, path, message]);
    return !seen.has(key) && seen.add(key);
  });
}

function sameObject(a, b) {
  return a && a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
}
