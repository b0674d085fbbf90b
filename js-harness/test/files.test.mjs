/** Which files are read for which path, in which order, and what is said of those that cannot be. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { runCommand } from './run-command.mjs';

let cwd;
const service = (name) => `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\n`;

before(() => {
  cwd = mkdtempSync(join(tmpdir(), 'kuma-gapi-'));
  mkdirSync(join(cwd, 'dir/deep'), { recursive: true });
  mkdirSync(join(cwd, 'dir/node_modules'), { recursive: true });
  mkdirSync(join(cwd, 'none'));
  const files = {
    'a.yaml': service('a'),
    'b.yml': service('b'),
    'c.json': '{"kind": "Service", "metadata": {"name": "c"}}',
    'dir/d.yaml': service('d'),
    'dir/deep/e.yaml': service('e'),
    'dir/readme.txt': 'no: yaml',
    'dir/node_modules/n.yaml': service('n'),
    'odd[1].yaml': service('odd'),
    'utf16.yaml': Buffer.from(`\ufeff${service('utf16')}`, 'utf16le'),
    'latin1.yaml': Buffer.from('kind: Service\nmetadata: {name: \xe9}\n', 'latin1'),
    'bom.yaml': `\ufeff${service('bom')}`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
});
after(() => rmSync(cwd, { recursive: true }));

/** The names of the objects that the module was asked about, and what was said. */
async function read(args, stdin) {
  const asked = join(cwd, 'none', 'asked');
  rmSync(asked, { force: true });
  const { stderr, code } = await runCommand(['check', ...args], { cwd, stdin, env: { STUB_ASKED: asked } });
  const { readFileSync, existsSync } = await import('node:fs');
  const names = existsSync(asked) ? JSON.parse(readFileSync(asked, 'utf8')).resources.map((object) => object.metadata.name) : [];
  rmSync(asked, { force: true });
  return { names, code, said: stderr.split('\n').filter((line) => line.startsWith('error')) };
}

const cases = [
  ['files in the order given', ['-f', 'b.yml', '-f', 'a.yaml', '-f', 'c.json'], ['b', 'a', 'c']],
  ['words after -f, as a shell expands a glob', ['-f', 'a.yaml', 'b.yml'], ['a', 'b']],
  ['a directory and what is below it', ['-f', 'dir'], ['d', 'e']],
  ['a glob', ['-f', '*.y{a,}ml', '-f', 'dir/**/e.*'], null],
  ['a name that looks like a glob', ['-f', 'odd[1].yaml'], ['odd']],
  ['a file given twice counts once', ['-f', 'dir/d.yaml', '-f', './dir/../dir/d.yaml', '-f', 'dir'], ['d', 'e']],
  ['UTF-16 as PowerShell writes it', ['-f', 'utf16.yaml'], ['utf16']],
  ['a byte order mark', ['-f', 'bom.yaml'], ['bom']],
  ['--filename=PATH', ['--filename=a.yaml'], ['a']],
];
for (const [name, args, names] of cases) {
  test(name, async () => {
    const result = await read(args);
    if (names) assert.deepEqual(result, { names, code: 0, said: [] });
    else assert.deepEqual(result.names.filter((each) => 'abe'.includes(each)), ['a', 'b', 'e']);
  });
}

test('standard input', async () => {
  assert.deepEqual(await read(['-f', '-', '-f', 'a.yaml'], service('in')), { names: ['in', 'a'], code: 0, said: [] });
});

const missing = [
  [['-f', 'nowhere.yaml'], 'cannot read nowhere.yaml: no such file or directory'],
  [['-f', 'nowhere*.yaml'], 'cannot read nowhere*.yaml: no file matches'],
  [['-f', 'none'], 'no *.yaml, *.yml or *.json file in the directory none'],
  [['-f', 'latin1.yaml'], 'cannot read latin1.yaml: the bytes at 2:18 are not UTF-8 text'],
];
for (const [args, message] of missing) {
  test(`${message}; the rest is read`, async () => {
    assert.deepEqual(await read([...args, '-f', 'a.yaml']), { names: ['a'], code: 2, said: [`error[unreadable]: ${message}`] });
  });
}

test('options go to the module, only those that were given, and requests are tried unless they are not wanted', async () => {
  const asked = join(cwd, 'asked.json');
  const args = ['--target', 'kuma-2.14', '--zone=z', '--mode', 'zone', '--system-namespace', 'ns', '--admission', 'trusted', '--missing', 'unknown', '--crds', 'experimental', '--gateway-api', '1.6.3'];
  const { readFileSync } = await import('node:fs');
  await runCommand(['translate', '-f', 'a.yaml', ...args], { cwd, env: { STUB_ASKED: asked } });
  assert.deepEqual(JSON.parse(readFileSync(asked, 'utf8')).options, { target: 'kuma-2.14', zone: 'z', mode: 'zone', systemNamespace: 'ns', admission: 'trusted', missing: 'unknown', crds: 'experimental', gatewayApi: '1.6.3', requests: 'check' });
  await runCommand(['translate', '-f', 'a.yaml', '--no-requests'], { cwd, env: { STUB_ASKED: asked } });
  assert.deepEqual(JSON.parse(readFileSync(asked, 'utf8')).options, {});
});
