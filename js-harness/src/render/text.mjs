/** Text on a terminal: colours, widths, and nothing that the terminal would obey. */

const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 };

/** Paints text in the given styles, or leaves it, as the stream and the environment want. */
export function painterFor(stream, env = process.env) {
  const on = wantsColour(stream, env);
  return (text, ...styles) => (on && text !== '' ? `\u001b[${styles.map((style) => STYLES[style]).join(';')}m${text}\u001b[0m` : text);
}

function wantsColour(stream, { FORCE_COLOR, NO_COLOR, TERM }) {
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  if (NO_COLOR) return false;
  return Boolean(stream.isTTY) && TERM !== 'dumb';
}

/** Control characters and those that turn the direction of writing: an input must not steer the terminal. */
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

export function harmless(text) {
  return String(text).replace(UNSAFE, '\ufffd');
}

const WIDE = /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;
const EMOJI = /\p{Emoji_Presentation}|\p{Emoji}\ufe0f/u;
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
const segmenter = new Intl.Segmenter();

/** The characters as a reader sees them: a letter with its accents is one. */
export function* graphemes(text) {
  for (const { segment, index } of segmenter.segment(text)) yield { segment, index };
}

/** How many columns of a terminal one such character takes. */
export function graphemeWidth(segment) {
  if (ZERO.test(segment)) return 0;
  return WIDE.test(segment) || EMOJI.test(segment) ? 2 : 1;
}

export function textWidth(text) {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes(text)) width += graphemeWidth(segment);
  return width;
}

/** `2 errors`, `1 warning`. */
export function count(number, noun) {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Rows under a header, columns as wide as their widest cell, as `kubectl` sets them. */
export function table(header, rows) {
  const lines = [header, ...rows].map((row) => row.map((cell) => harmless(cell ?? '')));
  const widths = header.map((_, column) => Math.max(...lines.map((line) => textWidth(line[column]))));
  return lines
    .map((line) => line.map((cell, column) => cell + ' '.repeat(widths[column] - textWidth(cell))).join('   ').trimEnd())
    .join('\n');
}
