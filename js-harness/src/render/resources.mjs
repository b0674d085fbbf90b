import { writeYaml } from './yaml-writer.mjs';

const FIRST_KEYS = ['apiVersion', 'kind', 'metadata', 'mesh', 'spec'];
const FIRST_METADATA = ['name', 'namespace'];

/** Objects as YAML documents. */
export function renderYaml(objects) {
  return objects.map((object) => writeYaml(inHumanOrder(object)).text).join('---\n');
}

/** What says which object it is stands first. */
export function inHumanOrder(object) {
  const ordered = keysFirst(object, FIRST_KEYS);
  if (object.metadata && typeof object.metadata === 'object') ordered.metadata = keysFirst(object.metadata, FIRST_METADATA);
  return ordered;
}

function keysFirst(object, first) {
  const ordered = {};
  for (const key of first) if (key in object) ordered[key] = object[key];
  return Object.assign(ordered, object);
}
