/** Key bytes: never on the page, in its storage or in a link. `BROWSER=chrome` or `firefox`. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { beforeEach, describe, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';

import { useSession } from '../session.mjs';

const secret = readFileSync(new URL('../../../../examples/tls/secret.yaml', import.meta.url), 'utf8');
const ROUTE = readFileSync(new URL('../../../../examples/gateway-and-route/route.yaml', import.meta.url), 'utf8');
const [, key] = /tls\.key: (\S+)/.exec(secret);
const pem = Buffer.from(key, 'base64').toString();
const session = useSession();
let page;
let app;
beforeEach(() => ({ page, app } = session));

/** All that the page holds where somebody could see it. */
const everywhere = () =>
  page.evaluate(() => {
    const shadows = [...document.querySelectorAll('.host')].map((host) => host.shadowRoot.innerHTML);
    return [document.documentElement.outerHTML, ...shadows, JSON.stringify(localStorage), location.href].join('\n');
  });

describe('a secret', () => {
  test('is not shown, not stored and not put into a link, and a reload has forgotten it', async () => {
    await page.select('.actions select', 'tls');
    await app.verdict(/^2 routes ✓ 2 accepted/);
    await app.document('secret.yaml');
    await app.untilLine('input', /tls\.key: hidden, 324 characters/);
    await app.tab('resources');
    await app.ready();
    await page.$eval('.outcome .host', (host) => (host.shadowRoot.querySelector('.cm-scroller').scrollTop = 1e6));
    await app.untilLine('outcome', /value: <redacted> # copied: certificate and key for shop\.example\.com, valid until 2126-/);
    await app.wait(() => localStorage.getItem('kuma-gapi-preview')?.includes('REDACTED'));
    assert.ok(!(await everywhere()).includes(key.slice(20, 60)));
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: { writeText: (text) => ((window.copied = text), Promise.resolve()) } }));
    await page.click('[title="Copy a link that carries this input"]');
    await app.notice(/The data of Secrets is not in it/);
    const { hash } = new URL(await page.evaluate(() => window.copied));
    await page.reload();
    await app.ready();
    await app.notice(/The data of Secrets is not kept over a reload/);
    await app.document('secret.yaml');
    await app.untilLine('input', /tls\.key: REDACTED/);
    assert.ok(!(await everywhere()).includes(key.slice(20, 60)));
    ({ page, app } = await session.open({ hash }));
    await app.document('secret.yaml');
    await app.untilLine('input', /tls\.key: REDACTED/);
  });

  const indented = pem.trim().replace(/^/gm, '    ');
  for (const [what, text, bytes] of [
    ['as it is written in files', secret, [key.slice(0, 40), key.slice(-30)]],
    ['as PEM, to its last short line', `apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData:\n  tls.key: |\n${indented}\n`, pem.trim().split('\n').slice(1, -1)],
    ['that is short', 'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData:\n  password: hunter2hunter\n', ['hunter2hunter']],
    ['in one line', 'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\ndata: { a: aHVudGVyMg==, b: aHVudGVyMw== }\n', ['aHVudGVyMg', 'aHVudGVyMw']],
    ['before its kind', 'data:\n  password: aHVudGVyMg==\nkind: Secret\napiVersion: v1\n', ['aHVudGVyMg']],
    ['as JSON', JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { password: 'aHVudGVyMg==' } }, null, 2), ['aHVudGVyMg']],
    ['in a text that cannot be read', 'kind: Secret\ndata:\n  password: aHVudGVyMg==\n  : [\n', ['aHVudGVyMg']],
  ]) {
    test(`${what} is covered before a paste is painted, and stays so`, async () => {
      await page.$eval('.input .host', (host) => host.shadowRoot.querySelector('.cm-content').focus());
      const shown = await page.$eval(
        '.input .host',
        (host, pasted) => {
          const content = host.shadowRoot.querySelector('.cm-content');
          const event = new Event('paste', { bubbles: true, cancelable: true });
          event.clipboardData = { files: [], getData: () => pasted };
          content.dispatchEvent(event);
          // Nothing was painted and no outcome can have come since.
          return content.textContent;
        },
        `---\n${text}---\n`,
      );
      assert.match(shown, /hidden, \d+ characters/);
      for (const some of bytes) assert.ok(!shown.includes(some), some);
      await app.wait(() => localStorage.getItem('kuma-gapi-preview')?.includes('REDACTED'));
      const all = await everywhere();
      for (const some of bytes) assert.ok(!all.includes(some), some);
    });
  }

  test('in a request, or in a header that a route matches or sets, goes into no link', async () => {
    const route = ROUTE.replace('weight: 1', 'weight: 1\n    filters: [{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: x-env, value: prod }, { name: Authorization, value: Basic c2V0LWJ5LXRoZS1yb3V0ZQ== }] } }]');
    await app.document('route.yaml');
    await app.paste(route);
    await app.verdict(/^1 route ✓ 1 accepted/);
    await app.tab('requests');
    await app.wait(() => document.querySelector('.request .url').value !== '');
    await page.click('[aria-controls=request-more]');
    await page.type('#request-more textarea', 'x-plain: seen\nAuthorization: Bearer typed-by-hand\ncookie: id=typed-cookie');
    await page.click('.request .url');
    await page.keyboard.press('End');
    await page.keyboard.type('?api_key=typed-parameter&page=2');
    await app.wait(() => /^→ Service/.test(document.querySelector('.requests')?.innerText) && /api_key/.test(document.querySelector('.requests').innerText));
    assert.match(await page.$eval('.request', (bar) => bar.innerText), /The values of `api_key`, `authorization`, `cookie` stay on this page: in no link/);
    await page.click('.cases-head button');
    await page.waitForSelector('.cases table');
    await app.wait(() => localStorage.getItem('kuma-gapi-preview')?.includes('x-plain: seen'));
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: { writeText: (text) => ((window.copied = text), Promise.resolve()) } }));
    await page.click('[title="Copy a link that carries this input"]');
    await app.notice(/look like credentials are not in it\. The values of `api_key`, `authorization`, `cookie` in requests are not in it/);
    const { hash } = new URL(await page.evaluate(() => window.copied));
    const [, , data] = hash.split('.');
    const linked = inflateRawSync(Buffer.from(data, 'base64url')).toString();
    const stored = await page.evaluate(() => localStorage.getItem('kuma-gapi-preview'));
    assert.match(linked, /x-plain: seen.*page=2/s);
    assert.match(linked, /name: x-env, value: prod \}, \{ name: Authorization, value: REDACTED \}/);
    for (const bytes of ['typed-by-hand', 'typed-cookie', 'typed-parameter']) {
      assert.ok(!linked.includes(bytes), `${bytes} is in the link`);
      assert.ok(!stored.includes(bytes), `${bytes} is stored`);
    }
    assert.ok(!linked.includes('c2V0LWJ5'));
    await page.evaluate(() => [...document.querySelectorAll('.cases-head button')].at(-1).click());
    await app.notice(/The cases are on the clipboard.*`authorization`.* are not in it/);
    assert.doesNotMatch(await page.evaluate(() => window.copied), /typed-/);
    ({ page, app } = await session.open({ hash }));
    await app.notice(/A request here has a credential that was not put into the link/);
    await app.tab('requests');
    await app.wait(() => /1 of 1 case as kept/.test(document.querySelector('.requests')?.innerText));
  });

  test('that is dropped is covered from the first moment', async () => {
    await page.$eval('.pane.input', () => {
      window.seen = [];
      const look = () => {
        window.seen.push(...[...document.querySelectorAll('.host')].map((host) => host.shadowRoot?.textContent ?? ''), document.body.innerText);
        requestAnimationFrame(look);
      };
      look();
    });
    await app.drop({ 'secret.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData:\n  password: hunter2hunter\n' });
    await app.untilLine('input', /password: hidden, 13 characters/);
    assert.ok(!(await page.evaluate(() => window.seen.join('\n'))).includes('hunter2hunter'));
  });
});
