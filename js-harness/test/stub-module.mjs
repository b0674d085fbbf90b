/** Stands in for the wasm: answers with the file that STUB_ANSWER names, whatever it is asked. */
import { readFileSync, writeFileSync } from 'node:fs';

const EMPTY = { ok: { resources: [], statuses: [], diagnostics: [], provenance: [] } };

export function evaluateJson(snapshot) {
  if (process.env.STUB_ASKED) writeFileSync(process.env.STUB_ASKED, snapshot);
  if (process.env.STUB_ANSWER === 'trap') throw new WebAssembly.RuntimeError('unreachable');
  return process.env.STUB_ANSWER ? readFileSync(process.env.STUB_ANSWER, 'utf8') : JSON.stringify(EMPTY);
}

export function simulateJson() {
  return readFileSync(process.env.STUB_ANSWER.replace('answer', 'simulation'), 'utf8');
}

export function codes() {
  return JSON.stringify([
    {
      code: 'backend-not-found',
      severity: 'error',
      summary: 'a backendRef names a Service that does not exist',
      help: 'create the Service, or correct the name',
      explanation: 'Requests that would go there are answered with 500.',
      example: 'backendRefs:\n- name: ehco\n  port: 5000\n',
    },
  ]);
}

export function version() {
  return '0.0.0-stub';
}
