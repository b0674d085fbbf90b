// Both builds in Node against what the native build answers, byte for byte, and the doors' manners.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, test } from 'node:test';

import Ajv2020 from 'ajv/dist/2020.js';

import { codes, compare, compareJson, evaluate, evaluateJson, version } from '../../pkg/node/kuma_gapi.js';
import { hashOf } from './hash.mjs';
import { loadPlain } from './plain-module.mjs';

const root = new URL('../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root));

/** What the native build answers: `make golden.json`. */
const goldens = JSON.parse(read('target/golden.json'));
const recorded = JSON.parse(read('target/recorded.json'));

const native = hashOf([...goldens, ...recorded].map(({ answer }) => answer));

/** Whether an engine gives the native build's bytes for everything. */
const givesTheSameBytes = (t, evaluate) => {
  const answers = [];
  for (const { name, snapshot, answer } of [...goldens, ...recorded]) {
    answers.push(evaluate(snapshot));
    assert.equal(answers.at(-1), answer, name);
  }
  assert.equal(hashOf(answers), native);
  t.diagnostic(`${answers.length} answers, hash ${native}`);
};
/** Those that were evaluated. The others need not be JSON, and their refusals tell places in the text. */
const evaluated = goldens.filter(({ answer }) => 'ok' in JSON.parse(answer));

/** Whether all members of a snapshot are objects: where one is not, the answer says so, and the types do too. */
const isTyped = ({ answer }) => !JSON.parse(answer).ok.diagnostics.some(({ code }) => code === 'not-an-object');

const refused = (answer, code) => {
  assert.equal(answer.error?.code, code);
  assert.ok(answer.error.message && answer.error.help);
};

describe('goldens', () => {
  test('there are some', () => assert.ok(goldens.length > 0 && recorded.length > 0));

  test('the build for JavaScript gives the same bytes, for recorded scenarios too', (t) => givesTheSameBytes(t, evaluateJson));

  test('an object is answered as its text is', () => {
    for (const { name, snapshot, answer } of evaluated) {
      assert.deepEqual(evaluate(JSON.parse(snapshot)), JSON.parse(answer), name);
    }
  });

  test('the plain build gives the same bytes, for recorded scenarios too', (t) => givesTheSameBytes(t, loadPlain().evaluate));

  test('snapshots and answers fit contract.schema.json', () => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { uri: true } });
    ajv.addSchema(JSON.parse(read('pkg/contract.schema.json')), 'contract');
    const fits = { snapshot: ajv.getSchema('contract#/$defs/Snapshot'), answer: ajv.getSchema('contract#/$defs/Answer') };
    const check = (part, { name, [part]: text }) =>
      assert.ok(fits[part](JSON.parse(text)), `${name}, ${part}: ${ajv.errorsText(fits[part].errors)}`);
    for (const golden of evaluated.filter(isTyped)) check('snapshot', golden);
    for (const golden of goldens) check('answer', golden);
  });
});

describe('comparisons', () => {
  const targets = { from: 'kuma-2.6', to: 'kuma-3.0' };

  test('both builds give the same bytes, and an object is answered as its text is', () => {
    const plain = loadPlain();
    for (const { name, snapshot } of evaluated) {
      const answer = compareJson(snapshot, JSON.stringify(targets));
      assert.ok(JSON.parse(answer).ok, name);
      assert.equal(plain.compare(snapshot, JSON.stringify(targets)), answer, name);
      assert.deepEqual(compare(JSON.parse(snapshot), targets), JSON.parse(answer), name);
    }
  });

  test('refuses targets that are none, without throwing', () => {
    for (const given of [undefined, null, 7, 'kuma-3.0', [], {}, { from: 'kuma-2.6' }, { ...targets, to: 'kuma-9' }]) {
      const { error } = compare({}, given);
      assert.ok(error?.code && error.message && error.help, JSON.stringify(given));
    }
    refused(compare({}, { from: 'kuma-3.0', to: 'kuma-2.6' }), 'downgrade');
    refused(compare([], targets), 'not-a-snapshot');
    refused(compare({ options: { zone: '' } }, targets), 'invalid-option');
  });

  test('the build for trusted objects does without', () => {
    const names = WebAssembly.Module.exports(loadPlain('kuma_gapi_trusted.wasm').module).map(({ name }) => name);
    assert.ok(!names.includes('gapi_compare'));
  });
});

