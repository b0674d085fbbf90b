/** One text that was read: its name as the user knows it, and how its offsets become lines and columns. */
export class SourceText {
  #lineStarts;
  #veils = [];
  #counted = { start: 0, at: 0, column: 1 };

  constructor(name, text) {
    this.name = name;
    this.text = text;
  }

  /** Line and column of an offset, both from 1; a column counts characters, not UTF-16 units. */
  position(offset) {
    const line = this.#lineOf(offset);
    const start = this.#starts()[line];
    // One line can be the whole file, and places come mostly in order: count on from where the last one was.
    let { at, column } = this.#counted.start === start && this.#counted.at <= offset ? this.#counted : { at: start, column: 1 };
    for (; at < offset; at += 1) {
      const unit = this.text.charCodeAt(at);
      if (unit < 0xdc00 || unit > 0xdfff) column += 1;
    }
    this.#counted = { start, at, column };
    return { line: line + 1, column };
  }

  /** Where the line that holds `offset` begins and ends, without its line break. */
  lineRange(offset) {
    const starts = this.#starts();
    const line = this.#lineOf(offset);
    let end = line + 1 < starts.length ? starts[line + 1] - 1 : this.text.length;
    if (end > starts[line] && this.text[end - 1] === '\r') end -= 1;
    return [starts[line], end];
  }

  /** Promises that what `ranges()` gives within `from`..`to` is never shown. */
  veil(from, to, ranges) {
    this.#veils.push({ from, to, ranges });
  }

  /** The ranges within `from`..`to` that must not be shown, in order. */
  veiledWithin(from, to) {
    return this.#veils
      .filter((veil) => veil.from < to && veil.to > from)
      .flatMap((veil) => veil.ranges())
      .filter(([start, end]) => start < to && end > from)
      .sort((a, b) => a[0] - b[0]);
  }

  #lineOf(offset) {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #starts() {
    if (!this.#lineStarts) {
      this.#lineStarts = [0];
      for (let at = this.text.indexOf('\n'); at !== -1; at = this.text.indexOf('\n', at + 1)) {
        this.#lineStarts.push(at + 1);
      }
    }
    return this.#lineStarts;
  }
}
