/** What of an object must never be shown: the bytes of Secrets, also where they stand by mistake. */

/** Fields of a Secret that are no secret. */
const OPEN_FIELDS = new Set(['apiVersion', 'kind', 'metadata', 'type', 'immutable', 'mesh', 'name', 'creationTime', 'modificationTime']);
/** kubectl keeps a copy of the whole object in this annotation. */
const LAST_APPLIED = ['metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration'];

/** Paths (lists of tokens) whose scalars are hidden when a line of the source is shown. */
export function secretPaths(object) {
  if (object === null || typeof object !== 'object') return [];
  if (Array.isArray(object)) return object.flatMap((item, index) => secretPaths(item).map((path) => [index, ...path]));
  if (object.kind === 'ConfigMap') return [];
  if (/List$/.test(object.kind)) return secretPaths(object.items).map((path) => ['items', ...path]);
  const fields = isSecret(object) ? Object.keys(object).filter((field) => !OPEN_FIELDS.has(field)) : ['data', 'stringData'];
  const paths = fields.filter((field) => field in object).map((field) => [field]);
  return object.metadata?.annotations?.[LAST_APPLIED.at(-1)] === undefined ? paths : [...paths, LAST_APPLIED];
}

/** A Secret, or an object that may be one: its kind is missing, or ends so. */
export function isSecret(object) {
  return typeof object?.kind !== 'string' || /secret$/i.test(object.kind);
}

/** Whether a text that could not be read may hold a Secret's bytes. A Gateway that only names one does not. */
export function looksSecret(text) {
  const hasData = /\b(?:data|stringData)["']?\s*:/.test(text);
  const isConfigMap = /kind["']?\s*:\s*["']?ConfigMap/.test(text) && !/secret/i.test(text);
  return (hasData && !isConfigMap) || /tls\.key|PRIVATE KEY|[A-Za-z0-9+/]{60,}/.test(text);
}

const REDACTED = '<redacted>';

/** A copy of a generated object whose key bytes are replaced, if it holds any. */
export function redacted(object) {
  if (!isSecret(object)) return object;
  const copy = { ...object };
  for (const field of ['data', 'stringData']) {
    if (field in copy) copy[field] = hideScalars(copy[field]);
  }
  return copy;
}

function hideScalars(value) {
  if (Array.isArray(value)) return value.map(hideScalars);
  if (value === null || typeof value !== 'object') return REDACTED;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hideScalars(inner)]));
}
