import { readFileSync } from 'node:fs';

import { stringify } from 'yaml';

import { snapshot } from '../../bench/snapshot.mjs';

const example = (path) => readFileSync(new URL(`../../../examples/${path}`, import.meta.url), 'utf8');
export const TROUBLED = readFileSync(new URL('troubled.yaml', import.meta.url), 'utf8');
const routes = (count) => snapshot(count, {}).resources.map((each) => stringify(each)).join('---\n');

async function only(app, text) {
  await app.drop({ 'shop.yaml': text });
  await app.wait(() => [...document.querySelectorAll('.input [role=tab]')].some((tab) => tab.innerText.includes('shop.yaml')));
}

const fixture = (name) => readFileSync(new URL(`../../test/fixtures/shop/${name}.yaml`, import.meta.url), 'utf8');
async function shop(app, url) {
  await app.drop({ 'gateway.yaml': fixture('gateway'), 'routes.yaml': fixture('routes') });
  await app.verdict(/^2 routes/);
  await app.side('outcome');
  await app.tab('requests');
  await app.page.click('.request .url', { count: 3 });
  await app.page.keyboard.type(url);
  await app.wait((wanted) => document.querySelector('.requests .endings, .requests .finding.error') && document.querySelector('.request .url').value === wanted, url);
  await new Promise((done) => setTimeout(done, 400));
}

