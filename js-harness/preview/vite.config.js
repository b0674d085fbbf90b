import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

export default defineConfig({
  root: path('.'),
  // Works from any path.
  base: './',
  plugins: [vue(), early(), offline()],
  build: { outDir: path('../../target/preview'), emptyOutDir: true, target: 'es2022', modulePreload: { polyfill: false }, chunkSizeWarningLimit: 1000 },
  worker: { format: 'es' },
  server: { fs: { allow: [path('../..')] } },
  logLevel: 'warn',
});

/** Names in the page what its first script asks for, so that it is fetched beside that script and not after it. */
function early() {
  const link = (attrs) => ({ tag: 'link', attrs, injectTo: 'head' });
  return {
    name: 'early',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle }) {
        const files = Object.values(bundle);
        const main = files.find(({ name, type }) => type === 'chunk' && name === 'main');
        const wasm = files.find(({ fileName }) => fileName.endsWith('.wasm'));
        const scripts = [main.fileName, ...main.imports].filter((file) => !files.some(({ fileName, isEntry }) => isEntry && fileName === file));
        return [
          link({ rel: 'preload', as: 'fetch', type: 'application/wasm', crossorigin: true, href: `./${wasm.fileName}` }),
          ...scripts.map((file) => link({ rel: 'modulepreload', crossorigin: true, href: `./${file}` })),
        ];
      },
    },
  };
}

/** Writes the list of all files into the service worker, whose bytes then change with any of them. */
function offline() {
  let out;
  return {
    name: 'offline',
    apply: 'build',
    configResolved: ({ build }) => {
      out = build.outDir;
    },
    closeBundle() {
      const files = readdirSync(out, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== 'offline.js')
        .map((entry) => join(entry.parentPath, entry.name).slice(out.length + 1))
        .sort();
      const hash = createHash('sha256');
      for (const file of files) hash.update(file).update(readFileSync(join(out, file)));
      const script = readFileSync(path('src/offline.js'), 'utf8');
      const list = JSON.stringify(['./', ...files.filter((file) => file !== 'index.html')]);
      writeFileSync(join(out, 'offline.js'), script.replace('[/* files */]', list).replace('/* version */', hash.digest('hex').slice(0, 16)));
    },
  };
}
