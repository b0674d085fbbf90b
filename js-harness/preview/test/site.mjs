import { fileURLToPath } from 'node:url';

import { preview } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Serves the built page under a path that is no root: `{ address, close }`. */
export async function serveSite({ port = 0, path = '/some/where/' } = {}) {
  const server = await preview({
    root,
    configFile: false,
    base: path,
    logLevel: 'silent',
    build: { outDir: fileURLToPath(new URL('../../../target/preview', import.meta.url)) },
    preview: { port, host: '127.0.0.1', strictPort: port !== 0 },
  });
  const [address] = [...server.resolvedUrls.local, ...server.resolvedUrls.network];
  return { address, close: () => new Promise((resolve) => server.httpServer.close(resolve).closeAllConnections?.()) };
}

/** A page that remembers everything it should not have done: errors, refused policies, requests elsewhere. */
export async function openPage(browser, address, { width = 1280, height = 800, hash = '' } = {}) {
  const page = await browser.newPage();
  await page.setViewport({ width, height });
  const complaints = [];
  page.on('console', (message) => ['error', 'warn', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && !address.startsWith('about:') && url.origin !== new URL(address).origin) complaints.push(`asked ${url.href}`);
  });
  await page.evaluateOnNewDocument(() => {
    addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
    addEventListener('unhandledrejection', (event) => console.error(`unhandled: ${event.reason}`));
  });
  await page.goto(address + hash, { waitUntil: 'load' });
  return { page, complaints };
}
