import { computed, ref, shallowRef, watch } from 'vue';

import { expectationOf, runCases } from '../../../src/expectations.mjs';

/** What is asked, and the cases that were kept: part of the input. Without a URL, the one that the input suggests. */
export const NO_REQUESTS = { asked: { method: 'GET', headers: '', gateway: '', from: '' }, cases: [] };

const FIELDS = ['method', 'url', 'headers', 'gateway', 'from'];
/** An outcome comes with each key: a moment of rest is waited for. */
const REST = 150;

/** What another page stored or sent, as far as it is what it should be. */
export function readRequests(stored) {
  const isObject = (each) => each !== null && typeof each === 'object';
  const cases = Array.isArray(stored?.cases) ? stored.cases.filter((each) => typeof each?.url === 'string' && isObject(each.expect)) : [];
  return { asked: { ...NO_REQUESTS.asked, ...fieldsOf(stored?.asked) }, cases: cases.map((each) => ({ ...NO_REQUESTS.asked, ...fieldsOf(each), expect: each.expect })) };
}

function fieldsOf(each) {
  return Object.fromEntries(FIELDS.filter((name) => typeof each?.[name] === 'string').map((name) => [name, each[name]]));
}

/** The request in the form of the module, or an error that says what is wrong with what was typed. */
export function requestOf({ method, url, headers, gateway, from }) {
  const pairs = [];
  for (const line of headers.split('\n')) {
    if (line.trim() === '') continue;
    const [, name, value] = /^\s*([^:\s]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) return { error: { message: `\`${line.trim()}\` is no header`, help: 'write one a line, as `x-env: prod`' } };
    pairs.push([name, value]);
  }
  const whole = url.includes('://') ? url.trim() : `http://${url.trim()}`;
  return { request: { method, url: whole, headers: pairs, ...(gateway.trim() && { gateway: gateway.trim() }), ...(from.trim() && { from: from.trim() }) } };
}

/** The cases as the file of `kuma-gapi request --cases`. JSON scalars are YAML. */
export function casesFile(cases) {
  const flow = (value) => (value !== null && typeof value === 'object' ? `{ ${Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${flow(each)}`).join(', ')} }` : JSON.stringify(value));
  const lines = cases.map((each) => {
    const { request } = requestOf(each);
    const names = [...new Set(request.headers.map(([name]) => name))];
    const valuesOf = (name) => request.headers.filter(([other]) => other === name).map(([, value]) => JSON.stringify(value));
    const headers = names.map((name) => `${JSON.stringify(name)}: ${valuesOf(name).length > 1 ? `[${valuesOf(name).join(', ')}]` : valuesOf(name)[0]}`);
    return [
      `- request: ${JSON.stringify(`${request.method} ${request.url}`)}`,
      headers.length > 0 && `  headers: { ${headers.join(', ')} }`,
      request.gateway && `  gateway: ${JSON.stringify(request.gateway)}`,
      request.from && `  from: ${JSON.stringify(request.from)}`,
      `  expect: ${flow(each.expect)}`,
    ].filter(Boolean).join('\n');
  });
  return `# kuma-gapi request -f MANIFESTS --cases THIS-FILE\n${lines.join('\n')}\n`;
}

/** The request of the bar and the cases beside it, answered anew whenever they or the input change, while somebody looks. */
export function createRequests(workspace) {
  const { requests, current, isStale, generation } = workspace;
  const suggested = shallowRef();
  /** Whether the suggestion counts as asked: from when it was first shown with its answer. */
  const isAdopted = ref(false);
  const isShown = ref(false);
  /** `{ asked, ok }` or `{ asked, error }`. */
  const answer = shallowRef();
  /** By case: one that is not there yet is not answered yet. */
  const results = shallowRef(new Map());
  /** What is in the bar: what was typed, or what the input suggests. */
  const asked = computed(() => (requests.value.asked.url === undefined && isAdopted.value && suggested.value) || requests.value.asked);
  let turn = 0;
  let waiting;

  function schedule(rest) {
    clearTimeout(waiting);
    if (isShown.value) waiting = setTimeout(run, rest);
  }

  async function run() {
    if (isStale.value || !current.value) return;
    const mine = (turn += 1);
    try {
      if (!requests.value.asked.url?.trim()) suggested.value = typed(await workspace.suggestRequest());
      const wanted = asked.value.url?.trim() ? [asked.value] : [];
      const { cases } = requests.value;
      const all = [...wanted, ...cases];
      const answers = await simulated(all, wanted.length);
      // What is answered is the input of that moment, which may be broken by now.
      if (mine !== turn || isStale.value) return;
      answer.value = wanted.length > 0 ? { asked: wanted[0], ...answers[0] } : undefined;
      const ofCases = answers.slice(wanted.length);
      results.value = new Map(runCases(cases, ofCases).map((result, at) => [cases[at], { ...result, ...ofCases[at] }]));
    } catch {
      // The worker failed, which the page says.
    }
  }

  /** The answers, in order; behind so many of them nobody asks about the other rules. */
  async function simulated(all, whole) {
    const read = all.map(requestOf);
    const sent = read.flatMap(({ request }, at) => (request ? [{ ...request, considered: at < whole }] : []));
    const answers = sent.length > 0 ? [...(await workspace.simulate(sent))] : [];
    return read.map((each) => (each.error ? { error: each.error } : answers.shift()));
  }

  watch(current, () => schedule(REST));
  watch([requests, isShown, isAdopted], () => schedule(30));
  watch(generation, () => {
    suggested.value = answer.value = undefined;
    results.value = new Map();
  });

  const set = (changed) => workspace.setRequests({ ...requests.value, ...changed });
  return {
    asked, answer, results, suggested,
    cases: computed(() => requests.value.cases),
    /** What of this is on the screen: nothing, the bar beside a picture, or all of it. */
    show(part) {
      isShown.value = part !== undefined;
      if (part === 'all') isAdopted.value = true;
    },
    /** From now on the suggestion stays as it is: somebody is about to change it. */
    settle: () => asked.value === suggested.value && set({ asked: suggested.value }),
    /** Asks for the suggestion where nothing else is asked. */
    takeSuggestion: () => !asked.value.url?.trim() && suggested.value && set({ asked: suggested.value }),
    ask: (changed) => set({ asked: fieldsOf({ ...asked.value, ...changed }) }),
    /** Keeps what is asked, with what happens to it now as what is expected. */
    keep() {
      if (!answer.value?.ok) return;
      const kept = { ...answer.value.asked, expect: expectationOf(answer.value.ok) };
      set({ asked: answer.value.asked, cases: [...requests.value.cases.filter((each) => !isSame(each, kept)), kept] });
    },
    /** From now on what happens to it is what is expected. */
    accept(kept) {
      const { ok } = results.value.get(kept) ?? {};
      if (ok) set({ cases: requests.value.cases.map((each) => (each === kept ? { ...each, expect: expectationOf(ok) } : each)) });
    },
    remove: (kept) => set({ cases: requests.value.cases.filter((each) => each !== kept) }),
  };
}

function isSame(a, b) {
  return FIELDS.every((name) => a[name] === b[name]);
}

/** A request of the module, as it stands in the bar. */
function typed(request) {
  if (!request) return undefined;
  const { method, url, headers = [], gateway = '', from = '' } = request;
  return { method, url, headers: headers.map(([name, value]) => `${name}: ${value}`).join('\n'), gateway, from };
}
