/**
 * Each directory of golden/ holds inputs, `answer.json` (what the stub answers; directories `validate…` ask the real module), `commands.txt` and
 * `expected.txt` (what these print). `UPDATE_GOLDEN=1 npm test` writes the latter anew.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { runCommand } from './run-command.mjs';

const GOLDEN = fileURLToPath(new URL('golden', import.meta.url));

for (const name of readdirSync(GOLDEN)) {
  test(`golden: ${name}`, async () => {
    const cwd = join(GOLDEN, name);
    const env = existsSync(join(cwd, 'answer.json')) ? { STUB_ANSWER: 'answer.json' } : name.startsWith('validate') ? { KUMA_GAPI_MODULE: '' } : {};
    let printed = '';
    for (const line of readFileSync(join(cwd, 'commands.txt'), 'utf8').trim().split('\n')) {
      const { stdout, stderr, code } = await runCommand(line.split(' '), { cwd, env });
      printed += `$ kuma-gapi ${line}\n${section('stdout', stdout)}${section('stderr', stderr)}--- exit code ${code}\n\n`;
    }
    const expected = join(cwd, 'expected.txt');
    if (process.env.UPDATE_GOLDEN) writeFileSync(expected, printed);
    assert.equal(printed, readFileSync(expected, 'utf8'));
  });
}

function section(name, text) {
  return text === '' ? '' : `--- ${name}\n${text}`;
}
