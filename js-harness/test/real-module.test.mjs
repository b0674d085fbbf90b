/** The command with the module that `make build` made, as users run it. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { parseAllDocuments } from 'yaml';

import { runCommand } from './run-command.mjs';

const cwd = fileURLToPath(new URL('fixtures/misspelt-backend', import.meta.url));
const run = (...args) => runCommand(args, { cwd, env: { KUMA_GAPI_MODULE: '' } });
const FILES = ['-f', 'gateway.yaml', '-f', 'routes.yaml'];

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../pkg/package.json', import.meta.url)));
  assert.equal((await run('--version')).stdout, `kuma-gapi ${version}\n`);
});

test('a backend that does not exist is shown where it is named', async () => {
  const { stderr, stdout, code } = await run('check', ...FILES);
  assert.match(stderr, /^error\[[a-z-]+\]: .*ehco.*\n *--> routes\.yaml:14:\d+\n/m);
  assert.match(stdout, /^\w+ +HTTPRoute kuma-demo\/echo \(routes\.yaml:4:9\): /m);
  assert.equal(code, 1);
});

test('each code that is given is in the catalogue', async () => {
  const { diagnostics } = JSON.parse((await run('translate', '-o', 'json', ...FILES)).stdout);
  const codes = new Set(JSON.parse((await run('codes', '-o', 'json')).stdout).map(({ code }) => code));
  assert.ok(diagnostics.length > 0);
  assert.deepEqual(diagnostics.filter(({ code }) => !codes.has(code)), []);
});

test('a rule of a CRD is explained by its name', async () => {
  const { stdout, code } = await run('codes', 'rule-broken/cors-filter-cannot-be-repeated');
  assert.match(stdout, /^error\[rule-broken\/cors-filter-cannot-be-repeated\]: /);
  assert.match(stdout, /^ {4}CORS filter cannot be repeated$/m);
  assert.match(stdout, /^ {4}HTTPRoute spec\.rules\[\]\.filters$/m);
  assert.equal(code, 0);
  const slip = await run('codes', 'rule-broken/cors-filter-cannot-be-repeat');
  assert.match(slip.stderr, /there is no rule .*did you mean/);
  assert.equal(slip.code, 2);
});

test('the YAML is the resources of the evaluation', async () => {
  const { resources } = JSON.parse((await run('translate', '-o', 'json', ...FILES)).stdout);
  const documents = parseAllDocuments((await run('translate', ...FILES)).stdout).map((document) => document.toJS());
  assert.deepEqual(documents, resources);
  assert.deepEqual(resources.map(({ kind }) => kind).sort(), ['MeshGateway', 'MeshGatewayInstance', 'MeshHTTPRoute']);
});

test('each place that a diagnostic names, and each origin of a resource, is found in the files', async () => {
  const { stdout } = await run('explain', ...FILES);
  assert.match(stdout, /^HTTPRoute kuma-demo\/echo +routes\.yaml:4:9\n +parent Gateway kuma-demo\/edge .+\n +→ MeshHTTPRoute /m);
  assert.match(stdout, /^Gateway kuma-demo\/edge +gateway\.yaml:10:9\n/m);
  assert.doesNotMatch(stdout, /no diagnostic and no condition says why/);
});

test('a plan makes what is not there, and finds nothing to do where everything is', async () => {
  const planned = await run('plan', ...FILES, '--observed', '../empty.yaml');
  assert.match(planned.stdout, /^\+ create MeshGateway edge\.kuma-demo: Gateway `kuma-demo\/edge` asks for it\n/m);
  assert.match(planned.stdout, /^3 to create, 0 to update, 0 to delete, 0 unchanged\n/m);
  const directory = mkdtempSync(join(tmpdir(), 'plan-'));
  try {
    const observed = join(directory, 'observed.yaml');
    writeFileSync(observed, (await run('translate', ...FILES)).stdout);
    assert.match((await run('plan', ...FILES, '--observed', observed)).stdout, /^0 to create, 0 to update, 0 to delete, 3 unchanged\n/m);
    const edited = readFileSync(observed, 'utf8').replace('port: 80', 'port: 81');
    writeFileSync(observed, edited);
    assert.match((await run('plan', ...FILES, '--observed', observed)).stdout, /^~ update MeshGateway .*\n {4}- spec\.conf\.listeners\[0\]\.port: 81.*\n {4}\+ spec\.conf\.listeners\[0\]\.port: 80/m);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('what is no object is located, and the rest is translated', async () => {
  const { stdout, stderr, code } = await runCommand(['translate', '-f', '../../golden/syntax-errors/broken.yaml', ...FILES], { cwd, env: { KUMA_GAPI_MODULE: '' } });
  assert.match(stderr, /^error\[not-an-object\]: .*\n *--> \.\.\/\.\.\/golden\/syntax-errors\/broken\.yaml:22:1\n/m);
  assert.match(stdout, /^kind: MeshHTTPRoute$/m);
  assert.equal(code, 2);
});
