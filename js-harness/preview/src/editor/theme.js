import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** All colours are the page's own, which follow the system's setting. */
const theme = EditorView.theme({
  '&': { height: '100%', fontSize: 'var(--code-size)', color: 'var(--text)', backgroundColor: 'var(--paper)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.5', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--text)', padding: '6px 0' },
  '.cm-cursor': { borderLeftColor: 'var(--text)', borderLeftWidth: '2px' },
  '.cm-gutters': { backgroundColor: 'var(--paper)', color: 'var(--faint)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-activeLine': { backgroundColor: 'var(--line)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, ::selection': { backgroundColor: 'var(--selection) !important' },
  '.cm-traced': { backgroundColor: 'var(--traced) !important', boxShadow: 'inset 3px 0 var(--accent)' },
  '.cm-key': { color: 'var(--syntax-key)' },
  '.cm-string': { color: 'var(--syntax-string)' },
  '.cm-comment': { color: 'var(--syntax-comment)' },
  '.cm-mark': { color: 'var(--muted)' },
  '.cm-nothing': { color: 'var(--error)', cursor: 'help', padding: '0 3px' },
  '.cm-hidden-bytes': { color: 'var(--muted)', background: 'var(--raised)', border: '1px dashed var(--border)', borderRadius: '3px', padding: '0 4px', fontFamily: 'var(--sans)', fontSize: '0.9em' },
  '.cm-tooltip': { backgroundColor: 'var(--raised)', color: 'var(--text)', border: '1px solid var(--border)', borderRadius: '4px', maxWidth: '36rem' },
  '.cm-diagnostic': { padding: '5px 9px', fontFamily: 'var(--sans)', fontSize: '13px', whiteSpace: 'pre-wrap', marginLeft: '0' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--error)' },
  '.cm-diagnostic-warning': { borderLeft: '3px solid var(--warning)' },
  '.cm-diagnostic-info': { borderLeft: '3px solid var(--info)' },
  '.cm-lintRange': { paddingBottom: '1px' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--error) 1px', textUnderlineOffset: '3px' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline wavy var(--warning) 1px', textUnderlineOffset: '3px' },
  '.cm-lintRange-info': { backgroundImage: 'none', textDecoration: 'underline dotted var(--info) 1px', textUnderlineOffset: '3px' },
  '.cm-lintRange-active': { backgroundColor: 'transparent' },
  '.cm-lintPoint:after': { borderBottomColor: 'var(--error)' },
  '.cm-gutter-lint': { width: '1.1em' },
  '.cm-gutter-lint .cm-lint-marker': { content: '""', width: '8px', height: '8px', margin: '0.35em auto 0', borderRadius: '50%' },
  '.cm-lint-marker-error': { background: 'var(--error)' },
  '.cm-lint-marker-warning': { background: 'var(--warning)', borderRadius: '1px' },
  '.cm-lint-marker-info': { background: 'transparent', border: '1.5px solid var(--info)', boxSizing: 'border-box' },
  '.cm-panels': { backgroundColor: 'var(--raised)', color: 'var(--text)', borderColor: 'var(--border)' },
  '.cm-panel.cm-search': { fontFamily: 'var(--sans)', fontSize: '13px' },
  '.cm-textfield': { backgroundColor: 'var(--paper)', color: 'var(--text)', border: '1px solid var(--border)' },
  '.cm-button': { backgroundImage: 'none', backgroundColor: 'var(--raised)', color: 'var(--text)', border: '1px solid var(--border)' },
  '.cm-searchMatch': { backgroundColor: 'var(--traced)', outline: '1px solid var(--accent)' },
});

const colours = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: 'var(--syntax-key)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--syntax-string)' },
  { tag: [tags.content, tags.literal], color: 'var(--text)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--syntax-comment)' },
  { tag: [tags.meta, tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: 'var(--muted)' },
  { tag: [tags.labelName, tags.typeName, tags.keyword], color: 'var(--syntax-anchor)' },
]);

export const appearance = [theme, syntaxHighlighting(colours)];
