/**
 * `kuma-gapi upgrade` with the module that `make build` made, on the examples of Kuma's page: what it prints is in
 * `upgrade/FROM-TO.txt` and `upgrade/FROM-TO.md`. `UPDATE_GOLDEN=1 npm test` writes these anew.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { runCommand } from './run-command.mjs';

const cwd = fileURLToPath(new URL('../../examples', import.meta.url));
const environment = { cwd, env: { KUMA_GAPI_MODULE: '' } };
const run = (...args) => runCommand(['upgrade', ...args], environment);
const compared = async (...args) => JSON.parse((await run(...args, '-o', 'json')).stdout);

const TO_2_14 = ['--from', 'kuma-2.6', '--to', 'kuma-2.14'];
const TO_3_0 = ['--from', 'kuma-2.14', '--to', 'kuma-3.0'];

for (const targets of [TO_2_14, TO_3_0]) {
  for (const [format, ending] of [['text', 'txt'], ['markdown', 'md']]) {
    test(`golden: ${targets.join(' ')} as ${format}`, async () => {
      let printed = '';
      for (const example of readdirSync(cwd).sort()) {
        const { stdout, stderr, code } = await run('-f', example, ...targets, '-o', format);
        assert.equal(stderr, '');
        printed += format === 'text' ? `$ kuma-gapi upgrade -f examples/${example} ${targets.join(' ')}\n${stdout}--- exit code ${code}\n\n` : `# examples/${example}\n\n${stdout}\n`;
      }
      const expected = new URL(`upgrade/${targets[1]}-${targets[3]}.${ending}`, import.meta.url);
      if (process.env.UPDATE_GOLDEN) writeFileSync(expected, printed);
      assert.equal(printed, readFileSync(expected, 'utf8'));
    });
  }
}

test('golden: translate for kuma-2.6, a MeshGatewayRoute of each route of a Gateway', async () => {
  let printed = '';
  for (const example of readdirSync(cwd).sort()) {
    const { stdout } = await runCommand(['translate', '-f', example, '--target', 'kuma-2.6'], environment);
    printed += `# kuma-gapi translate -f examples/${example} --target kuma-2.6\n${stdout}\n`;
  }
  const expected = new URL('upgrade/translate-kuma-2.6.yaml', import.meta.url);
  if (process.env.UPDATE_GOLDEN) writeFileSync(expected, printed);
  assert.equal(printed, readFileSync(expected, 'utf8'));
});

test('the same target changes nothing: exit code 0', async () => {
  const { stdout, code } = await run('-f', 'gateway-and-route', '--from', 'kuma-2.14', '--to', 'kuma-2.14', '-o', 'json');
  const { objects, verdict, plan, uninterrupted } = JSON.parse(stdout);
  assert.equal(verdict, 'clean');
  assert.ok(objects.length > 0 && objects.every((entry) => ['unchanged', 'none'].includes(entry.verdict)));
  assert.ok(plan.length > 0 && plan.every((step) => step.action === 'unchanged'));
  assert.equal(uninterrupted, 'no object is changed, so that nothing stops serving');
  assert.equal(code, 0);
});

test('what is lost blocks: exit code 1', async () => {
  const { stdout, code } = await run('-f', 'gateway-and-route', ...TO_3_0);
  assert.match(stdout, /^kuma-2\.14 to kuma-3\.0: BLOCKED/);
  assert.equal(code, 1);
});

test('what cannot be read is not compared: exit code 2', async () => {
  const missing = await run('-f', 'nowhere', ...TO_3_0);
  assert.equal(missing.stdout, '');
  assert.equal(missing.code, 2);
  const observed = await run('-f', 'tls', ...TO_3_0, '--observed', 'nowhere');
  assert.equal(observed.stdout, '');
  assert.equal(observed.code, 2);
});

test('what hangs on absent objects is undecided: exit code 3', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'upgrade-'));
  try {
    const route = 'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: apps}\nspec:\n  parentRefs: [{group: "", kind: Service, name: web}]\n  rules: [{backendRefs: [{name: web, port: 80}]}]\n';
    writeFileSync(join(directory, 'route.yaml'), route);
    const given = ['-f', join(directory, 'route.yaml'), '--from', 'kuma-2.13', '--to', 'kuma-2.14'];
    const { stdout, code } = await run(...given, '--missing', 'unknown');
    assert.match(stdout, /^kuma-2\.13 to kuma-2\.14: undecided/);
    assert.equal(code, 3);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('nothing is removed before its successor is there', async () => {
  const { plan } = await compared('-f', 'gateway-and-route', ...TO_2_14);
  const actions = plan.map((step) => step.action);
  assert.ok(actions.indexOf('delete') > actions.lastIndexOf('create') && actions.includes('create'));
});

test('a downgrade, a missing target and an unknown one are told', async () => {
  const downgrade = await run('-f', 'gateway-and-route', '--from', 'kuma-3.0', '--to', 'kuma-2.14');
  assert.match(downgrade.stderr, /error\[downgrade\]: `from` is `kuma-3\.0`, which is newer than `kuma-2\.14`/);
  assert.equal(downgrade.code, 2);
  assert.match((await run('-f', 'gateway-and-route', '--to', 'kuma-3.0')).stderr, /give --from TARGET and --to TARGET/);
  const unknown = await run('-f', 'gateway-and-route', '--from', 'kuma-2.9', '--to', 'kuma-3.0');
  assert.match(unknown.stderr, /`kuma-2\.13` stands for it/);
  assert.equal(unknown.code, 2);
});

test('key bytes are in no form of it', async () => {
  const key = /tls\.key: (\S{40})/.exec(readFileSync(join(cwd, 'tls/secret.yaml'), 'utf8'))?.[1];
  assert.ok(key, 'the example has a key');
  for (const format of ['text', 'json', 'markdown']) {
    const { stdout } = await run('-f', 'tls', ...TO_2_14, '-o', format);
    assert.ok(!stdout.includes(key));
  }
});

test('what the cluster holds is replaced in order, and what is there already stays', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'upgrade-'));
  const translated = async (target) => (await runCommand(['translate', '-f', 'gateway-and-route', '--target', target], environment)).stdout;
  try {
    const held = join(directory, 'held.yaml');
    writeFileSync(held, await translated('kuma-2.6'));
    const [known, without] = [await compared('-f', 'gateway-and-route', ...TO_2_14, '--observed', held), await compared('-f', 'gateway-and-route', ...TO_2_14)];
    assert.deepEqual(known, without);
    assert.match(known.interruptions[0].message, /choose pods by another tag/);

    // Half of the way: the routes are there in the new form already.
    writeFileSync(held, `${await translated('kuma-2.6')}---\n${(await translated('kuma-2.14')).split(/^---\n/m).find((text) => text.includes('kind: MeshHTTPRoute'))}`);
    const half = await compared('-f', 'gateway-and-route', ...TO_2_14, '--observed', held);
    assert.deepEqual(half.plan.filter((step) => step.object.kind === 'MeshHTTPRoute').map((step) => step.action), ['unchanged']);
    assert.equal(half.diagnostics[0].code, 'mixed-targets');

    // Another version runs than is said.
    writeFileSync(held, await translated('kuma-2.14'));
    const other = await compared('-f', 'gateway-and-route', ...TO_2_14, '--observed', held);
    assert.match(other.diagnostics[0].message, /is as Kuma 2\.7 to 2\.14 makes it, not as Kuma 2\.6 does/);
    assert.equal(other.uninterrupted, 'no object is changed, so that nothing stops serving');
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('an object that Kuma makes is told where it is given as input', async () => {
  const held = (await runCommand(['translate', '-f', 'gateway-and-route', '--target', 'kuma-2.14'], environment)).stdout;
  const { stderr, code } = await runCommand(['upgrade', '-f', '-', ...TO_3_0], { ...environment, stdin: held });
  assert.match(stderr, /kuma-object-given/);
  assert.match(stderr, /hand over what the cluster holds as `observed`/);
  assert.equal(code, 1, 'a MeshGateway has no place in Kuma 3.0');
});
