import { EXAMPLES } from './examples.js';
import { readFragment } from './links.js';
import { restore } from './storage.js';

/** What the page starts with: the input of a link, what was stored, or the first example; `{ input, linked, stored, error }`. */
export async function firstInput() {
  const stored = restore();
  let linked;
  let error;
  try {
    linked = await readFragment(location.hash);
  } catch (problem) {
    error = problem;
  }
  return { input: linked ?? stored ?? EXAMPLES[0], linked, stored, error };
}
