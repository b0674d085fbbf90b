/** So many characters are compared at once: engines do it much faster than one by one. */
const CHUNK = 4096;

/** One change that makes a text of another, so that a long text need not be sent whole for each key: `[from, to, insert]`. */
export function editBetween(before, after) {
  const limit = Math.min(before.length, after.length);
  const from = sameLength(limit, (at, length) => before.slice(at, at + length) === after.slice(at, at + length));
  const back = (text, at, length) => text.slice(text.length - at - length, text.length - at);
  const tail = sameLength(limit - from, (at, length) => back(before, at, length) === back(after, at, length));
  return [from, before.length - tail, after.slice(from, after.length - tail)];
}

/** The text after such a change. */
export function edited(text, [from, to, insert]) {
  return text.slice(0, from) + insert + text.slice(to);
}

/** How far two texts are the same, up to `limit`: first by chunks, then within the one that differs. */
function sameLength(limit, isSame) {
  let at = 0;
  for (let length = CHUNK; length >= 1; length = Math.floor(length / 16)) {
    while (at + length <= limit && isSame(at, length)) at += length;
  }
  return at;
}
