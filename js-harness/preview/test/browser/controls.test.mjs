/** What is chosen and clicked: options, the picture, copying, downloads. `BROWSER=chrome` or `firefox`. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, test } from 'node:test';

import { parseAllDocuments } from 'yaml';

import { BROWSER, useSession } from '../session.mjs';
import { TROUBLED } from '../states.mjs';

const session = useSession();
let page;
let app;
beforeEach(() => ({ page, app } = session));
const tabs = () => page.$$eval('.outcome [role=tab]', (list) => list.map((tab) => tab.innerText.trim().replace(/\s+/g, ' ')));

describe('options', () => {
  beforeEach(() => page.click('[aria-controls=options]'));

  test('a target is switched, and the routes are of its kind', async () => {
    await app.untilLine('outcome', /kind: MeshHTTPRoute/);
    await page.select('[name=target]', 'kuma-2.6');
    await app.untilLine('outcome', /kind: MeshGatewayRoute/);
    assert.equal((await tabs())[0], 'Routes 1');
    await page.select('[name=target]', 'kuma-3.0');
    await app.verdict(/^1 route .* 0 resources of 5 objects/);
    await page.select('[name=target]', '');
    await app.untilLine('outcome', /kind: MeshHTTPRoute/);
  });

  test('requests are tried, and where Kuma does something else a diagnostic says so', async () => {
    await app.drop(Object.fromEntries(['gateway', 'routes'].map((name) => [`${name}.yaml`, readFileSync(new URL(`../../../test/fixtures/shop/${name}.yaml`, import.meta.url), 'utf8')])));
    await app.verdict(/^2 routes .*objects 1 info/);
    await page.select('[name=requests]', 'check');
    await app.verdict(/1 warning|[23] info/);
  });

  test('are kept over a reload', async () => {
    await page.type('[name=zone]', 'east');
    await page.select('[name=target]', 'kuma-2.6');
    await app.untilLine('outcome', /kind: MeshGatewayRoute/);
    await app.wait(() => JSON.parse(localStorage.getItem('kuma-gapi-preview') ?? '{}').options?.target === 'kuma-2.6');
    await page.reload();
    await app.ready();
    await app.untilLine('outcome', /kind: MeshGatewayRoute/);
    await page.click('[aria-controls=options]');
    assert.deepEqual(await page.$$eval('[name=zone], [name=target]', (fields) => fields.map(({ value }) => value)), ['east', 'kuma-2.6']);
  });

  test('the release of Gateway API decides what its channel has', async () => {
    await app.document('route.yaml');
    await app.clickLine('input', 'weight: 1');
    await page.keyboard.press('Enter');
    await page.keyboard.down('Shift');
    await page.keyboard.press('Home');
    await page.keyboard.up('Shift');
    await page.keyboard.type('    retry: { attempts: 2 }');
    await app.verdict(/1 warning/);
    await app.tab('diagnostics');
    const codes = (isUnknown) => app.wait((wanted) => [...document.querySelectorAll('.finding summary')].some((code) => code.textContent === 'unknown-field') === wanted, isUnknown);
    await codes(false);
    await page.select('[name=gatewayApi]', '1.6.3');
    await codes(true);
    await page.select('[name=gatewayApi]', '');
    await codes(false);
  });
});

describe('the picture', () => {
  beforeEach(async () => {
    await app.drop({ 'shop.yaml': TROUBLED });
    await app.verdict(/1 degraded/);
    await app.tab('picture');
    await page.waitForSelector('.node');
  });

  const selected = () => page.$eval('.input .host', (host) => host.shadowRoot.querySelector('.cm-activeLine')?.textContent);
  const click = (label) => page.evaluate((wanted) => [...document.querySelectorAll('.node button')].find((button) => button.textContent.includes(wanted)).click(), label);

  test('a node that is clicked selects its text', async () => {
    for (const [label, line] of [['shop/lost', 'metadata: { name: lost, namespace: shop }'], ['https', '- { name: https, port: 443'], ['/pay', 'Exact, value: /pay'], ['shop/cart:80', 'metadata: { name: cart, namespace: shop }']]) {
      await click(label);
      await app.wait((wanted) => document.querySelector('.input .host').shadowRoot.querySelector('.cm-activeLine')?.textContent.includes(wanted), line).catch(async () => {
        throw new Error(`${label} selects \`${await selected()}\``);
      });
      assert.ok(await page.evaluate(() => document.activeElement.closest('.input') !== null));
    }
  });

  test('what is refused or broken says why', async () => {
    const reasons = await page.$$eval('.node .reason:not(.subtitle)', (parts) => parts.map((part) => part.textContent));
    assert.ok(reasons.some((reason) => /paymnets/.test(reason)), reasons.join('; '));
    assert.ok((await page.$$('g.is-broken')).length > 0);
    assert.deepEqual((await page.$$eval('g text', (texts) => texts.map((text) => text.textContent))).sort(), ['10', '90']);
  });
});

describe('what is generated', () => {
  test('is copied', async () => {
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: { writeText: (text) => ((window.copied = text), Promise.resolve()) } }));
    await page.evaluate(() => [...document.querySelectorAll('.output .floating button')].find((button) => button.textContent === 'Copy').click());
    await app.notice(/The YAML is on the clipboard/);
    const documents = parseAllDocuments(await page.evaluate(() => window.copied)).map((each) => each.toJS());
    assert.deepEqual(documents.map(({ kind }) => kind), ['MeshHTTPRoute']);
  });

  test('is downloaded as YAML', { skip: BROWSER === 'chrome' ? false : 'only the protocol of Chromium says where downloads go' }, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'preview-'));
    const protocol = await page.createCDPSession();
    await protocol.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: directory, browserContextId: session.context.id });
    await app.tab('resources');
    await app.ready();
    await page.evaluate(() => [...document.querySelectorAll('.output .floating button')].find((button) => button.textContent === 'Download').click());
    for (let count = 0; count < 100 && !readdirSync(directory).includes('kuma-resources.yaml'); count += 1) await new Promise((done) => setTimeout(done, 50));
    const documents = parseAllDocuments(readFileSync(join(directory, 'kuma-resources.yaml'), 'utf8')).map((each) => each.toJS());
    assert.deepEqual(documents.map(({ kind }) => kind), ['MeshGateway', 'MeshGatewayInstance', 'MeshHTTPRoute']);
  });
});

test('all of it goes by the keyboard alone', async () => {
  const tabUntil = async (selector) => {
    for (let count = 0; count < 40; count += 1) {
      if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`the Tab key does not lead to ${selector}`);
  };
  await page.evaluate(() => document.activeElement.blur());
  await tabUntil('[aria-controls=options]');
  await page.keyboard.press('Enter');
  await app.wait(() => document.activeElement.name === 'zone');
  await page.keyboard.type('west');
  await app.untilLine('outcome', /kuma\.io\/zone: west/);
  await page.keyboard.press('Escape');
  await app.wait(() => !document.querySelector('#options'));
  await tabUntil('.input [role=tab][aria-selected=true]');
  await page.keyboard.press('ArrowRight');
  await app.wait(() => document.activeElement.textContent.includes('route.yaml'));
  await tabUntil('.input .host');
  await page.keyboard.down('Control');
  await page.keyboard.press('End');
  await page.keyboard.up('Control');
  await page.keyboard.type('# by hand');
  await app.untilLine('input', /# by hand/);
  await tabUntil('#tab-routes');
  for (let count = 0; count < 5; count += 1) await page.keyboard.press('ArrowRight');
  await tabUntil('.request .url');
  await page.keyboard.type('http://a.example:8080/x');
  await app.wait(() => /→ Service kuma-demo\/echo/.test(document.querySelector('.requests')?.innerText) && document.querySelector('.request .url').value.includes('a.example'));
  await tabUntil('.cases-head button');
  await page.keyboard.press('Enter');
  await app.wait(() => document.querySelectorAll('.cases tbody tr').length === 1);
});
