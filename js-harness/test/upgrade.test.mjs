/**
 * `kuma-gapi upgrade` with the module that `make build` made, on the examples of Kuma's page: what it prints is in
 * `upgrade/FROM-TO.txt`. `UPDATE_GOLDEN=1 npm test` writes these anew.
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { runCommand } from './run-command.mjs';

const cwd = fileURLToPath(new URL('../../examples', import.meta.url));
const run = (...args) => runCommand(['upgrade', ...args], { cwd, env: { KUMA_GAPI_MODULE: '' } });

for (const [from, to] of [['kuma-2.6', 'kuma-2.14'], ['kuma-2.14', 'kuma-3.0']]) {
  test(`golden: ${from} to ${to}`, async () => {
    let printed = '';
    for (const example of readdirSync(cwd).sort()) {
      const { stdout, stderr, code } = await run('-f', example, '--from', from, '--to', to);
      printed += `$ kuma-gapi upgrade -f examples/${example} --from ${from} --to ${to}\n${stdout}${stderr}--- exit code ${code}\n\n`;
    }
    const expected = new URL(`upgrade/${from}-${to}.txt`, import.meta.url);
    if (process.env.UPDATE_GOLDEN) writeFileSync(expected, printed);
    assert.equal(printed, readFileSync(expected, 'utf8'));
  });
}

test('the same target changes nothing', async () => {
  const { stdout, code } = await run('-f', 'gateway-and-route', '--from', 'kuma-2.14', '--to', 'kuma-2.14', '-o', 'json');
  const { objects, verdict, plan } = JSON.parse(stdout);
  assert.equal(verdict, 'clean');
  assert.ok(objects.length > 0 && objects.every((entry) => entry.verdict === 'unchanged'));
  assert.ok(plan.every((step) => step.action === 'unchanged'));
  assert.equal(code, 0);
});

test('nothing is removed before its successor is there', async () => {
  const { stdout } = await run('-f', 'gateway-and-route', '--from', 'kuma-2.6', '--to', 'kuma-2.14', '-o', 'json');
  const actions = JSON.parse(stdout).plan.map((step) => step.action);
  assert.ok(actions.indexOf('delete') > actions.indexOf('create') && actions.includes('create'));
});

test('a downgrade, a missing target and an unknown one are told', async () => {
  const downgrade = await run('-f', 'gateway-and-route', '--from', 'kuma-3.0', '--to', 'kuma-2.14');
  assert.match(downgrade.stderr, /--from kuma-3\.0 is newer than --to kuma-2\.14/);
  assert.equal(downgrade.code, 2);
  assert.match((await run('-f', 'gateway-and-route', '--to', 'kuma-3.0')).stderr, /give --from TARGET and --to TARGET/);
  const unknown = await run('-f', 'gateway-and-route', '--from', 'kuma-2.9', '--to', 'kuma-3.0');
  assert.match(unknown.stderr, /`kuma-2\.13` stands for it/);
  assert.equal(unknown.code, 2);
});
