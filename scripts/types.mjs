// Checks the types of the contract with tsc: on their own, in use, and against real answers.
//
// JSON imports would widen every string, so each golden is written as a literal: then an unknown
// field, a missing one or a value that a union does not have is an error.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const [source] = process.argv.slice(2);
const goldens = JSON.parse(readFileSync(source, 'utf8')).filter(({ answer }) => 'ok' in JSON.parse(answer));
// A golden may hold what is no object, which the answer and the types refuse alike.
const isTyped = ({ answer }) => !JSON.parse(answer).ok.diagnostics.some(({ code }) => code === 'not-an-object');
const out = resolve('target/types');
mkdirSync(out, { recursive: true });

writeFileSync(
  `${out}/goldens.ts`,
  [
    'import type { Answer, Snapshot } from "kuma-gapi";',
    ...goldens.flatMap((golden, index) => [
      `// ${JSON.stringify(golden.name)}`,
      ...(isTyped(golden) ? [] : ['// @ts-expect-error a resource that is no object']),
      `export const snapshot${index}: Snapshot = ${golden.snapshot};`,
      `export const answer${index}: Answer = ${golden.answer};`,
    ]),
    '',
  ].join('\n'),
);

writeFileSync(
  `${out}/use.ts`,
  `import { codes, compare, compareJson, evaluate, evaluateJson, validate, validateJson, version, type Code, type Resource } from "kuma-gapi";
import load, { evaluate as evaluateInPage } from "kuma-gapi/web";

const answer = evaluate({ resources: [], options: { admission: "trusted" } });
if (answer.error) throw new Error(answer.error.help);
export const hosts = answer.ok.resources.flatMap((resource: Resource) =>
  resource.kind === "MeshHTTPRoute" ? resource.spec.to.flatMap((to) => to.hostnames ?? []) : [],
);
const validation = validate({ resources: [] });
export const refused = validation.ok?.objects.filter(({ verdict }) => verdict === "refused").flatMap(({ causes = [] }) => causes.map(({ field, rule }) => rule ?? field));
const comparison = compare({ resources: [] }, { from: "kuma-2.14", to: "kuma-3.0" });
export const lost = comparison.ok?.objects.filter(({ verdict }) => verdict === "lost").map(({ object, instead = "" }) => object.name + instead);
export const texts: string[] = [evaluateJson("{}"), validateJson("{}"), compareJson("{}", "{}"), codes(), version()];
export const catalogue: Code[] = JSON.parse(codes());
await load();
evaluateInPage({});
// @ts-expect-error an option that does not exist
evaluate({ options: { admision: "trusted" } });
// @ts-expect-error a value that the option does not have
evaluate({ options: { mode: "universal" } });
// @ts-expect-error a target that does not exist
compare({}, { from: "kuma-2.9", to: "kuma-3.0" });
// @ts-expect-error text belongs to evaluateJson
evaluate("{}");
`,
);

writeFileSync(
  `${out}/tsconfig.json`,
  JSON.stringify({
    compilerOptions: {
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      target: 'es2022',
      lib: ['es2022', 'dom'],
      module: 'preserve',
      moduleResolution: 'bundler',
      types: [],
      paths: { 'kuma-gapi': ['../../pkg/index.d.ts'], 'kuma-gapi/web': ['../../pkg/web/kuma_gapi.d.ts'] },
    },
    include: ['*.ts', '../../src/doors/contract.d.ts'],
  }),
);

execFileSync('node_modules/.bin/tsc', ['--project', out], { stdio: 'inherit' });
console.log(`types: ${goldens.length} snapshots and answers fit`);
