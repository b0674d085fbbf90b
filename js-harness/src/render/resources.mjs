import { stringify } from 'yaml';

/** Strings that YAML 1.1 would take for something else are quoted: kubectl reads some of it still. */
const STYLE = { lineWidth: 0, compat: 'yaml-1.1', aliasDuplicateObjects: false };
const FIRST_KEYS = ['apiVersion', 'kind', 'metadata', 'mesh', 'spec'];
const FIRST_METADATA = ['name', 'namespace'];

/** Objects as YAML documents. */
export function renderYaml(objects) {
  return objects.map((object) => stringify(inHumanOrder(object), STYLE)).join('---\n');
}

function inHumanOrder(object) {
  const ordered = keysFirst(object, FIRST_KEYS);
  if (object.metadata && typeof object.metadata === 'object') ordered.metadata = keysFirst(object.metadata, FIRST_METADATA);
  return ordered;
}

function keysFirst(object, first) {
  const ordered = {};
  for (const key of first) if (key in object) ordered[key] = object[key];
  return Object.assign(ordered, object);
}