/** Every state of the page, as what is done to come to it. */
export const STATES = {
  start: (app) => app.verdict(/1 accepted/),
  provenance: async (app) => {
    await app.side('outcome');
    await app.clickLine('outcome', 'type: PathPrefix');
    await app.untilTraced('input', /matches/);
  },
  options: async (app) => {
    await app.page.click('[aria-controls=options]');
    await app.page.waitForSelector('#options');
  },
  secret: async (app) => {
    await app.page.select('.actions select', 'tls');
    await app.verdict(/2 accepted/);
    await app.document('secret.yaml');
    await app.untilLine('input', /hidden/);
  },
  troubled: (app) => only(app, TROUBLED).then(() => app.verdict(/1 degraded/)),
  diagnostics: async (app) => {
    await only(app, TROUBLED);
    await app.verdict(/1 degraded/);
    await app.side('outcome');
    await app.tab('diagnostics');
    await app.page.waitForSelector('.finding summary');
    await app.page.click('.finding summary');
  },
  statuses: async (app) => {
    await only(app, TROUBLED);
    await app.verdict(/1 degraded/);
    await app.side('outcome');
    await app.tab('statuses');
  },
  picture: async (app) => {
    await only(app, TROUBLED);
    await app.verdict(/1 degraded/);
    await app.side('outcome');
    await app.tab('picture');
    await app.page.waitForSelector('.node');
  },
  'picture of 50 routes': async (app) => {
    await only(app, routes(50));
    await app.verdict(/50 routes/);
    await app.side('outcome');
    await app.tab('picture');
    await app.page.waitForSelector('.node');
  },
  'picture of 500 routes': async (app) => {
    await only(app, routes(500));
    await app.verdict(/500 routes/);
    await app.side('outcome');
    await app.tab('picture');
    await app.page.waitForSelector('.node');
    await app.wait(() => /edge/.test(document.querySelector('.request .url').placeholder));
    await app.page.click('.request .url');
    await app.page.keyboard.press('Enter');
    await app.page.waitForSelector('.node.route.is-lit');
  },
  request: async (app) => {
    await shop(app, 'http://shop.example.com/cart');
    await app.page.click('.cases-head button');
    await app.page.waitForSelector('.cases table');
  },
  'request with headers': async (app) => {
    await shop(app, 'http://shop.example.com/cart/items?page=2');
    await app.page.click('[aria-controls=request-more]');
    await app.page.type('#request-more textarea', 'x-env: beta');
    await app.wait(() => /filter/.test(document.querySelector('.trace')?.innerText));
  },
  'request that differs': async (app) => {
    await shop(app, 'http://shop.example.com/old/a?q=1');
    await app.page.click('.cases-head button');
    await app.page.waitForSelector('.cases table');
    await app.side('input');
    await app.document('routes.yaml');
    await app.clickLine('input', 'value: /old');
    for (let count = 0; count < 2; count += 1) await app.page.keyboard.press('ArrowLeft');
    await app.page.keyboard.type('er');
    await app.side('outcome');
    await app.wait(() => document.querySelector('.cases td.bad'));
  },
  'request in the picture': async (app) => {
    await shop(app, 'http://shop.example.com/cart');
    await app.tab('picture');
    await app.page.waitForSelector('.node.is-lit');
  },
  'request that is none': async (app) => {
    await shop(app, 'http://shop.example.com:81/cart');
  },
  changes: async (app) => {
    await app.page.click('.actions [aria-pressed]');
    await app.document('route.yaml');
    await app.clickLine('input', 'value: /');
    await app.page.keyboard.type('new');
    await app.side('outcome');
    await app.tab('changes');
    await app.page.waitForSelector('.changes .added');
  },
  'nothing kept': async (app) => {
    await app.side('outcome');
    await app.tab('changes');
  },
  'changes of 500 routes': async (app) => {
    await only(app, routes(500));
    await app.verdict(/500 routes/);
    await app.page.click('.actions [aria-pressed]');
    await app.page.click('[aria-controls=options]');
    await app.page.type('[name=zone]', 'east');
    await app.page.keyboard.press('Escape');
    await app.side('outcome');
    await app.tab('changes');
    await app.page.waitForSelector('.changes .added');
    await app.page.type('.filter input', 'route-7');
  },
  'statuses of 500 routes': async (app) => {
    await only(app, routes(500));
    await app.verdict(/500 routes/);
    await app.side('outcome');
    await app.tab('statuses');
    await app.page.waitForSelector('.verdicts tbody tr');
  },
  'a credential': async (app) => {
    await shop(app, 'http://shop.example.com/cart');
    await app.page.click('[aria-controls=request-more]');
    await app.page.type('#request-more textarea', 'Authorization: Bearer abc');
    await app.page.click('[title="Copy a link that carries this input"]');
    await app.notice(/`authorization` in requests are not in it/);
  },
  upgrade: async (app) => {
    await app.side('outcome');
    await app.tab('upgrade');
    await app.page.waitForSelector('.upgraded');
  },
  'upgrade from an older Kuma': async (app) => {
    await only(app, `${example('gateway-and-route/gateway.yaml')}---\n${example('gateway-and-route/route.yaml')}`);
    await app.side('outcome');
    await app.tab('upgrade');
    await app.page.waitForSelector('.upgrade select');
    await app.page.select('.upgrade select', 'kuma-2.6');
    await app.wait(() => /2 changed/.test(document.querySelector('.upgrade').innerText));
    await app.page.evaluate(() => document.querySelectorAll('.upgraded details').forEach((details) => (details.open = true)));
    await app.page.$eval('.upgraded', (first) => first.scrollIntoView());
  },
  broken: async (app) => {
    await app.document('route.yaml');
    await app.clickLine('input', 'value: /');
    await app.page.keyboard.type(' : [');
    await app.verdict(/outcome from before/);
  },
  undecided: async (app) => {
    await only(app, example('gateway-and-route/route.yaml'));
    await app.page.click('[aria-controls=options]');
    await app.page.select('[name=missing]', 'unknown');
    await app.verdict(/undecided/);
  },
  empty: async (app) => {
    for (let count = 0; count < 2; count += 1) await app.page.click('.tools [aria-label^=Remove]');
    await app.verdict(/^0 routes/);
  },
  'no route': async (app) => {
    await only(app, example('customization/gateway.yaml'));
    await app.verdict(/^0 routes 2/);
    await app.side('outcome');
  },
  'a cut link': (app) => app.notice(/cannot be opened/),
};
export const HASHES = { 'a cut link': '#v1.900.AAAA' };
