import { readJson, looksLikeJson } from './json-documents.mjs';
import { secretPaths } from './secrets.mjs';
import { readYaml } from './yaml-documents.mjs';

/**
 * The objects of all sources in order, `List`s taken apart: `{ object, document, prefix }`, where `prefix`
 * leads from the document to the object. What is no object is an entry too: the module says what is wrong with it.
 */
export function readObjects(sources) {
  const entries = [];
  const problems = [];
  for (const source of sources) {
    const read = readDocuments(source);
    problems.push(...read.problems);
    for (const document of read.documents) collect(document.value, document, [], entries);
    for (const document of read.documents) delete document.value;
  }
  return { entries, problems };
}

function readDocuments(source) {
  if (!looksLikeJson(source.text)) return readYaml(source);
  const json = readJson(source);
  if (json.problems.length === 0 || source.name.endsWith('.json')) return json;
  const yaml = readYaml(source);
  return yaml.problems.length === 0 ? yaml : json;
}

function collect(value, document, prefix, entries) {
  const secrets = secretPaths(value);
  if (secrets.length > 0) {
    document.source.veil(document.from, document.to, once(() => secrets.flatMap((path) => document.scalarsBelow([...prefix, ...path]))));
  }
  if (isList(value)) value.items.forEach((item, index) => collect(typed(item, value), document, [...prefix, 'items', index], entries));
  else entries.push({ object: value, document, prefix });
}

/** `List`, and the typed lists that an API server answers with. */
function isList(object) {
  return typeof object?.kind === 'string' && object.kind.endsWith('List') && Array.isArray(object.items) && object.metadata?.name === undefined;
}

/** An item of a typed list, whose kind an API server leaves out. */
function typed(item, list) {
  if (list.kind === 'List' || item === null || typeof item !== 'object' || item.kind !== undefined) return item;
  return { apiVersion: list.apiVersion, kind: list.kind.slice(0, -'List'.length), ...item };
}

function once(make) {
  let made;
  return () => (made ??= make());
}
