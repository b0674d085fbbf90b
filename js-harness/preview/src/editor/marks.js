import { RangeSet, RangeSetBuilder, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, GutterMarker, MatchDecorator, ViewPlugin, WidgetType, gutter } from '@codemirror/view';

import { guessedRanges, merged } from '../../../src/preview/hidden.mjs';

const MANY = 4;

/** A field whose decorations are replaced by an effect, and move with the text in between; `guess(state, value)` makes those of a new text. */
function replaceable(provide, guess) {
  const effect = StateEffect.define();
  const field = StateField.define({
    create: (state) => guess?.(state.doc, RangeSet.empty) ?? RangeSet.empty,
    update(value, transaction) {
      let next = value.map(transaction.changes);
      if (guess && insertsMuch(transaction)) next = guess(transaction.newDoc, next);
      for (const each of transaction.effects) if (each.is(effect)) next = each.value;
      return next;
    },
    provide,
  });
  return { field, set: (value) => effect.of(value) };
}

const traced = replaceable((field) => EditorView.decorations.from(field));
const nothing = replaceable();
/** Of what is pasted, that is covered at once which looks like key bytes; the outcome tells it better soon. */
const hidden = replaceable(
  (field) => [EditorView.decorations.from(field), EditorView.atomicRanges.of((view) => view.state.field(field))],
  (doc, covered) => {
    const ranges = guessedRanges(doc.toString());
    covered.between(0, doc.length, (from, to) => void ranges.push([from, to]));
    return covers(doc, merged(ranges));
  },
);

/** Whether more was inserted than a key does. */
function insertsMuch({ docChanged, changes }) {
  let isMuch = false;
  if (docChanged) changes.iterChanges((_from, _to, _start, _end, inserted) => (isMuch ||= inserted.length > MANY));
  return isMuch;
}

/** Lines that made, or were made by, what the cursor of the other side is in: `[[from, to]]` as offsets. */
export function traceEffect(doc, ranges) {
  const starts = new Set();
  for (const [from, to] of ranges) {
    const last = doc.lineAt(Math.min(to, doc.length)).number;
    for (let line = doc.lineAt(Math.min(from, doc.length)).number; line <= last; line += 1) starts.add(doc.line(line).from);
  }
  const mark = Decoration.line({ class: 'cm-traced' });
  return traced.set(Decoration.set([...starts].sort((a, b) => a - b).map((at) => mark.range(at))));
}

class NothingMarker extends GutterMarker {
  constructor(reason) {
    super();
    this.reason = reason;
  }

  eq(other) {
    return other.reason === this.reason;
  }

  toDOM() {
    const dom = document.createElement('span');
    dom.className = 'cm-nothing';
    dom.textContent = '✗';
    dom.title = this.reason;
    return dom;
  }
}

/** Marks the lines of what became nothing: `[{ from, reason }]`. */
export function nothingEffect(doc, places) {
  const reasons = new Map();
  for (const { from, reason } of places) {
    const at = doc.lineAt(Math.min(from, doc.length)).from;
    reasons.set(at, [...(reasons.get(at) ?? []), reason]);
  }
  const sorted = [...reasons].sort((a, b) => a[0] - b[0]);
  return nothing.set(RangeSet.of(sorted.map(([at, texts]) => new NothingMarker(texts.join('\n')).range(at))));
}

class HiddenBytes extends WidgetType {
  constructor(length) {
    super();
    this.length = length;
  }

  eq(other) {
    return other.length === this.length;
  }

  toDOM() {
    const dom = document.createElement('span');
    dom.className = 'cm-hidden-bytes';
    dom.textContent = `hidden, ${this.length.toLocaleString('en')} characters`;
    return dom;
  }
}

function hide(from, to) {
  return Decoration.replace({ widget: new HiddenBytes(to - from) }).range(from, to);
}

/** Covers key bytes: `[[from, to]]`. A line break is never covered, so that lines keep their numbers. */
export function hiddenEffect(doc, ranges) {
  return hidden.set(covers(doc, ranges));
}

function covers(doc, ranges) {
  const builder = new RangeSetBuilder();
  for (const [from, to] of ranges) {
    const end = Math.min(to, doc.length);
    for (let at = Math.min(from, doc.length); at < end; ) {
      const line = doc.lineAt(at);
      const start = at + /^\s*/.exec(doc.sliceString(at, Math.min(line.to, end)))[0].length;
      const stop = Math.min(line.to, end);
      if (stop > start) builder.add(start, stop, hide(start, stop).value);
      at = line.to + 1;
    }
  }
  return builder.finish();
}

/** What looks like key bytes is covered before anybody has read the text. */
const looks = new MatchDecorator({
  regexp: /(?<![A-Za-z0-9+/])(?=[A-Za-z+/]*\d)(?=[a-z\d+/]*[A-Z])[A-Za-z0-9+/]{64,}={0,2}/g,
  decorate(add, from, to, _, view) {
    let covered = false;
    view.state.field(hidden.field).between(from, to, () => {
      covered = true;
      return false;
    });
    if (!covered) add(from, to, hide(from, to).value);
  },
});

const suspects = ViewPlugin.fromClass(
  class {
    constructor(view) {
      this.decorations = looks.createDeco(view);
    }

    update(update) {
      const replaced = update.startState.field(hidden.field) !== update.state.field(hidden.field);
      this.decorations = replaced ? looks.createDeco(update.view) : looks.updateDeco(update, this.decorations);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

export const traces = traced.field;
export const inputMarks = [
  traced.field,
  hidden.field,
  suspects,
  nothing.field,
  gutter({ class: 'cm-gutter-nothing', markers: (view) => view.state.field(nothing.field), initialSpacer: () => new NothingMarker('') }),
];
