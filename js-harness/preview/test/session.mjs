import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach } from 'node:test';

import { App } from './app.mjs';
import { launch } from './browsers.mjs';
import { openPage, serveSite } from './site.mjs';

export const BROWSER = process.env.BROWSER ?? 'chrome';

/**
 * The page for each test of a file, with a browser's storage of its own, in `{ page, app, context }`. What the page
 * complains of fails the test.
 */
export function useSession() {
  const session = { open };
  before(async () => {
    [session.browser, session.site] = await Promise.all([launch(BROWSER), serveSite()]);
  });
  after(async () => {
    await session.browser?.close();
    await session.site?.close();
  });

  /** Opens the page anew, as in another browser. */
  async function open(settings) {
    await session.context?.close();
    session.context = await session.browser.createBrowserContext();
    const { page, complaints } = await openPage(session.context, session.site.address, settings);
    Object.assign(session, { page, complaints, app: new App(page) });
    await session.app.ready();
    return session;
  }
  beforeEach(() => open());
  afterEach(async () => {
    await session.context.close();
    session.context = undefined;
    assert.deepEqual(session.complaints, []);
  });
  return session;
}
