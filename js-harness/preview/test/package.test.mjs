/** The tarball in three empty projects: Node, TypeScript with `strict`, and Vite with a page under a strict policy. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { preview as serve } from 'vite';

import { launch } from './browsers.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const place = `${root}target/package`;
const run = (cwd, command, ...args) => execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
let tarball;

before(() => {
  rmSync(`${place}/projects`, { recursive: true, force: true });
  mkdirSync(`${place}/projects`, { recursive: true });
  run(root, 'npm', 'pack', '--silent', '--pack-destination', `${place}/projects`, './pkg');
  tarball = `${place}/projects/${readdirSync(`${place}/projects`).find((name) => name.endsWith('.tgz'))}`;
});

/** A directory with these files in which nothing but the tarball is installed. */
function project(name, files) {
  const directory = `${place}/projects/${name}`;
  mkdirSync(directory, { recursive: true });
  for (const [file, text] of Object.entries({ 'package.json': JSON.stringify({ name, private: true, type: 'module' }), ...files })) {
    writeFileSync(`${directory}/${file}`, text);
  }
  run(directory, 'npm', 'install', '--silent', '--no-audit', '--no-fund', '--prefer-offline', tarball);
  return directory;
}

const INPUT = `{ documents: [{ name: "class.yaml", text: "apiVersion: gateway.networking.k8s.io/v1\\nkind: GatewayClass\\nmetadata: { name: kuma }\\nspec: { controllerName: gateways.kuma.io/controller }\\n" }] }`;

test('publint and attw find nothing', () => {
  const tool = (name, ...args) => run(`${root}pkg`, process.execPath, `${root}node_modules/${name}`, ...args);
  assert.match(tool('publint/src/cli.js', '--strict'), /All good/);
  // The two wasm files are entries for tools that want the bytes: nothing there is for a type to say.
  tool('@arethetypeswrong/cli/dist/index.js', '--pack', '.', '--profile', 'esm-only', '--quiet', '--exclude-entrypoints', 'kuma_gapi.wasm', 'kuma_gapi_bg.wasm');
});

test('Node', () => {
  const directory = project('node', {
    'use.mjs': `import { evaluate, version } from "kuma-gapi";
import { createPreview } from "kuma-gapi/preview";
const preview = createPreview();
const { statuses } = await preview.update(${INPUT});
console.log(version(), evaluate({}).ok.resources.length, statuses.map(({ kind, place }) => kind + " " + place.document + ":" + place.start.line).join());
`,
  });
  assert.match(run(directory, process.execPath, 'use.mjs'), /^\d+\.\d+\.\d+ 0 GatewayClass class\.yaml:3\n$/);
});

test('TypeScript, strict', () => {
  const use = (line) => `import { evaluate, type Answer, type MeshHTTPRoute } from "kuma-gapi";
import init from "kuma-gapi/web";
import { createPreview, type Outcome, type Preview } from "kuma-gapi/preview";

const answer: Answer = evaluate({ resources: [] });
export const routes = (answer.ok?.resources ?? []).filter((each): each is MeshHTTPRoute => each.kind === "MeshHTTPRoute");
export const preview: Preview = createPreview();
export const outcome: Outcome = await preview.update(${INPUT});
const [simulated] = await preview.simulate([{ url: "http://shop.example.com/" }]);
export const line: number | undefined = simulated?.ok?.dataPlane.matched?.place?.start.line;
export const places: string[] = outcome.diagnostics.map(({ place, message }) => \`\${place?.document}:\${place?.start.line}: \${message}\`);
await init();
${line}
`;
  const config = (module, moduleResolution) =>
    JSON.stringify({ compilerOptions: { strict: true, noEmit: true, skipLibCheck: false, target: 'es2022', lib: ['es2022', 'dom'], types: [], module, moduleResolution }, files: ['use.ts'] });
  const directory = project('typescript', { 'use.ts': use(''), 'tsconfig.json': config('esnext', 'bundler'), 'tsconfig.node.json': config('nodenext', 'nodenext') });
  const check = (file) => run(directory, process.execPath, `${root}node_modules/typescript/bin/tsc`, '--project', file);
  check('tsconfig.json');
  check('tsconfig.node.json');
  writeFileSync(`${directory}/use.ts`, use('await preview.update({ documents: [{ name: 7, text: "" }] });'));
  assert.throws(() => check('tsconfig.json'));
});

test('Vite, and a browser with a strict policy', async () => {
  const directory = project('vite', {
    'index.html': `<!doctype html>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src data:">
<link rel="icon" href="data:,">
<title>waiting</title>
<script type="module" src="/main.js"></script>
`,
    'main.js': `import { createPreview } from "kuma-gapi/preview";
import init, { evaluate } from "kuma-gapi/web";
const { statuses } = await createPreview().update(${INPUT});
await init();
document.title = statuses[0].kind + " " + statuses[0].place.start.line + " " + evaluate({}).ok.resources.length;
`,
    'vite.config.js': 'export default { logLevel: "warn", base: "./", build: { target: "es2022" } };\n',
  });
  run(directory, process.execPath, `${root}node_modules/vite/bin/vite.js`, 'build');
  const server = await serve({ root: directory, configFile: false, logLevel: 'silent', preview: { port: 0, host: '127.0.0.1' } });
  const browser = await launch('chrome');
  after(() => Promise.all([browser.close(), server.close()]));
  const page = await browser.newPage();
  const complaints = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(server.resolvedUrls.local[0] ?? server.resolvedUrls.network[0]);
  await page.waitForFunction(() => document.title !== 'waiting', { timeout: 20_000 }).catch(() => complaints.push('the page never got its outcome'));
  assert.deepEqual(complaints, []);
  assert.equal(await page.title(), 'GatewayClass 3 0');
});