describe('the door for JavaScript', () => {
  test('refuses what is no object, without throwing', () => {
    for (const snapshot of [undefined, null, true, 7, 7n, '{}', [], () => {}, Symbol('s')]) {
      refused(evaluate(snapshot), 'not-a-snapshot');
    }
  });

  test('refuses an object that holds itself', () => {
    const snapshot = { resources: [] };
    snapshot.resources.push(snapshot);
    refused(evaluate(snapshot), 'not-a-snapshot');
  });

  test('takes what JSON has no word for as it would be written', () => {
    const answer = evaluate({ resources: [], observed: undefined, options: undefined });
    assert.ok(answer.ok, JSON.stringify(answer));
  });

  test('refuses text that is no snapshot', () => {
    refused(JSON.parse(evaluateJson('')), 'not-json');
    refused(JSON.parse(evaluateJson('{"resources": [')), 'not-json');
    for (const text of ['[]', '[null, null, null]', '7', '"{}"', 'null', '{"resources": 7}', '{"resource": []}']) {
      refused(JSON.parse(evaluateJson(text)), 'not-a-snapshot');
    }
  });

  test('answers plain objects', () => {
    const { ok } = evaluate({});
    assert.equal(Object.getPrototypeOf(ok), Object.prototype);
    assert.deepEqual(ok.resources, []);
  });

  test('tells its version and its codes', () => {
    assert.equal(version(), JSON.parse(read('pkg/package.json')).version);
    assert.ok(Array.isArray(JSON.parse(codes())));
  });
});

describe('the plain door', () => {
  let plain;
  before(() => {
    plain = loadPlain();
  });

  test('imports nothing and exports what the README says', () => {
    assert.deepEqual(WebAssembly.Module.imports(plain.module), []);
    const names = WebAssembly.Module.exports(plain.module).map(({ name }) => name);
    for (const name of ['memory', 'gapi_alloc', 'gapi_free', 'gapi_evaluate', 'gapi_validate', 'gapi_compare', 'gapi_version']) {
      assert.ok(names.includes(name), name);
    }
  });

  test('refuses text that is not UTF-8', () => {
    refused(JSON.parse(plain.evaluateBytes(Uint8Array.of(0x7b, 0xff, 0x7d))), 'not-json');
  });

  test('refuses an address without text', () => {
    const { gapi_evaluate: call, memory } = plain.exports;
    refused(JSON.parse(plain.take(call(0, 16))), 'not-json');
    refused(JSON.parse(plain.take(call(0, 0))), 'not-json');
    refused(JSON.parse(plain.take(call(memory.buffer.byteLength - 1, 2))), 'not-json');
    refused(JSON.parse(plain.take(call(-1, -1))), 'not-json');
  });

  test('has no memory for what does not fit, and lives on', () => {
    const { gapi_alloc: alloc, gapi_free: free } = plain.exports;
    assert.equal(alloc(-1), 0);
    free(0, 16);
    const empty = alloc(0);
    assert.notEqual(empty, 0);
    free(empty, 0);
    assert.equal(plain.take(plain.exports.gapi_version()), version());
  });

  test('gives its memory back', () => {
    const { exports, evaluate } = loadPlain();
    const text = JSON.stringify({ resources: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } }] });
    evaluate(text);
    const before = exports.memory.buffer.byteLength;
    for (let round = 0; round < 5000; round += 1) evaluate(text);
    assert.equal(exports.memory.buffer.byteLength, before);
  });
});

describe('the build without admission', () => {
  let full, trusting;
  before(() => {
    full = loadPlain();
    trusting = loadPlain('kuma_gapi_trusted.wasm');
  });

  test('imports nothing', () => assert.deepEqual(WebAssembly.Module.imports(trusting.module), []));

  test('gives the same bytes for objects that are trusted', () => {
    for (const { name, snapshot } of evaluated) {
      const { options, ...objects } = JSON.parse(snapshot);
      const trusted = JSON.stringify({ ...objects, options: { ...options, admission: 'trusted' } });
      const answer = trusting.evaluate(trusted);
      assert.ok('ok' in JSON.parse(answer), name);
      assert.equal(answer, full.evaluate(trusted), name);
    }
  });

  test('refuses to enforce what it cannot, and names the build that can', () => {
    for (const options of [undefined, {}, { admission: 'enforce' }]) {
      const answer = JSON.parse(trusting.evaluate(JSON.stringify({ resources: [], options })));
      refused(answer, 'admission-not-built');
      assert.equal(answer.error.path, '/options/admission');
      assert.match(answer.error.help, /`kuma_gapi\.wasm`/);
    }
  });
});
