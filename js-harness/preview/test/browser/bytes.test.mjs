/** The shipped build in a real browser (`BROWSER=chrome` or `firefox`) against what the native build answers, byte for byte. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';

import { hashOf } from '../../../test/hash.mjs';
import { launch } from '../browsers.mjs';
import { BROWSER } from '../session.mjs';

const root = new URL('../../../../', import.meta.url);
/** What the native build answers to each golden and each recorded scenario: `make golden.json`. */
const ANSWERS = ['target/golden.json', 'target/recorded.json'];
const MODULE = 'pkg/web/kuma_gapi.js';
/** All that is served, with its type. */
const SERVED = {
  ...Object.fromEntries(ANSWERS.map((file) => [file, 'application/json'])),
  [MODULE]: 'text/javascript',
  'pkg/bundler/kuma_gapi_bg.wasm': 'application/wasm',
  'js-harness/test/hash.mjs': 'text/javascript',
};

/** Serves an empty page, and those files. */
async function serve() {
  const server = createServer((request, response) => {
    const file = request.url.slice(1);
    if (file === '') return response.setHeader('content-type', 'text/html').end('<!doctype html><title>bytes</title>');
    if (!(file in SERVED)) return response.writeHead(404).end();
    return response.setHeader('content-type', SERVED[file]).end(readFileSync(new URL(file, root)));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, address: `http://127.0.0.1:${server.address().port}/` };
}

describe('the same bytes', () => {
  let browser, server, page;
  before(async () => {
    let address;
    [browser, { server, address }] = await Promise.all([launch(BROWSER), serve()]);
    page = await browser.newPage();
    await page.goto(address);
  });
  after(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  test('as the native build, for every golden and recorded scenario', async (t) => {
    const native = ANSWERS.flatMap((file) => JSON.parse(readFileSync(new URL(file, root))));
    const here = await page.evaluate(
      async ({ files, module, hashing }) => {
        const [{ default: init, evaluateJson }, { hashOf }] = await Promise.all([import(`/${module}`), import(`/${hashing}`)]);
        await init();
        const cases = (await Promise.all(files.map(async (file) => (await fetch(`/${file}`)).json()))).flat();
        const answers = cases.map(({ snapshot }) => evaluateJson(snapshot));
        const differing = cases.filter(({ answer }, index) => answer !== answers[index]).map(({ name }) => name);
        return { count: answers.length, differing, hash: hashOf(answers) };
      },
      { files: ANSWERS, module: MODULE, hashing: 'js-harness/test/hash.mjs' },
    );
    assert.deepEqual(here.differing, []);
    assert.ok(here.count > 0 && here.count === native.length, `${here.count} of ${native.length} answers`);
    assert.equal(here.hash, hashOf(native.map(({ answer }) => answer)));
    t.diagnostic(`${here.count} answers, hash ${here.hash}`);
  });
});
