/** Every state of the page, light and dark, wide and narrow: a screenshot of each, and axe-core finds nothing in it. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { App } from './app.mjs';
import { launch } from './browsers.mjs';
import { openPage, serveSite } from './site.mjs';
import { HASHES, STATES } from './states.mjs';

const pictures = fileURLToPath(new URL('../../../target/screenshots/', import.meta.url));
const axe = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const SIZES = { wide: { width: 1280, height: 800 }, narrow: { width: 390, height: 760 } };

let browser;
let site;
before(async () => {
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  [browser, site] = await Promise.all([launch('chrome'), serveSite()]);
});
after(async () => {
  await browser?.close();
  await site?.close();
});

for (const [state, reach] of Object.entries(STATES)) {
  describe(state, () => {
    for (const [size, viewport] of Object.entries(SIZES)) {
      test(size, async () => {
        const context = await browser.createBrowserContext();
        const { page, complaints } = await openPage(context, site.address, { ...viewport, hash: HASHES[state] });
        const app = new App(page);
        await app.ready();
        await reach(app);
        for (const scheme of ['light', 'dark']) {
          await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
          await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 150))));
          await page.screenshot({ path: `${pictures}${state.replaceAll(' ', '-')}-${size}-${scheme}.png` });
          // A script of the protocol is not the page's own: its policy does not hold for it.
          await page.evaluate(axe);
          const violations = await page.evaluate(async () => {
            const { violations: found } = await axe.run(document, { resultTypes: ['violations'] });
            return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`));
          });
          assert.deepEqual(violations, [], scheme);
        }
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(overflow <= 0, `the page is ${overflow} pixels wider than the window`);
        await context.close();
        assert.deepEqual(complaints, []);
      });
    }
  });
}
