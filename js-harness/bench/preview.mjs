// The preview page in Chromium: how quickly it is there, how quickly it follows the keys, what it weighs.
import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

import { stringify } from 'yaml';

import { App } from '../preview/test/app.mjs';
import { launch } from '../preview/test/browsers.mjs';
import { openPage, serveSite } from '../preview/test/site.mjs';
import { snapshot } from './snapshot.mjs';

const KEYS = 50;
const STARTS = 7;
const folder = new URL('../../target/preview/', import.meta.url);

const rows = [];
const row = (what, figure, goal, unit) => rows.push([what, `${figure < 100 ? figure.toFixed(1) : figure.toFixed(0)} ${unit}`, `≤ ${goal} ${unit}`, figure <= goal ? 'met' : 'MISSED']);
const sorted = (values) => [...values].sort((a, b) => a - b);
const median = (values) => sorted(values)[Math.floor(values.length / 2)];

/** The longest task of the page while keys come and rest, with this tab open. */
async function blockedWith(app, page, tab) {
  await app.tab(tab);
  await app.clickLine('input', 'value: /');
  await new Promise((done) => setTimeout(done, 1000));
  const before = await page.evaluate(() => ((window.blocked.length = 0), performance.getEntriesByName('key to outcome').length));
  for (let key = 0; key < 10; key += 1) {
    await page.keyboard.type('x');
    await app.wait((many) => performance.getEntriesByName('key to outcome').length >= many, before + key + 1);
  }
  await new Promise((done) => setTimeout(done, 1000));
  return Math.max(0, ...(await page.evaluate(() => window.blocked)));
}

const site = await serveSite();
const browser = await launch('chrome');

const ready = [];
const first = [];
for (let start = 0; start < STARTS; start += 1) {
  const context = await browser.createBrowserContext();
  const { page } = await openPage(context, 'about:blank');
  await page.evaluateOnNewDocument(() => {
    new MutationObserver(() => {
      if (window.firstOutcome === undefined && /accepted/.test(document.querySelector('.verdict')?.textContent)) window.firstOutcome = performance.now();
    }).observe(document, { childList: true, subtree: true, characterData: true });
  });
  await page.goto(site.address);
  await new App(page).ready();
  first.push(await page.evaluate(() => window.firstOutcome));
  const wasm = readdirSync(new URL('assets', folder)).find((name) => name.endsWith('.wasm'));
  ready.push(
    await page.evaluate(async (path) => {
      const bytes = await (await fetch(path)).arrayBuffer();
      const begun = performance.now();
      await WebAssembly.compile(bytes);
      return performance.now() - begun;
    }, `assets/${wasm}`),
  );
  await context.close();
}
row('module compiled after its bytes arrived', median(ready), 30, 'ms');
row(`first outcome after navigation, median of ${STARTS}`, median(first), 300, 'ms');
row(`first outcome after navigation, worst of ${STARTS}`, Math.max(...first), 300, 'ms');

for (const [count, goal] of [[100, 50], [1000, 250]]) {
  const context = await browser.createBrowserContext();
  const { page } = await openPage(context, site.address);
  const app = new App(page);
  await app.ready();
  // A route stands first: the keys go into its path, so that each makes another snapshot.
  const { resources } = snapshot(count, {});
  const route = resources.findIndex(({ kind }) => kind === 'HTTPRoute');
  const ordered = [resources[route], ...resources.slice(0, route), ...resources.slice(route + 1)];
  await app.drop({ 'routes.yaml': ordered.map((each) => stringify(each)).join('---\n') });
  await app.verdict(new RegExp(`^${count} routes`));
  await app.clickLine('input', 'value: /');
  await new Promise((done) => setTimeout(done, 1500));
  await page.evaluate(() => {
    performance.clearMeasures();
    window.blocked = [];
    new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => window.blocked.push(duration))).observe({ type: 'longtask' });
  });
  for (let key = 0; key < KEYS; key += 1) {
    await page.keyboard.type('x');
    await app.wait((many) => performance.getEntriesByName('key to outcome').length >= many, key + 1);
  }
  const [spent, inModule, blocked] = await page.evaluate(() => {
    const entries = performance.getEntriesByName('key to outcome');
    return [entries.map(({ duration }) => duration), entries.map(({ detail }) => detail.evaluation), window.blocked];
  });
  row(`key to outcome, ${count} routes, median of ${KEYS}`, median(spent), goal, 'ms');
  row(`key to outcome, ${count} routes, worst of ${KEYS}`, Math.max(...spent), goal, 'ms');
  row(`  of it reading and the module, median`, median(inModule), goal, 'ms');
  row(`main thread blocked at most, ${count} routes`, Math.max(0, ...blocked), 50, 'ms');
  // The keys rest here, so that what waits for that is measured too.
  for (const tab of ['picture', 'statuses']) row(`  with the tab ${tab} open`, await blockedWith(app, page, tab), 50, 'ms');
  await context.close();
}
await browser.close();
await site.close();

const weights = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => ({ name, size: gzipSync(readFileSync(`${parentPath}/${name}`), { level: 9 }).length / 1000 }));
const sum = (wanted) => weights.filter(({ name }) => wanted(name)).reduce((total, { size }) => total + size, 0);
row('page weight, gzipped', sum(() => true), 900, 'KB');
row('  before editor and tabs', sum((name) => !/^(?:editor|PictureTab|RequestsTab|UpgradeTab|offline)/.test(name)), 300, 'KB');

const header = ['the preview, in Chromium', 'is', 'goal', ''];
const widths = header.map((_, column) => Math.max(...[header, ...rows].map((cells) => cells[column].length)));
for (const cells of [header, ...rows]) console.log(cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  ').trimEnd());
