// What a real API server answered to each recorded object, against both builds in Node.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

import Ajv2020 from 'ajv/dist/2020.js';

import { validate, validateJson } from '../../pkg/node/kuma_gapi.js';
import { loadPlain } from './plain-module.mjs';

const read = (path) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url)));

/** Recorded answers, with what the native build answers: `make admission.json`. */
const files = read('target/admission.json');
const goldens = read('target/golden.json').filter(({ answer }) => 'ok' in JSON.parse(answer));

const sorted = (texts) => texts.toSorted();

/** What an answer says, whatever the order of its causes and warnings. */
function said({ message = '', causes = [] }, warnings) {
  const texts = causes.map(({ field, message: text }) => `${field}: ${text}`);
  const frame = texts.reduce((rest, text) => rest.replace(text, () => ''), message);
  return { frame, causes: sorted(causes.map(({ reason }, i) => `${reason} ${texts[i]}`)), warnings: sorted(warnings) };
}

/** The texts of a Warning header. */
const ofHeader = (header = '') => [...header.matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text.replace(/\\(.)/g, '$1'));

const same = (a, b) => {
  try {
    assert.deepStrictEqual(a, b);
    return true;
  } catch {
    return false;
  }
};

describe('admission, as recorded', () => {
  for (const { file, cases } of files) {
    test(file, (t) => {
      const plain = loadPlain();
      const equal = { verdicts: 0, messages: 0, stored: 0 };
      const differing = [];
      for (const { case: { name, answer: there }, snapshot, answer: native } of cases) {
        const answer = validateJson(snapshot);
        assert.equal(answer, native, `${name}: not what the native build answers`);
        assert.equal(plain.validate(snapshot), native, `${name}: the plain build`);
        const [here] = JSON.parse(answer).ok.objects;
        const found = {
          verdicts: here.verdict === there.verdict,
          messages: same(said(here, here.warnings ?? []), said(there, ofHeader(there.warnings))),
          stored: same(here.stored, there.stored),
        };
        for (const part of Object.keys(equal)) equal[part] += found[part];
        if (Object.values(found).includes(false)) differing.push(`${name}: ${JSON.stringify(found)}`);
      }
      t.diagnostic(`${cases.length} cases: ${equal.verdicts} verdicts equal, ${equal.messages} messages equal, ${equal.stored} stored forms equal (Node, ${file})`);
      assert.ok(cases.length > 0);
      assert.deepEqual(differing, []);
    });
  }
});

describe('the doors of validation', () => {
  test('an object is validated as its text is', () => {
    for (const { name, snapshot } of goldens) assert.deepEqual(validate(JSON.parse(snapshot)), JSON.parse(validateJson(snapshot)), name);
  });

  test('answers fit contract.schema.json', () => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { uri: true } });
    ajv.addSchema(read('pkg/contract.schema.json'), 'contract');
    const fits = ajv.getSchema('contract#/$defs/ValidationAnswer');
    const answers = [...goldens.map(({ snapshot }) => validateJson(snapshot)), ...files.flatMap(({ cases }) => cases.map(({ answer }) => answer)), validateJson('[]')];
    for (const answer of answers) assert.ok(fits(JSON.parse(answer)), `${answer.slice(0, 300)}: ${ajv.errorsText(fits.errors)}`);
  });

  test('what is no snapshot is refused', () => {
    for (const text of ['', '[]', '{"resource": []}']) assert.ok(JSON.parse(validateJson(text)).error.help);
    for (const value of [undefined, null, 7, '{}', []]) assert.equal(validate(value).error.code, 'not-a-snapshot');
  });

  test('an object that is there already is updated, and keeps its status', () => {
    const kind = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GatewayClass', metadata: { name: 'kuma' } };
    const status = { conditions: [{ type: 'Accepted', status: 'True', reason: 'Accepted', message: '', lastTransitionTime: '2026-01-01T00:00:00Z' }] };
    const observed = [{ ...kind, spec: { controllerName: 'example.com/a' }, status }];
    const updated = (controllerName) => validate({ resources: [{ ...kind, spec: { controllerName } }], observed }).ok.objects[0];
    assert.deepEqual(updated('example.com/a').stored.status, status);
    const { verdict, causes } = updated('example.com/b');
    assert.equal(verdict, 'refused');
    assert.deepEqual(causes, [
      { code: 'rule-broken', rule: 'field-is-immutable', path: '/spec/controllerName', reason: 'FieldValueInvalid', field: 'spec.controllerName', message: 'Invalid value: "example.com/b": field is immutable' },
    ]);
  });

  test('what has no schema is said', () => {
    const { objects, diagnostics } = validate({
      resources: [
        { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } },
        { apiVersion: 'gateway.networking.k8s.io/v1alpha2', kind: 'HTTPRoute', metadata: { name: 'b' } },
      ],
    }).ok;
    assert.deepEqual(objects.map(({ verdict }) => verdict), ['unknown', 'unknown']);
    assert.match(objects[0].message, /no schema of `Service` in `v1`/);
    assert.deepEqual(diagnostics.map(({ code }) => code), ['kind-not-served']);
  });
});
