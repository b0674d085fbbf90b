/** Key bytes are in the generated Secret and nowhere else, and not even there on a terminal. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { translate } from '../src/commands/translate.mjs';
import { makeContext } from '../src/context.mjs';
import { runCommand } from './run-command.mjs';

/** Finds fault with the data of the first entry, all of it, and the second. */
const ODD_ENTRIES = fileURLToPath(new URL('odd-entries.json', import.meta.url));
const KEY = 'c2VjcmV0LWtleS1ieXRlcw';

/** Ways to write a Secret, right and wrong, each with a syntax error or a fault that makes its lines be shown. */
const INPUTS = {
  'block style, a key twice': `kind: Secret\ndata:\n  tls.key: ${KEY}\n  tls.key: ${KEY}\n`,
  'block style, a line that is no pair': `kind: Secret\ndata:\n  tls.key: x\n  ${KEY}\n`,
  'flow style, unclosed': `{kind: Secret, data: {tls.key: ${KEY}\n`,
  'quoted, unclosed': `kind: Secret\nstringData:\n  tls.key: "${KEY}\n`,
  'an unknown alias': `kind: Secret\ndata: {a: *${KEY}}\n`,
  'a kind in the wrong case': `Kind: Secret\ndata: {tls.key: ${KEY}}\n`,
  'no kind, data is text': `data: ${KEY}\n`,
  'no kind, all on one line': `{"data": {"tls.key": "${KEY}"}}`,
  'JSON with a comma too few': `{"kind": "Secret", "data": {"tls.key": "${KEY}" "a": 1}}`,
  'JSON with a key twice': `{"kind": "Secret", "data": {"tls.key": "${KEY}", "tls.key": "${KEY}"}}`,
  'JSON that ends early': `{"kind": "Secret", "data": {"tls.key": "${KEY}`,
  'an item of a List on one line with a broken one': `{"kind": "List", "items": [{"kind": "Secret", "data": {"tls.key": "${KEY}"}}, 7]}`,
  'infinity beside the key': `kind: Secret\ndata: {a: .inf, tls.key: ${KEY}}\n`,
  'a bare list': `[{kind: Secret, data: {tls.key: ${KEY}}}]`,
  'a List whose items are one object': `{kind: List, items: {kind: Secret, data: {tls.key: ${KEY}}}}`,
  'a list in a List': `{kind: List, items: [[{kind: Secret, data: {tls.key: ${KEY}}}]]}`,
  'a password, and no kind': 'data:\n  a: "x\n  password: ' + `${KEY}\n`,
  'an item without a kind': `{kind: List, items: [{data: {password: ${KEY}}}, {stringData: ${KEY}}]}`,
  'a tab': `kind: Secret\ndata:\n\ttls.key: ${KEY}\n`,
  'in a comment of a broken Secret': `kind: Secret\ndata:\n  a: b: c # ${KEY}\n`,
};
for (const [name, text] of Object.entries(INPUTS)) {
  test(`never shown: ${name}`, async () => {
    const { stdout, stderr, code } = await runCommand(['translate', '-f', '-'], { stdin: text, env: { STUB_ANSWER: ODD_ENTRIES } });
    assert.ok(code === 1 || code === 2);
    assert.match(stderr, /^error\[/);
    assert.ok(!`${stdout}${stderr}`.includes(KEY), `${stdout}${stderr}`);
  });
}

async function printed({ isTTY, values = {} }) {
  process.env.STUB_ANSWER = fileURLToPath(new URL('golden/secrets/answer.json', import.meta.url));
  const stdout = { isTTY, text: '', write(text) { this.text += text; } };
  const env = { KUMA_GAPI_MODULE: fileURLToPath(new URL('stub-module.mjs', import.meta.url)) };
  const context = makeContext({ stdin: undefined, stdout, stderr: { write() {} }, env });
  await translate([fileURLToPath(new URL('golden/secrets/secrets.yaml', import.meta.url))], values, context);
  return stdout.text;
}

test('a terminal does not show the generated Secret, a pipe does', async () => {
  assert.match(await printed({ isTTY: true }), /value: <redacted>/);
  assert.match(await printed({ isTTY: false }), /value: SECRETBYTES-out/);
  assert.match(await printed({ isTTY: true, values: { redact: false } }), /value: SECRETBYTES-out/);
  assert.match(await printed({ isTTY: false, values: { redact: true } }), /value: <redacted>/);
  assert.doesNotMatch(await printed({ isTTY: true, values: { output: 'json' } }), /SECRETBYTES/);
});
