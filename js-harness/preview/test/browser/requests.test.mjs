/** Requests on the page, in a real browser: `BROWSER=chrome` or `firefox`. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, describe, test } from 'node:test';

import { parse } from 'yaml';

import { useSession } from '../session.mjs';

const shop = (name) => readFileSync(new URL(`../../../test/fixtures/shop/${name}.yaml`, import.meta.url), 'utf8');
const session = useSession();
let page;
let app;
beforeEach(() => ({ page, app } = session));

const shown = () => page.$eval('.requests', (tab) => tab.innerText.replace(/\s+/g, ' '));
async function untilShown(pattern) {
  const found = (source) => new RegExp(source).test(document.querySelector('.requests')?.innerText.replace(/\s+/g, ' '));
  await app.wait(found, pattern.source).catch(async () => {
    throw new Error(`the tab is \`${await shown()}\`, not ${pattern}`);
  });
}
async function ask(url) {
  await page.click('.request .url', { count: 3 });
  await page.keyboard.type(url);
}

describe('a request', () => {
  test('is suggested by the input, and its way lights up in the input', async () => {
    await app.tab('requests');
    await untilShown(/^→ Service kuma-demo\/echo, port 80 listener proxy of Gateway kuma-demo\/kuma, port 8080, for all hosts gateway\.yaml:25:5 rule HTTPRoute kuma-demo\/echo, spec\.rules\[0\]\.matches\[0\] route\.yaml:14:7 .*Gateway API asks for the same/);
    assert.equal(await page.$eval('.request .url', (input) => input.value), 'http://example.com:8080/');
    await app.untilTraced('input', /^ *- matches:\n[^]*weight: 1$/);
    await app.document('gateway.yaml');
    await app.tab('routes');
    assert.deepEqual(await app.traced('input'), []);
  });

  test('tells the rule, the filter, what the backend sees, and why no other rule took it', async () => {
    await app.drop({ 'gateway.yaml': shop('gateway'), 'routes.yaml': shop('routes') });
    await app.tab('requests');
    await ask('http://shop.example.com/cart/items?page=2');
    await untilShown(/→ Service shop\/cart, port 8080 for 90 % of the requests → Service shop\/cart-v2, port 8080 for 10 % of the requests/);
    await page.click('[aria-controls=request-more]');
    await page.type('#request-more textarea', 'x-env: beta');
    await untilShown(/^→ Service shop\/cart-v2, port 8080 listener .* filter URLRewrite routes\.yaml:16:\d+ path \/v2\/items\?page=2 host shop\.example\.com/);
    await untilShown(/spec\.rules\[1\] routes\.yaml:21:\d+ it fits, but the rule that takes the request comes first/);
    await page.type('#request-more textarea', '\nnonsense');
    await untilShown(/`nonsense` is no header write one a line/);
  });

  test('where Kuma does something else, both are told', async () => {
    await app.drop({ 'gateway.yaml': shop('gateway'), 'routes.yaml': shop('routes') });
    await app.tab('requests');
    await ask('shop.example.com/old/a?q=1');
    await untilShown(/something else than Gateway API asks \(location\) asked 302 to http:\/\/shop\.example\.com\/cart\/a\?q=1 .* done 302 to http:\/\/shop\.example\.com:80\/cart\/a /);
  });

  test('what is no request is told with what to do', async () => {
    await app.tab('requests');
    await ask('http://example.com:81/');
    await untilShown(/no Gateway has an HTTP listener on port 81 .*there are 8080/);
    await ask('http://');
    await untilShown(/is not a URL/);
  });

  test('follows the input, and a place in its trace is selected in the text', async () => {
    await app.tab('requests');
    await untilShown(/^→ Service kuma-demo\/echo/);
    await app.document('route.yaml');
    await app.clickLine('input', 'value: /');
    await page.keyboard.type('typed');
    await ask('http://example.com:8080/');
    await untilShown(/^→ 404 .*the path `\/` is not below `\/typed`/);
    await page.click('.others .link');
    await app.wait(() => document.activeElement.closest('.input'));
  });

  test('lights up its way through the picture', async () => {
    await app.drop({ 'gateway.yaml': shop('gateway'), 'routes.yaml': shop('routes') });
    await app.tab('picture');
    await page.waitForSelector('.node');
    assert.equal(await page.$('.node.is-lit'), null);
    await ask('http://shop.example.com/cart');
    await page.waitForSelector('.node.route.is-lit');
    const texts = (selector) => page.$$eval(selector, (parts) => parts.map((part) => part.textContent.trim()).sort());
    assert.deepEqual(await texts('.node.is-lit > .head'), ['shop/cart', 'shop/cart-v2:8080', 'shop/cart:8080', 'shop/edge']);
    assert.equal((await texts('.node.route .row.is-lit')).length, 1);
    assert.equal((await texts('g.is-lit')).length, 3);
    assert.match(await page.$eval('.request .short', (line) => line.innerText.replace(/\s+/g, ' ')), /→ Service shop\/cart, port 8080 for 90 % .* Why$/);
    await page.click('.request .short .link');
    await untilShown(/→ Service shop\/cart/);
  });
});

describe('cases', () => {
  test('are kept, tell what comes out differently, go into a link, and are a file for the command', async () => {
    await app.tab('requests');
    await untilShown(/^→ Service/);
    await page.click('.cases-head button');
    await untilShown(/1 of 1 case as kept/);
    await app.document('route.yaml');
    await app.clickLine('input', 'value: /');
    await page.keyboard.type('new');
    await untilShown(/0 of 1 case as kept .*✗ .*404.* status is `404`, not `200`/);
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: { writeText: (text) => ((window.copied = text), Promise.resolve()) } }));
    await page.evaluate(() => [...document.querySelectorAll('.cases-head button')].at(-1).click());
    await app.notice(/The cases are on the clipboard/);
    assert.deepEqual(parse(await page.evaluate(() => window.copied)), [{ request: 'GET http://example.com:8080/', expect: { status: 200, backend: 'kuma-demo/echo:80', path: '/' } }]);
    await page.click('[title="Copy a link that carries this input"]');
    await app.notice(/The link to this input is on the clipboard/);
    const { hash } = new URL(await page.evaluate(() => window.copied));
    ({ page, app } = await session.open({ hash }));
    await app.tab('requests');
    await untilShown(/0 of 1 case as kept/);
    await page.click('.cases .acts button');
    await untilShown(/1 of 1 case as kept/);
    await page.click('.cases .acts [aria-label^="Remove the case"]');
    await untilShown(/Keep requests here/);
  });

  test('are there after a reload', async () => {
    await app.tab('requests');
    await untilShown(/^→ Service/);
    await page.click('.cases-head button');
    await app.wait(() => JSON.parse(localStorage.getItem('kuma-gapi-preview') ?? '{}').requests?.cases.length === 1);
    await page.reload();
    await app.ready();
    await app.tab('requests');
    await untilShown(/1 of 1 case as kept/);
  });
});
