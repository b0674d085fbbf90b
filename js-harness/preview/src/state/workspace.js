import { computed, nextTick, ref, shallowRef } from 'vue';

import { createPreview } from '../../../src/preview/browser.mjs';
import { LEFT_OUT, withoutCredentials } from '../../../src/preview/credentials.mjs';
import { EXAMPLES } from './examples.js';
import { freeName } from './intake.js';
import { shareable } from './links.js';
import { NO_REQUESTS, readRequests } from './requests.js';
import { store } from './storage.js';

/** Notices that go by themselves. */
const PASSING = new Set(['copy', 'removed', 'share']);

/** Documents, options and outcomes: all that the page is about. There is one. */
export function createWorkspace(preview) {
  /** `{ id, name }` in the order of the tabs; the texts are not reactive, for they are long and change on each key. */
  const documents = shallowRef([]);
  const texts = new Map();
  const versions = new Map();
  const active = ref();
  const options = ref({});
  const requests = shallowRef(NO_REQUESTS);
  const current = shallowRef();
  const good = shallowRef();
  const busy = ref(false);
  const failure = ref('');
  const notices = shallowRef([]);
  const kept = shallowRef();
  /** Counts how often all documents were replaced at once. */
  const generation = ref(0);
  const shown = computed(() => (current.value?.complete === false && good.value ? good.value : current.value));
  const isStale = computed(() => shown.value !== current.value);
  const settled = new Set();

  let count = 0;
  let edited;
  /** The promise that was asked for last, and the versions that the current outcome is of. */
  let asked;
  let evaluated = new Map();
  const versionsOf = new WeakMap();
  let isBegun;
  /** When the first outcome is on the screen, or there is none. */
  const beginning = new Promise((resolve) => (isBegun = () => setTimeout(resolve, 30)));

  /** `begun`: the outcome that was asked for before. */
  function evaluate(begun) {
    const input = { documents: documents.value.map(({ id, name }) => ({ name, text: texts.get(id) })), options: { ...options.value } };
    const promise = begun ?? preview.update(input);
    asked = promise;
    versionsOf.set(promise, { versions: new Map(versions), edited });
    const waiting = setTimeout(() => (busy.value = true), 300);
    promise.then(
      (outcome) => {
        clearTimeout(waiting);
        if (outcome !== current.value) apply(outcome, versionsOf.get(promise));
      },
      (error) => {
        clearTimeout(waiting);
        busy.value = false;
        failure.value = error.message;
        isBegun();
      },
    );
  }

  function apply(outcome, { versions: ofOutcome, edited: begun }) {
    evaluated = ofOutcome;
    busy.value = false;
    failure.value = '';
    if (outcome.complete || !good.value) {
      for (const listener of settled) listener(evaluated);
      good.value = outcome;
    }
    current.value = outcome;
    isBegun();
    scheduleStore();
    if (begun === undefined) return;
    nextTick(() => performance.measure('key to outcome', { start: begun, detail: outcome.milliseconds }));
  }

  let storing;
  function scheduleStore() {
    clearTimeout(storing);
    storing = setTimeout(storeNow, 400);
  }

  function storeNow() {
    clearTimeout(storing);
    storing = undefined;
    // What is hidden in a text is known of the text that was read last. Another outcome is on its way otherwise.
    if (!isEvaluated()) return;
    if (!store({ ...storable(), active: nameOf(active.value) })) say('storage', 'The browser has no room to keep this input over a reload.');
  }

  function isEvaluated() {
    return current.value !== undefined && versions.size === evaluated.size && [...versions].every(([id, version]) => evaluated.get(id) === version);
  }

  function storable() {
    const plain = documents.value.map(({ id, name }) => ({ name, text: texts.get(id) }));
    return { documents: shareable(plain, current.value.hidden), options: options.value, requests: withoutCredentials(requests.value).requests };
  }

  function nameOf(id) {
    return documents.value.find((each) => each.id === id)?.name;
  }

  function add({ name, text }) {
    const id = (count += 1);
    texts.set(id, text);
    versions.set(id, 0);
    documents.value = [...documents.value, { id, name: freeName(name, documents.value.map((each) => each.name)) }];
    return id;
  }

  /** Replaces everything; what was there before is not a last good outcome of what is there now. */
  function load(input, begun) {
    documents.value = [];
    texts.clear();
    versions.clear();
    good.value = undefined;
    forget();
    edited = undefined;
    for (const document of input.documents) add(document);
    options.value = { ...input.options };
    requests.value = readRequests(input.requests);
    active.value = (documents.value.find(({ name }) => name === input.active) ?? documents.value[0])?.id;
    generation.value += 1;
    evaluate(begun);
  }

  function forget() {
    if (kept.value) preview.forget();
    kept.value = undefined;
  }

  function say(key, text, action) {
    const notice = { key, text, action };
    notices.value = [...notices.value.filter((each) => each.key !== key), notice];
    if (PASSING.has(key)) setTimeout(() => (notices.value = notices.value.filter((each) => each !== notice)), 12_000);
  }

  addEventListener('pagehide', () => storing !== undefined && storeNow());

  return {
    documents, active, options, requests, current, shown, isStale, busy, failure, notices, kept, generation, beginning, say, load, nameOf, isEvaluated,
    codes: () => preview.codes(),
    picture: () => preview.picture(),
    simulate: (list) => preview.simulate(list),
    compare: (targets) => preview.compare(targets),
    suggestRequest: () => preview.suggestRequest(),
    setRequests(changed) {
      requests.value = changed;
      scheduleStore();
    },
    textOf: (id) => texts.get(id),
    idOf: (name) => documents.value.find((each) => each.name === name)?.id,
    onSettled: (listener) => settled.add(listener),
    /** A text that the user changed; gives its version. */
    edit(id, text) {
      texts.set(id, text);
      const version = versions.get(id) + 1;
      versions.set(id, version);
      edited = performance.now();
      evaluate();
      return version;
    },
    addDocument(document = { name: 'untitled.yaml', text: '' }) {
      active.value = add(document);
      evaluate();
    },
    /** Files that were dropped or chosen. They replace an example that nobody touched. */
    addFiles(files) {
      const isUntouched = EXAMPLES.some((example) => sameTexts(example.documents, documents.value, texts));
      const isEmpty = documents.value.every(({ id }) => texts.get(id).trim() === '');
      if (isUntouched || isEmpty) load({ documents: files, options: options.value });
      else {
        const ids = files.map(add);
        active.value = ids[0];
        evaluate();
      }
    },
    rename(id, name) {
      const others = documents.value.filter((each) => each.id !== id).map((each) => each.name);
      documents.value = documents.value.map((each) => (each.id === id ? { ...each, name: freeName(name.trim() || 'untitled.yaml', others) } : each));
      evaluate();
    },
    remove(id) {
      const at = documents.value.findIndex((each) => each.id === id);
      const removed = { name: nameOf(id), text: texts.get(id) };
      documents.value = documents.value.filter((each) => each.id !== id);
      texts.delete(id);
      versions.delete(id);
      if (documents.value.length === 0) add({ name: 'untitled.yaml', text: '' });
      if (active.value === id) active.value = documents.value[Math.min(at, documents.value.length - 1)].id;
      if (removed.text.trim() !== '') {
        const undo = () => {
          active.value = add(removed);
          evaluate();
        };
        say('removed', `${removed.name} was removed.`, { label: 'Undo', run: undo });
      }
      evaluate();
    },
    setOptions(changed) {
      options.value = Object.fromEntries(Object.entries({ ...options.value, ...changed }).filter(([, value]) => value !== undefined && value !== ''));
      edited = undefined;
      evaluate();
    },
    dismiss(key) {
      notices.value = notices.value.filter((notice) => notice.key !== key);
    },
    /** Compares what follows with what is now. */
    async keep() {
      while (!isEvaluated()) await asked;
      if (isStale.value) return;
      preview.keep();
      kept.value = current.value.resources;
      edited = undefined;
      evaluate();
    },
    forget() {
      forget();
      evaluate();
    },
    /** After the worker failed: a new one, with the same texts. */
    restart() {
      preview.close();
      preview = createPreview();
      failure.value = '';
      kept.value = undefined;
      evaluate();
    },
    /** What may go into a link, once all of the text was read, and what was left out: `{ input, leftOut }`. */
    async shareableInput() {
      while (!isEvaluated()) await asked;
      const plain = documents.value.map(({ id, name }) => ({ name, text: texts.get(id) }));
      const { hidden, credentials } = current.value;
      const plainRequests = withoutCredentials(requests.value);
      return {
        input: { documents: shareable(plain, [...hidden, ...credentials]), options: options.value, requests: plainRequests.requests },
        leftOut: { secrets: hidden.length > 0, documents: credentials.length > 0, requests: plainRequests.names },
      };
    },
    /** Shows what the page starts with (`first.js`). */
    start({ input, linked, stored, error, outcome }) {
      if (error) say('link', `This link cannot be opened: ${error.message}.${stored ? ' Your own input is shown.' : ''}`);
      if (location.hash) history.replaceState(null, '', location.pathname + location.search);
      load(input, outcome);
      if (linked && stored && !EXAMPLES.some(({ documents: example }) => JSON.stringify(example) === JSON.stringify(stored.documents))) {
        say('own', 'This is the input of a link.', { label: 'Back to your own', run: () => load(stored) });
      }
      if (!linked && stored?.documents.some(({ text }) => /: REDACTED\b|^\s*REDACTED$/m.test(text))) {
        say('secrets', 'The data of Secrets is not kept over a reload: paste it again where it says REDACTED.');
      }
      if (JSON.stringify(requests.value).includes(LEFT_OUT)) {
        say('credentials', `A request here has a credential that was not ${linked ? 'put into the link' : 'kept over the reload'}: write it again where it says ${LEFT_OUT}.`);
      }
    },
  };
}

function sameTexts(example, documents, texts) {
  return example.length === documents.length && example.every(({ name, text }, at) => documents[at].name === name && texts.get(documents[at].id) === text);
}
