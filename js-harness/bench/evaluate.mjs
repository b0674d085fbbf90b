// Writes the snapshot of COUNT routes to FILE, and prints how many milliseconds the plain build takes for it in Node:
// node evaluate.mjs COUNT FILE
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { loadPlain } from '../test/plain-module.mjs';
import { snapshot } from './snapshot.mjs';

const ROUNDS = 9;
const [count, file] = process.argv.slice(2);
const bytes = new TextEncoder().encode(JSON.stringify(snapshot(Number(count), { admission: 'trusted' })));
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, bytes);
const { evaluateBytes } = loadPlain();
const spent = [];
for (let round = -3; round < ROUNDS; round += 1) {
  const started = performance.now();
  evaluateBytes(bytes);
  if (round >= 0) spent.push(performance.now() - started);
}
console.log(spent.sort((a, b) => a - b)[(ROUNDS - 1) / 2]);
