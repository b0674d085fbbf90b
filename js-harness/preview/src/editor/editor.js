import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import { EditorView, drawSelection, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers } from '@codemirror/view';

import { generatedYaml } from './generated.js';
import { shortenIdleMoments } from './idle.js';
import { hiddenEffect, inputMarks, nothingEffect, traceEffect, traces } from './marks.js';
import { appearance } from './theme.js';

shortenIdleMoments();

/**
 * Both editors live in a shadow root: there CodeMirror adopts its style sheets, which a policy of
 * `style-src 'self'` allows, while the `style` elements that it makes elsewhere are refused.
 */
function mount(parent, state) {
  const root = parent.shadowRoot ?? parent.attachShadow({ mode: 'open' });
  root.replaceChildren();
  return new EditorView({ state, parent: root, root });
}

const common = [
  lineNumbers(),
  highlightSpecialChars(),
  drawSelection(),
  highlightActiveLine(),
  highlightSelectionMatches(),
  search({ top: true }),
  appearance,
];

function reveal(view, from, { select = false } = {}) {
  const at = Math.min(from, view.state.doc.length);
  view.dispatch({ ...(select && { selection: { anchor: at } }), effects: EditorView.scrollIntoView(at, { y: 'center' }) });
}

/** The keys that lead to the other side and back. */
function crossing(onCross) {
  return keymap.of([{ key: 'Alt-Enter', run: () => (onCross(), true) }]);
}

/**
 * The editor of the input: one view, and a state for each document, so that each keeps its own history.
 * `onChange(id, text)` and `onCursor(id, { isTyping })` tell what the user does.
 */
export function createInput(parent, { onChange, onCursor, onCross, onPasteFiles }) {
  const states = new Map();
  /** What happened to a text since the outcome that is shown: `[{ version, changes }]`. */
  const histories = new Map();
  let active;
  let silent = false;

  const extensions = (name) => [
    history(),
    bracketMatching(),
    indentOnInput(),
    lintGutter({ hoverTime: 200 }),
    inputMarks,
    yaml(),
    ...common,
    crossing(onCross),
    keymap.of([...searchKeymap, ...historyKeymap, ...defaultKeymap]),
    EditorView.contentAttributes.of({ 'aria-label': `Text of ${name}`, spellcheck: 'false', tabindex: '0' }),
    EditorView.domEventHandlers({ paste: (event) => onPasteFiles(event) }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && !silent) {
        const past = histories.get(active);
        const version = onChange(active, update.state.doc.toString());
        past.push({ version, changes: update.changes.desc });
      }
      if ((update.selectionSet || update.docChanged) && update.view.hasFocus) onCursor(active, { isTyping: update.docChanged });
    }),
  ];
  const stateOf = (name, text) => EditorState.create({ doc: text, extensions: extensions(name) });
  const view = mount(parent, stateOf('nothing', ''));

  return {
    /** Shows a document; one that is new to the editor starts with this text. */
    open({ id, name }, text) {
      if (active !== undefined && states.has(active)) states.set(active, view.state);
      if (!states.has(id)) {
        states.set(id, stateOf(name, text));
        histories.set(id, []);
      }
      active = id;
      view.setState(states.get(id));
    },
    /** Forgets documents that are gone. */
    keepOnly(ids) {
      for (const id of states.keys()) {
        if (ids.includes(id)) continue;
        states.delete(id);
        histories.delete(id);
      }
    },
    /** From an offset in the text that the outcome was made of to one in the text as it is now. */
    mapped(id, offset) {
      let at = offset;
      for (const { changes } of histories.get(id) ?? []) at = changes.mapPos(Math.min(at, changes.length));
      return at;
    },
    /** And back. */
    unmapped(id, offset) {
      return (histories.get(id) ?? []).reduceRight((at, { changes }) => {
        const inverted = changes.invertedDesc;
        return inverted.mapPos(Math.min(at, inverted.length));
      }, offset);
    },
    /** The outcome of this version of a text is the one that is shown from now on. */
    settle(id, version) {
      histories.set(id, (histories.get(id) ?? []).filter((each) => each.version > version));
    },
    /** What is said about the active document; all offsets are in its text as it is now. */
    annotate({ diagnostics, unproductive, hidden }) {
      const { doc } = view.state;
      const within = (at) => Math.max(0, Math.min(at, doc.length));
      const list = diagnostics.map((each) => ({ ...each, from: within(each.from), to: within(Math.max(each.to, each.from)) }));
      view.dispatch(setDiagnostics(view.state, list), { effects: [nothingEffect(doc, unproductive), ...(hidden ? [hiddenEffect(doc, hidden)] : [])] });
    },
    trace(ranges, { scroll = false } = {}) {
      view.dispatch({ effects: traceEffect(view.state.doc, ranges) });
      if (scroll && ranges.length > 0) reveal(view, ranges[0][0]);
    },
    reveal: (from) => {
      reveal(view, from, { select: true });
      view.focus();
    },
    focus: () => view.focus(),
    cursor: () => view.state.selection.main.head,
    destroy: () => view.destroy(),
  };
}

/** The view of generated text. `onCursor(line)` tells the line of the cursor, from 1. */
export function createOutput(parent, { label, onCursor, onCross }) {
  const view = mount(
    parent,
    EditorState.create({
      doc: '',
      extensions: [
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true', inputmode: 'none', tabindex: '0' }),
        traces,
        generatedYaml,
        ...common,
        crossing(onCross),
        keymap.of([...searchKeymap, ...defaultKeymap]),
        EditorView.updateListener.of(({ selectionSet, docChanged, state, view: { hasFocus } }) => {
          if (selectionSet && !docChanged && hasFocus) onCursor(state.doc.lineAt(state.selection.main.head).number);
        }),
      ],
    }),
  );
  let parts = [];
  const rangeOf = (line) => {
    const { from, to } = view.state.doc.line(Math.min(line, view.state.doc.lines));
    return [from, to];
  };
  return {
    /** Replaces the parts that differ, so that the scroll position and the cursor stay where they are. */
    setParts(after) {
      const change = differing(parts, after);
      parts = after;
      if (change) view.dispatch({ changes: change });
    },
    trace(lines, { scroll = false } = {}) {
      const ranges = lines.map(rangeOf);
      view.dispatch({ effects: traceEffect(view.state.doc, ranges) });
      if (scroll && ranges.length > 0) reveal(view, ranges[0][0]);
    },
    reveal(line) {
      reveal(view, rangeOf(line)[0], { select: true });
      view.focus();
    },
    focus: () => view.focus(),
    line: () => view.state.doc.lineAt(view.state.selection.main.head).number,
    destroy: () => view.destroy(),
  };
}

/** The one change that makes the text of some parts that of others, or nothing. */
function differing(before, after) {
  const limit = Math.min(before.length, after.length);
  let head = 0;
  while (head < limit && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < limit - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const [old, young] = [before, after].map((parts) => parts.slice(head, parts.length - tail).join(''));
  if (old === young) return undefined;
  const from = before.slice(0, head).reduce((sum, { length }) => sum + length, 0);
  const [start, end] = sameEnds(old, young);
  return { from: from + start, to: from + old.length - end, insert: young.slice(start, young.length - end) };
}

/** How many characters two texts have in common at the start, and behind that at the end. */
function sameEnds(before, after) {
  const limit = Math.min(before.length, after.length);
  let head = 0;
  while (head < limit && before.charCodeAt(head) === after.charCodeAt(head)) head += 1;
  let tail = 0;
  while (tail < limit - head && before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)) tail += 1;
  return [head, tail];
}
