import { graphemes, graphemeWidth, harmless } from './text.mjs';

const TAB = '    ';
/** A line longer than this is shown around the marked part only. */
const MAX_WIDTH = 120;
/** How far around the mark a very long line is looked at. */
const REACH = 400;
const HIDDEN = '<redacted>';

/** The source line of a place and the marker under it; secrets in the line are replaced. */
export function excerpt({ source, from, to }) {
  const [lineStart, lineEnd] = source.lineRange(from);
  const mark = [from, Math.min(Math.max(to, from + 1), Math.max(lineEnd, from + 1), from + REACH)];
  const window = [Math.max(lineStart, from - REACH), Math.min(lineEnd, mark[1] + REACH)];
  const cells = cellsOf(source, window, mark);
  const { shown, cutBefore, cutAfter } = fit(cells, window[0] > lineStart, window[1] < lineEnd);

  const before = shown.findIndex((cell) => cell.marked);
  const width = (some) => some.reduce((sum, cell) => sum + cell.width, 0);
  const indent = width(before === -1 ? shown : shown.slice(0, before)) + (cutBefore ? 1 : 0);
  const marked = width(shown.filter((cell) => cell.marked)) || 1;
  return {
    ...source.position(from),
    text: `${cutBefore ? '…' : ''}${shown.map((cell) => cell.text).join('')}${cutAfter ? '…' : ''}`.trimEnd(),
    marker: ' '.repeat(indent) + '^'.repeat(marked),
  };
}

/** What is to be shown of a part of a line, character by character, with a cell for each secret. */
function cellsOf(source, [start, end], mark) {
  const overlapsMark = (from, to) => from < mark[1] && to > mark[0];
  const cells = [];
  let at = start;
  const addText = (to) => {
    const text = guarded(source.text.slice(at, to));
    for (const { segment, index } of graphemes(text)) {
      const shown = segment === '\t' ? TAB : harmless(segment);
      const width = segment === '\t' ? TAB.length : graphemeWidth(shown);
      cells.push({ text: shown, width, marked: overlapsMark(at + index, at + index + segment.length) });
    }
    at = to;
  };
  for (const [from, to] of source.veiledWithin(start, end)) {
    if (to <= at) continue;
    if (from > at) addText(from);
    cells.push({ text: HIDDEN, width: HIDDEN.length, marked: overlapsMark(from, to) });
    at = Math.min(to, end);
  }
  if (at < end) addText(end);
  return cells;
}

/** A private key in a place where nobody looks for one. */
function guarded(text) {
  return text.replace(/-----BEGIN [A-Z ]*PRIVATE KEY-----.*/s, HIDDEN);
}

/** The cells around the mark that fit on a line, and whether some were cut off on either side. */
function fit(cells, cutBefore, cutAfter) {
  let room = MAX_WIDTH;
  const marked = cells.findIndex((cell) => cell.marked);
  let first = 0;
  const widthUpToMark = cells.slice(0, marked + 1).reduce((sum, cell) => sum + cell.width, 0);
  if (widthUpToMark > MAX_WIDTH * 0.75) {
    let keep = MAX_WIDTH / 4;
    first = marked;
    while (first > 0 && keep - cells[first - 1].width >= 0) keep -= cells[(first -= 1)].width;
  }
  let last = first;
  while (last < cells.length && room - cells[last].width >= 0) room -= cells[(last += 1) - 1].width;
  return { shown: cells.slice(first, last), cutBefore: cutBefore || first > 0, cutAfter: cutAfter || last < cells.length };
}
