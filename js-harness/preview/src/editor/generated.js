import { Decoration, MatchDecorator, ViewPlugin } from '@codemirror/view';

/** A key at the start of a line, a quoted scalar, a comment, what stands between documents. */
const TOKENS = /(?<=^\s*(?:- )*)(?:"(?:[^"\\]|\\.)*"|[^\s"'#:-][^\s:]*)(?=:(?: |$))|(?<string>"(?:[^"\\]|\\.)*"|'[^']*')|(?<comment>(?<=^|\s)#.*$)|(?<mark>^---$|(?<=^\s*)-(?= )|(?<=\S):(?= |$))/g;
const MARKS = Object.fromEntries(['key', 'string', 'comment', 'mark'].map((name) => [name, Decoration.mark({ class: `cm-${name}` })]));

const tokens = new MatchDecorator({
  regexp: TOKENS,
  decoration: ({ groups }) => MARKS[Object.keys(MARKS).find((name) => groups[name] !== undefined) ?? 'key'],
});

/**
 * The colours of generated YAML, which is always in block style: line by line, and of the visible lines alone. A parser
 * would go through all of it again with each key.
 */
export const generatedYaml = ViewPlugin.fromClass(
  class {
    constructor(view) {
      this.decorations = tokens.createDeco(view);
    }

    update(update) {
      this.decorations = tokens.updateDeco(update, this.decorations);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);
