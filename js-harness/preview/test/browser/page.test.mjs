/** The page end to end in a real browser: `BROWSER=chrome` or `firefox`. What it complains of fails the test. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { beforeEach, describe, test } from 'node:test';
import { join } from 'node:path';

import { stringify } from 'yaml';

import { snapshot } from '../../../bench/snapshot.mjs';
import { App } from '../app.mjs';
import { BROWSER, useSession } from '../session.mjs';
import { openPage, serveSite } from '../site.mjs';

const example = (path) => readFileSync(new URL(`../../../../examples/${path}`, import.meta.url), 'utf8');
const routes = (count) => snapshot(count, {}).resources.map((each) => stringify(each)).join('---\n');
const MISSPELT = `${example('gateway-and-route/gateway.yaml')}---\n${example('gateway-and-route/route.yaml').replace('name: echo\n      port: 80', 'name: ehco\n      port: 80')}`;

const session = useSession();
let page;
let app;
beforeEach(() => ({ page, app } = session));
const open = async (settings) => ({ page, app } = await session.open(settings));

describe('the outcome', () => {
  test('is there at once, for the example of Kuma', async () => {
    await app.verdict(/^1 route ✓ 1 accepted 3 resources of 5 objects/);
    await app.untilLine('outcome', /name: echo-kuma-demo-95de594d/);
  });

  test('follows the keys', async () => {
    await app.document('route.yaml');
    await app.clickLine('input', 'value: /');
    await page.keyboard.type('typed');
    await app.untilLine('outcome', /value: \/typed$/);
  });

  test('stays while the text is broken, marked as such, and comes back', async () => {
    await app.document('route.yaml');
    await app.clickLine('input', 'value: /');
    await page.keyboard.type(' : [');
    await app.verdict(/The text cannot be read at route\.yaml:16: this is the outcome from before\./);
    await app.untilLine('outcome', /value: \/$/);
    assert.ok(await page.$('.outcome .is-stale'));
    await app.clickLine('outcome', 'type: PathPrefix');
    await app.untilTraced('input', /value: \/ : \[/);
    await app.clickLine('input', 'value: /');
    for (let count = 0; count < 4; count += 1) await page.keyboard.press('Backspace');
    await app.verdict(/^1 route ✓ 1 accepted 3 resources of 5 objects 1 info \d/);
    assert.equal(await page.$('.outcome .is-stale'), null);
  });

  test('is that of the options', async () => {
    await page.click('[aria-controls=options]');
    await page.type('[name=zone]', 'east');
    await app.untilLine('outcome', /kuma\.io\/zone: east/);
    await app.document('route.yaml');
    await app.clickLine('input', '- kind: Service');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await page.keyboard.type('s');
    await app.verdict(/! 1 degraded/);
    await page.select('[name=missing]', 'unknown');
    await app.verdict(/\? 1 undecided/);
    await page.select('[name=mode]', 'global');
    await app.verdict(/0 resources/);
  });

  test('of 500 routes is there, and follows the keys', async () => {
    await page.click('[aria-label="Remove gateway.yaml"]');
    await app.paste(routes(500));
    await app.verdict(/^500 routes ✓ 500 accepted/);
    await page.keyboard.down('Control');
    await page.keyboard.press('Home');
    await page.keyboard.up('Control');
    await page.keyboard.type('# a comment\n');
    await app.clickLine('input', 'name: kuma');
    await page.keyboard.type('x');
    await app.verdict(/^500 routes – 500 ignored/);
  });
});

describe('provenance', () => {
  test('a rule lights up what made it, and the other way round', async () => {
    await app.clickLine('outcome', 'type: PathPrefix');
    await app.untilTraced('input', /^ {2}- matches:\n[^]*weight: 1$/);
    assert.match((await app.traced('outcome')).join('\n'), /^ *- matches:\n[^]*weight: 1$/);
    await app.document('gateway.yaml');
    await app.tab('resources');
    await app.ready();
    await app.clickLine('input', 'port: 8080');
    await app.untilTraced('outcome', /^ *- hostname: "\*"\n *port: 8080/);
  });

  test('what made nothing is marked with the reason', async () => {
    await app.clickLine('input', 'protocol: HTTP');
    for (const letter of 'XY') await page.keyboard.type(letter);
    await app.wait(() => document.querySelector('.input .host').shadowRoot.querySelector('.cm-gutter-nothing [title*="listener proxy becomes nothing"]'));
  });
});

describe('what is wrong', () => {
  beforeEach(async () => {
    await app.paste(MISSPELT);
    await app.document('route.yaml');
    await page.click('[aria-label="Remove route.yaml"]');
    await app.verdict(/! 1 degraded .*1 error/);
  });

  test('is underlined at its place, and listed with help and the explanation of its code', async () => {
    await app.tab('diagnostics');
    await page.waitForSelector('.finding.error details');
    const text = await page.$eval('.finding.error', (finding) => finding.innerText);
    assert.match(text, /Service `kuma-demo\/ehco` does not exist/);
    assert.match(text, /did you mean `echo`\?/);
    await page.click('.finding.error summary');
    assert.ok((await page.$eval('.finding.error details p', (paragraph) => paragraph.innerText)).length > 40);
    await page.click('.finding.error .place .link');
    await app.wait(() => document.querySelector('.input .host').shadowRoot.querySelector('.cm-lintRange-error')?.textContent === 'ehco');
  });

  test('is in the statuses, which are as kubectl prints them', async () => {
    await app.tab('statuses');
    const text = await page.$eval('.statuses', (tab) => tab.innerText);
    assert.match(text, /NAMESPACE\s+NAME\s+CLASS\s+ADDRESS\s+PROGRAMMED/);
    assert.match(text, /ResolvedRefs=False\s+BackendNotFound/);
    assert.equal(await page.$eval('.conditions .bad .type', (type) => /False|True/.test(type.innerText)), true);
  });

  test('what was kept is compared with what is now', async () => {
    await page.click('.actions [aria-pressed]');
    await app.tab('changes');
    assert.match(await page.$eval('.changes', (tab) => tab.innerText), /Nothing would change/);
    await app.paste(MISSPELT.replace('ehco', 'echo'));
    await app.wait(() => document.querySelector('.changes .added'));
    assert.match(await page.$eval('.changes', (tab) => tab.innerText), /update MeshHTTPRoute kuma-system\/echo-[^]*- .*unresolved-backend\n[^]*\+ .*echo_kuma-demo_svc_80/);
  });
});

describe('input', () => {
  test('a folder is dropped', async () => {
    await app.drop({ 'demo/gateway.yaml': example('gateway-and-route/gateway.yaml'), 'demo/routes/route.yml': example('gateway-and-route/route.yaml'), 'demo/README.md': '# no', 'demo/node_modules/x.yaml': 'a: [' });
    await app.verdict(/^1 route ✓ 1 accepted/);
    assert.deepEqual(await page.$$eval('.input [role=tab]', (tabs) => tabs.map((tab) => tab.innerText.trim())), ['demo/gateway.yaml', 'demo/routes/route.yml']);
  });

  test('a real folder is dragged in', { skip: BROWSER === 'chrome' ? false : 'only the protocol of Chromium can drag files' }, async () => {
    const directory = join(mkdtempSync(join(tmpdir(), 'preview-')), 'manifests');
    mkdirSync(join(directory, 'inner'), { recursive: true });
    writeFileSync(join(directory, 'gateway.yaml'), example('gateway-and-route/gateway.yaml'));
    writeFileSync(join(directory, 'inner/route.yaml'), example('gateway-and-route/route.yaml'));
    const session = await page.createCDPSession();
    const data = { items: [], files: [directory], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop']) await session.send('Input.dispatchDragEvent', { type, x: 300, y: 400, data });
    await app.wait(() => [...document.querySelectorAll('.input [role=tab]')].some((tab) => tab.innerText.includes('manifests/inner/route.yaml')));
    await app.verdict(/^1 route ✓ 1 accepted/);
  });

  test('what is no text is refused with a message, and the page goes on', async () => {
    await app.drop({ 'logo.png': [0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0xff] });
    await app.notice(/cannot read logo\.png: the bytes at 1:1 are not UTF-8 text/);
    await app.drop({ 'nul.yaml': 'a: \0' });
    await app.notice(/cannot read nul\.yaml: it is no text/);
    await app.verdict(/^1 route ✓ 1 accepted/);
  });

  for (const [what, text, place] of [
    ['a tab', 'kind: A\nmetadata:\n\tname: a\n', /:3/],
    ['an alias without its anchor', 'kind: A\nspec: *nowhere\n', /:2/],
    ['a template', 'kind: A\nmetadata:\n  name: {{ .Values.name }}\n', /:3/],
  ]) {
    test(`${what} is told at its line`, async () => {
      await app.paste(text);
      await app.verdict(new RegExp(`cannot be read at gateway\\.yaml${place.source}`));
    });
  }

  test('anchors and merges are understood, and a kind that nobody knows is left alone', async () => {
    await app.document('route.yaml');
    await app.paste(`${example('gateway-and-route/route.yaml').replace('labels', 'labels')}---\napiVersion: example.com/v1\nkind: Nobody\nmetadata: &m\n  name: n\n---\napiVersion: v1\nkind: Thing\nmetadata: &meta { name: x }\nspec: { <<: *meta }\n`);
    await app.verdict(/^1 route ✓ 1 accepted 3 resources of 7 objects/);
  });

  test('10,000 documents and 20 MB are read, and the page stays usable', async () => {
    const many = Array.from({ length: 10_000 }, (_, at) => `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: n-${at}\n`).join('---\n');
    await app.drop({ 'many.yaml': many, 'comment.yaml': { text: `# ${'x'.repeat(78)}\n`, times: 250_000 } });
    await app.verdict(/of 10000 objects/);
    await app.tab('statuses');
    await page.click('#tab-routes');
  });

  test('is restored by a reload', async () => {
    await app.document('route.yaml');
    await app.clickLine('input', 'value: /');
    await page.keyboard.type('again');
    await app.untilLine('outcome', /again/);
    await app.wait(() => localStorage.getItem('kuma-gapi-preview')?.includes('/again'));
    await page.reload();
    await app.ready();
    await app.untilLine('input', /value: \/again/);
    await app.untilLine('outcome', /value: \/again/);
  });

  test('goes into a link, which opens to the same, and a cut one says so', async () => {
    await page.click('[aria-label="Remove gateway.yaml"]');
    await app.paste(MISSPELT);
    await app.verdict(/degraded/);
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: { writeText: (text) => ((window.copied = text), Promise.resolve()) } }));
    await page.click('[title="Copy a link that carries this input"]');
    await app.notice(/The link to this input is on the clipboard/);
    const link = await page.evaluate(() => window.copied);
    await open({ hash: new URL(link).hash });
    await app.verdict(/! 1 degraded/);
    await app.untilLine('input', /kind: GatewayClass/);
    assert.equal(new URL(page.url()).hash, '');
    await open({ hash: new URL(link).hash.slice(0, -20) });
    await app.notice(/This link cannot be opened: the link was cut: it holds \d+ of \d+ characters/);
    await app.verdict(/^1 route ✓ 1 accepted/);
    await open({ hash: '#v1.4.AAAA' });
    await app.notice(/the link is damaged/);
  });
});

describe('without a mouse, and without a network', () => {
  test('everything is reached by the keyboard', async () => {
    const reached = new Set();
    await page.evaluate(() => document.activeElement.blur());
    for (let count = 0; count < 30; count += 1) {
      await page.keyboard.press('Tab');
      const name = await page.evaluate(() => {
        const inner = (element) => (element?.shadowRoot?.activeElement ? inner(element.shadowRoot.activeElement) : element);
        const { ariaLabel, innerText, tagName } = inner(document.activeElement);
        return (inner(document.activeElement).getAttribute('aria-label') ?? ariaLabel ?? innerText ?? tagName).trim().slice(0, 40);
      });
      reached.add(name.split('\n')[0]);
    }
    for (const expected of ['Skip to the outcome', 'Options', 'Keep to compare', 'Share', 'gateway.yaml', 'New document', 'Text of gateway.yaml', 'Generated resources']) {
      assert.ok([...reached].some((name) => name.startsWith(expected)), `${expected} is not among ${[...reached].join(', ')}`);
    }
  });

  test('tabs follow the arrow keys, and Alt-Enter crosses to the other side', async () => {
    await page.focus('#tab-routes');
    for (const id of ['resources', 'statuses', 'diagnostics']) {
      await page.keyboard.press('ArrowRight');
      await app.wait((wanted) => document.activeElement.id === `tab-${wanted}`, id);
    }
    await page.keyboard.press('Home');
    await app.wait(() => document.activeElement.id === 'tab-routes');
    await app.ready();
    await app.clickLine('outcome', 'type: PathPrefix');
    await page.keyboard.down('Alt');
    await page.keyboard.press('Enter');
    await page.keyboard.up('Alt');
    await app.wait(() => document.activeElement.closest('.input'));
  });

  test('the page works when the server is gone', async () => {
    const own = await serveSite();
    const second = await openPage(session.context, own.address);
    const there = new App(second.page);
    await there.ready();
    await there.wait(() => navigator.serviceWorker.controller !== null);
    await there.wait(async () => (await caches.keys()).length > 0);
    await own.close();
    await second.page.reload();
    await there.ready();
    await there.verdict(/^1 route ✓ 1 accepted/);
  });
});
