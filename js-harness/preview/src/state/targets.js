/** The Kumas that the module translates for, the oldest first, as the option and as people name them. */
export const TARGETS = [
  { target: 'kuma-2.6', title: 'Kuma 2.6' },
  { target: 'kuma-2.8', title: 'Kuma 2.8' },
  { target: 'kuma-2.13', title: 'Kuma 2.13' },
  { target: 'kuma-2.14', title: 'Kuma 2.14' },
  { target: 'kuma-3.0', title: 'Kuma 3.0' },
];
export const USUAL_TARGET = 'kuma-2.14';

const ageOf = (target) => TARGETS.findIndex((each) => each.target === target);

/** The way of an upgrade between two of them, in whichever order they are named: `{ from, to }`. */
export function upgradeBetween(one, other) {
  return ageOf(one) < ageOf(other) ? { from: one, to: other } : { from: other, to: one };
}

/** What is compared with at first: the next newer one, or of the newest the one before it. */
export function neighbourOf(target) {
  const at = ageOf(target);
  return (TARGETS[at + 1] ?? TARGETS[at - 1]).target;
}

export function titleOf(target) {
  return TARGETS[ageOf(target)]?.title ?? target;
}
