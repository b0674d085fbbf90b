/** YAML that reads back as what was meant, colours where they are wanted, exit codes that say what happened. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse } from 'yaml';

import { nearest } from '../src/nearest.mjs';
import { renderYaml } from '../src/render/resources.mjs';
import { painterFor, table } from '../src/render/text.mjs';
import { kubectlScalars } from '../src/sources/yaml-scalars.mjs';

import { runCommand } from './run-command.mjs';

describe('YAML', () => {
  test('strings stay strings for kubectl', () => {
    const strings = ['yes', 'on', 'n', '0777', '1_000', '0b11', '0x1f', '12:30:45', '1e3', '.5', '~', 'null', '', ' x', 'x ', 'a: b', 'a #b', '*', '@', '-', '---', '...', '<<', '=', '{', 'l1\nl2', 'l1\n', '\n', '\t', 'é\u0007', 'TRUE', '2020-01-01', '+1', '.inf', '- a', '!x', '%', '&x', '|', '"', "'"];
    const object = { kind: 'A', spec: strings, ...Object.fromEntries(strings.map((each) => [each, 1])) };
    const text = renderYaml([object]);
    assert.deepEqual(parse(text, { customTags: kubectlScalars }), object);
  });
  test('keys are in the order that people expect, and the rest as given', () => {
    const object = { status: {}, spec: { z: 1, a: 2 }, data: 1, mesh: 'default', metadata: { labels: {}, namespace: 'ns', name: 'echo' }, kind: 'K', apiVersion: 'v1' };
    assert.equal(renderYaml([object, { kind: 'B' }]), 'apiVersion: v1\nkind: K\nmetadata:\n  name: echo\n  namespace: ns\n  labels: {}\nmesh: default\nspec:\n  z: 1\n  a: 2\nstatus: {}\ndata: 1\n---\nkind: B\n');
  });
  test('a long text is not folded, and what stands twice is written twice', () => {
    const shared = { text: 'word '.repeat(100).trim() };
    assert.equal(renderYaml([{ a: shared, b: shared }]), `a:\n  text: ${shared.text}\nb:\n  text: ${shared.text}\n`);
  });
});

describe('colours', () => {
  const painted = (isTTY, env) => painterFor({ isTTY }, env)('x', 'bold', 'red');
  const cases = [
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [false, { FORCE_COLOR: '' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ];
  for (const [isTTY, env, expected] of cases) {
    test(`${isTTY ? 'terminal' : 'pipe'} ${JSON.stringify(env)}`, () => assert.equal(painted(isTTY, env), expected ? '\u001b[1;31mx\u001b[0m' : 'x'));
  }
});

test('tables count columns as a terminal does', () => {
  assert.equal(table(['A', 'B'], [['漢字', 'x'], ['a', undefined]]), 'A      B\n漢字   x\na');
});

test('near words', () => {
  assert.equal(nearest('transalte', ['translate', 'check']), 'translate');
  assert.equal(nearest('HTTPROUTE/echo', ['HTTPRoute/echo']), 'HTTPRoute/echo');
  assert.equal(nearest('frobnicate', ['translate', 'check']), undefined);
});

describe('exit codes', () => {
  let cwd;
  before(() => {
    cwd = mkdtempSync(join(tmpdir(), 'kuma-gapi-'));
    writeFileSync(join(cwd, 'in.yaml'), 'kind: Service\nmetadata: {name: a}\n');
  });
  after(() => rmSync(cwd, { recursive: true }));

  const diagnostic = (severity, code) => ({ severity, code, message: 'm', docs: '', path: '', related: [] });
  const cases = [
    ['nothing found', [], 0],
    ['warnings only', [diagnostic('warning', 'w')], 0],
    ['an error', [diagnostic('error', 'e')], 1],
    ['an assumption', [diagnostic('info', 'assumed-backend')], 3],
    ['an assumption and an error', [diagnostic('warning', 'assumed-backend'), diagnostic('error', 'e')], 1],
  ];
  for (const command of ['translate', 'check', 'status', 'explain']) {
    for (const [name, diagnostics, expected] of cases) {
      test(`${command}, ${name}: ${expected}`, async () => {
        const answer = join(cwd, `${command}-${expected}.json`);
        writeFileSync(answer, JSON.stringify({ ok: { resources: [], statuses: [], diagnostics, provenance: [] } }));
        const { code, stderr } = await runCommand([command, '-f', 'in.yaml'], { cwd, env: { STUB_ANSWER: answer } });
        assert.equal(code, expected, stderr);
      });
    }
  }

  test('an unread file beside an error: 2', async () => {
    const answer = join(cwd, 'error.json');
    writeFileSync(answer, JSON.stringify({ ok: { resources: [{ kind: 'A' }], statuses: [], diagnostics: [diagnostic('error', 'e')], provenance: [] } }));
    const { code, stdout } = await runCommand(['translate', '-f', 'in.yaml', '-f', 'none.yaml'], { cwd, env: { STUB_ANSWER: answer } });
    assert.deepEqual({ code, stdout }, { code: 2, stdout: 'kind: A\n' });
  });
  test('a module that traps: 2, and it says whose fault that is', async () => {
    const { code, stderr } = await runCommand(['check', '-f', 'in.yaml'], { cwd, env: { STUB_ANSWER: 'trap' } });
    assert.equal(code, 2);
    assert.match(stderr, /^error: the module failed: unreachable\n   = help: this is a fault of kuma-gapi/);
  });
  test('an answer that is no JSON: 2', async () => {
    writeFileSync(join(cwd, 'bad.json'), 'oops');
    const { code, stderr } = await runCommand(['check', '-f', 'in.yaml'], { cwd, env: { STUB_ANSWER: join(cwd, 'bad.json') } });
    assert.equal(code, 2);
    assert.match(stderr, /answer is no JSON/);
  });
  test('a module that is not built: 2, and how to build it', async () => {
    const { code, stderr } = await runCommand(['check', '-f', 'in.yaml'], { cwd, env: { KUMA_GAPI_MODULE: join(cwd, 'none.js') } });
    assert.equal(code, 2);
    assert.match(stderr, /make build/);
  });
});
