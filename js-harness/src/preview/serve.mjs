import { edited } from './edit.mjs';
import { Engine } from './engine.mjs';

/** The far side: answers each message of a `Preview`. */
export function serve(module) {
  const engine = new Engine(module);
  let texts = new Map();
  return ({ ask, about, documents, options }) => {
    if (ask) return { ask, answer: engine[ask](about) };
    const full = documents.map(({ name, edit, text = edit ? edited(texts.get(name), edit) : texts.get(name) }) => ({ name, text }));
    texts = new Map(full.map(({ name, text }) => [name, text]));
    try {
      return { outcome: engine.evaluate({ documents: full, options }) };
    } catch (error) {
      return { error: `the input could not be evaluated: ${error.message}` };
    }
  };
}
