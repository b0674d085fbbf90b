// Speed, memory and sizes, each figure beside its goal. Ratios from one process, because absolute
// times say more about the machine than about the module. Says, never fails.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { snapshot } from './snapshot.mjs';

const ROUNDS = 7;
const root = new URL('../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root));

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Milliseconds that each of the tasks takes: in turns, so that a slow moment hits all of them. */
function times(tasks, rounds = ROUNDS) {
  const spent = tasks.map(() => []);
  for (let round = -1; round < rounds; round += 1) {
    tasks.forEach((task, index) => {
      const started = performance.now();
      task();
      if (round >= 0) spent[index].push(performance.now() - started);
    });
  }
  return spent.map(median);
}

/** A fresh instance of the plain build, and how much memory it has. */
function plain(module) {
  const { exports } = new WebAssembly.Instance(module, {});
  const evaluate = (input) => {
    const at = exports.gapi_alloc(input.length) >>> 0;
    new Uint8Array(exports.memory.buffer, at, input.length).set(input);
    const answer = exports.gapi_evaluate(at, input.length);
    exports.gapi_free(Number(BigInt.asUintN(64, answer) >> 32n), Number(answer & 0xffff_ffffn));
    exports.gapi_free(at, input.length);
  };
  return { evaluate, memory: () => exports.memory.buffer.byteLength };
}

/** The text of a snapshot, after a look at what becomes of it: a refusal would be quick, and prove nothing. */
function input(count, admission) {
  const text = JSON.stringify(snapshot(count, { admission }));
  const { ok, error } = JSON.parse(web.evaluateJson(text));
  if (!ok) throw new Error(`the snapshot is refused: ${error.message}`);
  const errors = ok.diagnostics.filter(({ severity }) => severity === 'error').length;
  console.log(
    `${admission}, ${count} routes: ${(text.length / 1e6).toFixed(1)} MB in, ${ok.resources.length} resources, ` +
      `${ok.diagnostics.length} diagnostics (${errors} errors)`,
  );
  return { count, text };
}

const rows = [];
const row = (what, figure, goal, unit = '') => {
  const met = goal === undefined ? '' : figure <= goal ? 'met' : 'MISSED';
  rows.push([what, shown(figure, unit), goal === undefined ? '' : `≤ ${goal}${unit}`, met]);
};
const shown = (figure, unit = '') => `${figure < 100 ? figure.toFixed(2) : figure.toFixed(0)}${unit}`;

/** The text of a snapshot of HTTPRoutes and nothing else. */
function routes(count, admission) {
  const all = snapshot(count, { admission });
  return JSON.stringify({ ...all, resources: all.resources.filter(({ kind }) => kind === 'HTTPRoute') });
}

/**
 * How many times longer the API server's own library takes for the same routes than the module in
 * wazero takes for all that it does with them; nothing where there is no Go to ask.
 */
function besideLibrary(text) {
  const path = (at) => fileURLToPath(new URL(at, root));
  mkdirSync(path('target/bench'), { recursive: true });
  writeFileSync(path('target/bench/routes.json'), text);
  try {
    const args = ['run', '.', path('pkg/kuma_gapi.wasm'), path('target/bench/routes.json')];
    const said = execFileSync('go', args, { cwd: path('go-harness/bench/admission'), encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    console.log(said.trim());
    return Number(/: ([0-9.]+) /.exec(said)[1]);
  } catch (error) {
    console.log(`not measured beside the API server's library: ${error.message}`);
    return undefined;
  }
}

const files = { plain: read('pkg/kuma_gapi.wasm'), js: read('pkg/bundler/kuma_gapi_bg.wasm') };

const [compiling] = times([() => new WebAssembly.Instance(new WebAssembly.Module(files.plain), {})]);
row('instantiation, plain build', compiling, 10, ' ms');
const web = await import(new URL('pkg/web/kuma_gapi.js', root));
const started = performance.now();
web.initSync({ module: files.js });
row('instantiation, JS build, once', performance.now() - started, 10, ' ms');

const module = new WebAssembly.Module(files.plain);
for (const [admission, goal] of [['trusted', 2], ['enforce', 3]]) {
  const [small, large] = [1_000, 10_000].map((count) => input(count, admission));
  const [evaluatedSmall, jsonSmall, evaluatedLarge, jsonLarge] = times(
    [small, large].flatMap(({ text }) => [() => web.evaluateJson(text), () => JSON.stringify(JSON.parse(text))]),
  );
  row(`evaluateJson / JSON, ${admission}, 1,000 routes`, evaluatedSmall / jsonSmall, goal);
  row(`evaluateJson / JSON, ${admission}, 10,000 routes`, evaluatedLarge / jsonLarge, goal);
  row(`growth from 1,000 to 10,000 routes, ${admission}`, evaluatedLarge / evaluatedSmall, 10.5);

  const bytes = new TextEncoder().encode(large.text);
  const instance = plain(module);
  instance.evaluate(bytes);
  row(`peak memory / input, ${admission}, 10,000 routes`, instance.memory() / bytes.length, 6);

  row(`  evaluateJson, one of 10,000 routes, ${admission}`, (evaluatedLarge / large.count) * 1000, undefined, ' µs');
  const [objects] = times([() => web.evaluate(JSON.parse(large.text))], 3);
  row(`  evaluate(object) / JSON, ${admission}, 10,000 routes`, objects / jsonLarge);
}

/** COUNT routes that are attached to one gateway with one listener for all hosts. */
function oneGateway(count) {
  const all = snapshot(count, { admission: 'trusted' });
  const gateway = (object) => object.kind === 'Gateway' && object.metadata.name !== 'edge-0';
  const resources = all.resources.filter((object) => !gateway(object));
  for (const object of resources) {
    if (object.kind === 'Gateway') object.spec.listeners = [{ ...object.spec.listeners[0], hostname: undefined }];
    if (object.kind === 'HTTPRoute') object.spec.parentRefs[0].name = 'edge-0';
  }
  return { ...all, resources };
}

// Deriving and trying requests beside the evaluation; one request after it, as the difference of many and one.
const ASKED = 2_000;
const costs = [1_000, 10_000].map((count) => {
  const many = oneGateway(count);
  const text = JSON.stringify(many);
  const checked = JSON.stringify({ ...many, options: { ...many.options, requests: 'check' } });
  const urls = many.resources.filter(({ kind }) => kind === 'HTTPRoute').map(({ spec }) => `http://${spec.hostnames[0]}:8080${spec.rules[0].matches[0].path.value}`);
  const request = (index) => ({ url: urls[(index * 7) % urls.length], headers: { 'x-tenant': 'login' }, considered: false });
  const [one, asked] = [1, ASKED].map((length) => JSON.stringify(Array.from({ length }, (_, index) => request(index))));
  const [plain, tried, first, all] = times(
    [() => web.evaluateJson(text), () => web.evaluateJson(checked), () => web.simulateJson(text, one), () => web.simulateJson(text, asked)],
    3,
  );
  row(`evaluateJson with requests / without, ${count} routes`, tried / plain, 1.5);
  const each = ((all - first) / (ASKED - 1)) * 1000;
  row(`one request of many, ${count} routes on one gateway`, each, 20, ' µs');
  return each;
});
row('  the same, growth from 1,000 to 10,000 routes', costs[1] / costs[0], 10);

const [enforced, trusted] = ['enforce', 'trusted'].map((admission) => routes(1_000, admission));
const [withAdmission, without, json] = times(
  [() => web.evaluateJson(enforced), () => web.evaluateJson(trusted), () => JSON.stringify(JSON.parse(enforced))],
  5 * ROUNDS,
);
row('admission alone / JSON, 1,000 HTTPRoutes', (withAdmission - without) / json, 3);
const library = besideLibrary(enforced);
if (library !== undefined) {
  rows.push(["API server's library / module in wazero", shown(library), '≥ 3', library >= 3 ? 'met' : 'MISSED']);
}

row('Go build, raw', files.plain.length / 1000, 400, ' KB');
row('Go build without admission, raw', read('pkg/kuma_gapi_trusted.wasm').length / 1000, 400, ' KB');
row('JS build, gzipped', gzipSync(files.js, { level: 9 }).length / 1000, 150, ' KB');

const header = ['figure', 'is', 'goal', ''];
const widths = header.map((_, column) => Math.max(...[header, ...rows].map((cells) => cells[column].length)));
console.log();
for (const cells of [header, ...rows]) {
  const padded = cells.map((cell, column) => {
    const figure = column === 1 || column === 2;
    return figure ? cell.padStart(widths[column]) : cell.padEnd(widths[column]);
  });
  console.log(padded.join('  ').trimEnd());
}
