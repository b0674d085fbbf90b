/** The page as a user handles it: what is on it, and what they do. */
export class App {
  constructor(page) {
    this.page = page;
  }

  wait(condition, ...args) {
    return this.page.waitForFunction(condition, { timeout: 30_000, polling: 50 }, ...args);
  }

  /** Waits until the verdict bar says this. */
  async verdict(pattern) {
    await this.wait((source) => new RegExp(source).test(document.querySelector('.verdict')?.innerText.replace(/\s+/g, ' ')), pattern.source).catch(async (error) => {
      const text = await this.page.$eval('.verdict', (bar) => bar.innerText.replace(/\s+/g, ' '));
      throw new Error(`the verdict is \`${text}\`, not ${pattern}: ${error.message}`);
    });
  }

  /** Until both editors are there. */
  ready() {
    return this.wait(() => {
      const hosts = [...document.querySelectorAll('.host')];
      return hosts.length === 2 && hosts.every((host) => host.shadowRoot?.querySelector('.cm-content')) && !document.querySelector('.waiting');
    });
  }

  /** The lines of an editor that are on the screen. */
  lines(side, selector = '.cm-line') {
    return this.page.$eval(`.${side} .host`, (host, inner) => [...host.shadowRoot.querySelectorAll(inner)].map((line) => line.textContent), selector);
  }

  async untilLine(side, pattern) {
    const found = (name, source) => [...(document.querySelector(`.${name} .host`)?.shadowRoot?.querySelectorAll('.cm-line') ?? [])].some((line) => new RegExp(source).test(line.textContent));
    await this.wait(found, side, pattern.source);
  }

  traced(side) {
    return this.lines(side, '.cm-traced');
  }

  async untilTraced(side, pattern) {
    const found = (name, source) => new RegExp(source).test([...document.querySelector(`.${name} .host`).shadowRoot.querySelectorAll('.cm-traced')].map((line) => line.textContent).join('\n'));
    await this.wait(found, side, pattern.source).catch(async () => {
      throw new Error(`lit up in the ${side} is ${JSON.stringify(await this.traced(side))}, not ${pattern}`);
    });
  }

  /** Puts the cursor behind a line. */
  async clickLine(side, text) {
    const place = await this.page.$eval(
      `.${side} .host`,
      (host, wanted) => {
        const line = [...host.shadowRoot.querySelectorAll('.cm-line')].find((each) => each.textContent.includes(wanted));
        const range = document.createRange();
        range.selectNodeContents(line);
        const box = range.getBoundingClientRect();
        return { x: box.right - 1, y: (box.top + box.bottom) / 2 };
      },
      text,
    );
    await this.page.mouse.click(place.x, place.y);
  }

  /** On a narrow screen, shows one side; on a wide one both are there. */
  async side(name) {
    const button = await this.page.$(`.sides button:nth-child(${name === 'input' ? 1 : 2})`);
    if (await button.isVisible()) await button.click();
  }

  tab(id) {
    return this.page.click(`#tab-${id}`);
  }

  async document(name) {
    await this.page.evaluate((wanted) => [...document.querySelectorAll('.input [role=tab]')].find((tab) => tab.textContent.includes(wanted)).click(), name);
  }

  /** Replaces the text of the open document, as a paste does. */
  async paste(text) {
    await this.page.$eval('.input .host', (host) => host.shadowRoot.querySelector('.cm-content').focus());
    await this.page.keyboard.down('Control');
    await this.page.keyboard.press('a');
    await this.page.keyboard.up('Control');
    await this.page.$eval(
      '.input .host',
      (host, pasted) => {
        // Firefox lets no script fill the clipboard of a ClipboardEvent.
        const event = new Event('paste', { bubbles: true, cancelable: true });
        event.clipboardData = { files: [], getData: () => pasted };
        host.shadowRoot.querySelector('.cm-content').dispatchEvent(event);
      },
      text,
    );
  }

  /** Drops files, `{ path: text, bytes or { text, times } }`, as a browser gives them of a directory that was dragged in. */
  drop(files) {
    return this.page.$eval(
      '.pane.input',
      (pane, given) => {
        const tree = { files: {}, directories: {} };
        for (const [path, content] of Object.entries(given)) {
          const parts = path.split('/');
          let at = tree;
          for (const part of parts.slice(0, -1)) at = at.directories[part] ??= { files: {}, directories: {} };
          const repeated = content.times ? content.text.repeat(content.times) : content;
          at.files[parts.at(-1)] = new File([Array.isArray(content) ? Uint8Array.from(content) : repeated], parts.at(-1));
        }
        const entries = (node, path) => [
          ...Object.entries(node.files).map(([name, file]) => ({ isFile: true, name, fullPath: `${path}/${name}`, file: (done) => done(file) })),
          ...Object.entries(node.directories).map(([name, inner]) => ({
            isFile: false,
            name,
            fullPath: `${path}/${name}`,
            createReader() {
              const rest = entries(inner, `${path}/${name}`);
              return { readEntries: (done) => done(rest.splice(0, 100)) };
            },
          })),
        ];
        const event = new Event('drop', { bubbles: true, cancelable: true });
        event.dataTransfer = { items: entries(tree, '').map((entry) => ({ webkitGetAsEntry: () => entry })), files: [] };
        pane.dispatchEvent(event);
      },
      files,
    );
  }

  notices() {
    return this.page.$$eval('.notice > span', (spans) => spans.map((span) => span.textContent));
  }

  async notice(pattern) {
    await this.wait((source) => [...document.querySelectorAll('.notice > span')].some((span) => new RegExp(source).test(span.textContent)), pattern.source).catch(async () => {
      throw new Error(`the notices are ${JSON.stringify(await this.notices())}, not ${pattern}`);
    });
  }
}
