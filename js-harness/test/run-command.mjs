/** Runs the command as a user would, with the stub for the wasm. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../bin/kuma-gapi.mjs', import.meta.url));
const STUB = fileURLToPath(new URL('stub-module.mjs', import.meta.url));

export function runCommand(args, { cwd, stdin = '', env = {} } = {}) {
  const { FORCE_COLOR, NO_COLOR, ...inherited } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], { cwd, env: { ...inherited, KUMA_GAPI_MODULE: STUB, ...env } });
    const result = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text) => (result.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (result.stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...result, code }));
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
  });
}
