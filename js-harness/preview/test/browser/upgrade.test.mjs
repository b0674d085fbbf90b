/** The input under another target, in a real browser: `BROWSER=chrome` or `firefox`. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, test } from 'node:test';

import { useSession } from '../session.mjs';

const SERVICES = readFileSync(new URL('../../../../examples/service-to-service/routes.yaml', import.meta.url), 'utf8');
const session = useSession();
let page;
let app;
beforeEach(async () => {
  ({ page, app } = session);
  await app.tab('upgrade');
  await page.waitForSelector('.upgrade select');
});

const shown = () => page.$eval('.upgrade', (tab) => tab.innerText.replace(/\s+/g, ' '));
async function untilShown(pattern) {
  const found = (source) => new RegExp(source).test(document.querySelector('.upgrade')?.innerText.replace(/\s+/g, ' '));
  await app.wait(found, pattern.source).catch(async () => {
    throw new Error(`the tab is \`${await shown()}\`, not ${pattern}`);
  });
}

test('the next Kuma is compared with at first: what is in the way, what to do, and what becomes of each object', async () => {
  await untilShown(/Kuma 2\.14 → Kuma 3\.0: BLOCKED.* 3 objects: 0 unchanged, 0 changed, 3 lost/);
  await untilShown(/In the way Kuma 3\.0 serves no Gateways.*gateway-removed.*Before the upgrade (?:1\. )?Run a gateway of your own/);
  await untilShown(/What stops serving meanwhile.*MeshGateway `kuma\.kuma-demo` stops serving.*To avoid it: move the traffic/);
  await untilShown(/HTTPRoute kuma-demo\/echo: LOST route\.yaml:\d+:\d+ − MeshHTTPRoute kuma-system\/echo-kuma-demo-95de594d/);
});

test('an older Kuma is what the upgrade comes from, and rules are compared line by line', async () => {
  await page.select('.upgrade select', 'kuma-2.6');
  await untilShown(/Kuma 2\.6 → Kuma 2\.14: nothing is lost or refused, but see .* 2 changed, 0 lost/);
  await untilShown(/HTTPRoute kuma-demo\/echo: changed .*− MeshGatewayRoute echo\.kuma-demo \+ MeshHTTPRoute kuma-system\/echo/);
  await page.evaluate(() => document.querySelectorAll('.upgraded details').forEach((details) => (details.open = true)));
  assert.match(await page.$eval('[aria-label="HTTPRoute kuma-demo/echo, spec.rules[0] for Gateways"]', (text) => text.innerText), /- +match: PREFIX[^]*\+ +type: PathPrefix/);
  await page.evaluate(() => [...document.querySelectorAll('.upgraded h3')].find((head) => head.textContent.includes('HTTPRoute')).querySelector('.link').click());
  await app.wait(() => document.querySelector('.input .host').shadowRoot.querySelector('.cm-activeLine')?.textContent.includes('echo'));
});

test('follows the input and the options, and stays what it is while the text is broken', async () => {
  await untilShown(/Kuma 2\.14 → Kuma 3\.0: BLOCKED/);
  await app.drop({ 'route.yaml': SERVICES });
  await page.click('[aria-controls=options]');
  await page.select('[name=target]', 'kuma-2.13');
  await untilShown(/Kuma 2\.13 beside .*Kuma 2\.13 → Kuma 2\.14/);
  await page.select('[name=target]', 'kuma-3.0');
  await untilShown(/Kuma 2\.14 → Kuma 3\.0/);
  await page.select('[name=target]', '');
  await page.select('.upgrade select', 'kuma-3.0');
  await untilShown(/Kuma 2\.14 → Kuma 3\.0.*HTTPRoute kuma-demo\//);
  const before = await shown();
  await app.document('route.yaml');
  await app.clickLine('input', 'kind: HTTPRoute');
  await page.keyboard.type(' : [');
  await app.verdict(/cannot be read/);
  assert.equal(await shown(), before);
});

test('what is no input for Kuma says so', async () => {
  await page.evaluate(() => document.querySelector('[aria-label="Remove gateway.yaml"]').click());
  await page.evaluate(() => document.querySelector('[aria-label="Remove route.yaml"]').click());
  await untilShown(/0 objects.* Nothing here belongs to Kuma/);
});
