/** What would change on a cluster that has one outcome's resources when it gets another's. */

/** The steps of a plan that do something, each with the lines of the object's YAML, and how many objects stay as they are. */
export function changesOf(plan, before, after) {
  const steps = plan.filter(({ action }) => action !== 'unchanged');
  return { unchanged: plan.length - steps.length, changes: steps.map((step) => new Change(step, before, after)) };
}

/** One step; its lines are compared when somebody looks at them. */
class Change {
  #texts;
  #lines;

  constructor({ action, object, reason }, before, after) {
    Object.assign(this, { action, kind: object.kind, name: [object.namespace, object.name].filter(Boolean).join('/'), reason });
    this.#texts = () => [before, after].map((resources) => textsOf(resources).get(keyOf(object))?.split('\n').slice(0, -1) ?? []);
  }

  get lines() {
    return (this.#lines ??= compareLines(...this.#texts()));
  }

  get isHidden() {
    return this.action === 'update' && this.lines.every(({ sign }) => sign === ' ');
  }
}

const texts = new WeakMap();

/** The YAML of resources by their names. */
function textsOf(resources) {
  if (!texts.has(resources)) texts.set(resources, new Map(resources.map(({ object: { kind, metadata }, yaml }) => [keyOf({ kind, ...metadata }), yaml])));
  return texts.get(resources);
}

function keyOf({ kind, namespace, name }) {
  return [kind, namespace, name].filter(Boolean).join('/');
}

/** Above this, the middle of two texts is shown as replaced as a whole: the table has a cell for each pair of lines. */
const MAX_CELLS = 4_000_000;

/** The lines of both texts in order, each with its sign: `-` only before, `+` only after, a space in both. */
export function compareLines(before, after) {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < Math.min(before.length, after.length) - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const [a, b] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  const same = (line) => ({ sign: ' ', text: line });
  const middle = a.length * b.length > MAX_CELLS ? replaced(a, b) : aligned(a, b);
  return [...before.slice(0, head).map(same), ...middle, ...before.slice(before.length - tail).map(same)];
}

function replaced(a, b) {
  return [...a.map((text) => ({ sign: '-', text })), ...b.map((text) => ({ sign: '+', text }))];
}

/** The longest common subsequence, by its table of lengths. */
function aligned(a, b) {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      lengths[at] = a[i] === b[j] ? lengths[at + width + 1] + 1 : Math.max(lengths[at + width], lengths[at + 1]);
    }
  }
  const lines = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ sign: ' ', text: a[i] });
      i += 1;
      j += 1;
    } else if (j === b.length || (i < a.length && lengths[(i + 1) * width + j] >= lengths[i * width + j + 1])) {
      lines.push({ sign: '-', text: a[i] });
      i += 1;
    } else {
      lines.push({ sign: '+', text: b[j] });
      j += 1;
    }
  }
  return lines;
}

/** The lines around changes, with `{ gap }` for what was left out. */
export function hunks(lines, around = 3) {
  const near = new Uint8Array(lines.length);
  lines.forEach(({ sign }, at) => {
    if (sign !== ' ') near.fill(1, Math.max(0, at - around), at + around + 1);
  });
  const shown = [];
  let gap = 0;
  lines.forEach((line, at) => {
    if (!near[at]) gap += 1;
    else {
      if (gap > 0) shown.push({ gap });
      gap = 0;
      shown.push(line);
    }
  });
  if (gap > 0) shown.push({ gap });
  return shown;
}
