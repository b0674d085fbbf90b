/** Long lists: all of them can be reached and searched, and little of them is in the page. `BROWSER=chrome` or `firefox`. */
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';

import { stringify } from 'yaml';

import { snapshot } from '../../../bench/snapshot.mjs';
import { useSession } from '../session.mjs';

/** Most elements that a page with any list is made of. */
const MANY = 2500;
const session = useSession();
let page;
let app;
beforeEach(() => ({ page, app } = session));

const manifest = (resources) => resources.map((each) => stringify(each)).join('---\n');
/** The tabs become wider as their numbers come, so that a mouse might miss one. */
const open = (id) => page.$eval(`#tab-${id}`, (tab) => tab.click());
const elements = () => page.evaluate(() => document.querySelectorAll('*').length);
const endOf = (list) => page.evaluate((selector) => {
  document.querySelector(selector).closest('.scroll').scrollTop = 1e9;
}, list);
const filter = async (text) => {
  await page.click('.filter input', { count: 3 });
  await page.keyboard.type(text);
};
const shows = (pattern) => app.wait((source) => new RegExp(source).test(document.querySelector('#outcome .scroll').innerText.replace(/\s+/g, ' ')), pattern.source);

/** Scrolls until the last item is there, as far as it goes: heights that were guessed become known on the way. */
async function untilLast(list, number) {
  for (let turn = 0; turn < 40; turn += 1) {
    await endOf(list);
    await new Promise((done) => setTimeout(done, 60));
    const last = await page.$eval(list, (host) => [...host.querySelectorAll('[aria-posinset]')].at(-1)?.ariaPosInSet);
    if (Number(last) === number) return;
  }
  throw new Error(`item ${number} of ${list} is never reached`);
}

for (const count of [1000, 5000]) {
  describe(`${count} routes`, () => {
    test('statuses are all reached, found by a word, and few of them in the page', async () => {
      await app.drop({ 'routes.yaml': manifest(snapshot(count, {}).resources) });
      await app.verdict(new RegExp(`^${count} routes ✓ ${count} accepted`));
      await open('statuses');
      await page.waitForSelector('.verdicts tbody tr');
      assert.equal(await page.$eval('.verdicts', (table) => table.ariaRowCount ?? table.getAttribute('aria-rowcount')), String(count + 1));
      assert.ok((await elements()) < MANY, `${await elements()} elements`);
      await untilLast('[aria-label="Conditions of each HTTPRoute"]', count);
      assert.ok((await elements()) < MANY, `${await elements()} elements at the end`);
      await filter(`route-${count - 1} resolvedrefs=true`);
      await shows(/HTTPRoute team-\d+\/route-\d+ /);
      assert.deepEqual(await page.$$eval('.conditions h2', (heads) => heads.map((head) => head.textContent.trim().split(' ')[1])), [`team-${String(Math.floor((count - 1) / 50)).padStart(4, '0')}/route-${count - 1}`]);
      await filter('nobody has this');
      await shows(/No status has that in it/);
    });

    test('changes are all reached, with their lines, and found by a word', async () => {
      await app.drop({ 'routes.yaml': manifest(snapshot(count, {}).resources) });
      await app.verdict(new RegExp(`^${count} routes ✓ ${count} accepted`));
      await page.click('.actions [aria-pressed]');
      await app.wait(() => document.querySelector('.actions [aria-pressed=true]'));
      await page.click('[aria-controls=options]');
      await page.type('[name=zone]', 'east');
      await open('changes');
      await shows(new RegExp(`${count} objects would change`));
      await page.waitForSelector('.changes .added');
      assert.ok((await elements()) < MANY, `${await elements()} elements`);
      const list = '[role=list][aria-label=Changes]';
      await untilLast(list, count);
      assert.match(await page.$eval(list, (host) => [...host.querySelectorAll('[role=listitem]')].at(-1).innerText), /update MeshHTTPRoute [^]*\+ .*east/);
      assert.ok((await elements()) < MANY, `${await elements()} elements at the end`);
      await filter(`update route-${count - 1}-`);
      await shows(new RegExp(`^1 of ${count.toLocaleString('en')} `));
      await page.waitForSelector(`${list} [aria-setsize="1"]`);
      assert.equal(await page.$$eval(`${list} [role=listitem]`, (items) => items.length), 1);
    });
  });
}

test('diagnostics are all reached, by the keyboard too, and found by a word', async () => {
  const { resources } = snapshot(1000, {});
  await app.drop({ 'routes.yaml': manifest(resources.filter(({ kind }) => kind !== 'Service')) });
  await app.verdict(/^1000 routes ! 1000 degraded .*\d{4} errors/);
  await open('diagnostics');
  await page.waitForSelector('.finding.error details');
  const list = '[role=list][aria-label=Diagnostics]';
  const total = await page.$eval(`${list} [role=listitem]`, (item) => Number(item.getAttribute('aria-setsize')));
  assert.ok(total > 1000, `${total} diagnostics`);
  assert.ok((await elements()) < MANY, `${await elements()} elements`);
  await untilLast(list, total);
  assert.ok((await elements()) < MANY, `${await elements()} elements at the end`);
  await endOf(list);
  await page.evaluate((selector) => (document.querySelector(selector).closest('.scroll').scrollTop = 0), list);
  await page.waitForSelector(`${list} [aria-posinset="1"] .link`);
  await page.focus(`${list} [aria-posinset="1"] .link`);
  // A link and a code in each: the Tab key goes on where nothing was when it was pressed first.
  for (let key = 0; key < 240; key += 1) await page.keyboard.press('Tab');
  const at = await page.$eval(list, (host) => host.contains(document.activeElement) && Number(document.activeElement.closest('[aria-posinset]').ariaPosInSet));
  assert.ok(at > 100, `the Tab key leads to item ${at}`);
  await filter('error route-77,');
  await shows(/^\d of [\d,]+ error Service/);
  await page.waitForSelector(`${list} [aria-setsize]`);
  const subjects = await page.$$eval('.finding .place span', (spans) => spans.map((span) => span.textContent));
  assert.ok(subjects.length > 0 && subjects.every((subject) => subject.includes('/route-77,')), subjects.join('; '));
  await page.keyboard.press('Escape');
  await app.wait(() => document.querySelector('.filter input').value === '');
});
