import { existsSync } from 'node:fs';

import puppeteer from 'puppeteer-core';

const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** A real browser, headless: `chrome` or `firefox`, as Debian installs them or as the environment says. */
export function launch(browser) {
  const known = { chrome: process.env.CHROMIUM ?? '/usr/bin/chromium', firefox: process.env.FIREFOX ?? '/usr/bin/firefox-esr' };
  const executablePath = known[browser];
  if (!existsSync(executablePath)) throw new Error(`there is no ${executablePath}: install it (\`make setup\`), or set CHROMIUM or FIREFOX`);
  return puppeteer.launch({ browser, executablePath, headless: true, args: browser === 'chrome' ? QUIET : [] });
}
