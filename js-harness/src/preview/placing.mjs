import { placeOf } from '../sources/located.mjs';

/** Where the whole of what `{ object, path }` names stands in the texts, or what is nearest; without a path the object's name. Undefined where it is no input. */
export function placing({ run: { locator }, read }) {
  return ({ object, path }) => {
    const [target] = locator.resolve({ object, path });
    if (!target) return undefined;
    const whole = path === undefined ? undefined : read.extentOf(target.entry, target.tokens);
    return whole ?? read.placeOf(placeOf(target.entry, target.tokens));
  };
}
