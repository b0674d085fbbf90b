import { writeYaml } from '../render/yaml-writer.mjs';
import { placing } from './placing.mjs';

/** A comparison of two targets with the places of objects and rules in the texts, and changed rules as YAML. */
export function withComparedPlaces(comparison, last) {
  const placeIn = placing(last);
  const rule = (each, object) => ({
    ...each,
    place: placeIn({ object, path: each.path }),
    ...(each.verdict === 'changed' && { yaml: { before: yamlOf(each.before), after: yamlOf(each.after) } }),
  });
  const objects = comparison.objects.map((each) => ({
    ...each,
    place: placeIn({ object: each.object }),
    ...(each.rules && { rules: each.rules.map((inner) => rule(inner, each.object)) }),
  }));
  return { ...comparison, objects };
}

function yamlOf(values) {
  return values.map((value) => writeYaml(value).text).join('---\n');
}
