import { Worker } from 'node:worker_threads';

const IDLE = 0;
const DRAWING = 1;
const STOPPED = 2;

/**
 * Says on a terminal what a run is busy with, once it takes over a second. The work is synchronous, so the
 * spinner turns in a thread of its own.
 */
export class Progress {
  #state = new Int32Array(new SharedArrayBuffer(8));
  #worker;

  constructor(stream = process.stderr) {
    if (!stream.isTTY) return;
    const code = `(${spin})(require('node:worker_threads'), require('node:fs'), ${IDLE}, ${DRAWING}, ${STOPPED})`;
    this.#worker = new Worker(code, { eval: true, workerData: { state: this.#state, fd: stream.fd } });
    this.#worker.on('error', () => {});
    this.#worker.unref();
  }

  stage(text) {
    this.#worker?.postMessage(text);
  }

  /** Ends the spinner and clears its line. Nothing is drawn after this returns. */
  stop() {
    if (!this.#worker) return;
    while (Atomics.compareExchange(this.#state, 0, IDLE, STOPPED) === DRAWING) Atomics.wait(this.#state, 0, DRAWING, 50);
    if (this.#state[1] === 1) process.stderr.write('\r\u001b[K');
    this.#worker.terminate();
    this.#worker = undefined;
  }
}

/** Runs in the thread; it is passed on as text and sees nothing of this file. */
function spin({ parentPort, workerData }, fs, idle, drawing, stopped) {
  const { state, fd } = workerData;
  const begin = Date.now();
  const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
  let stage = 'working';
  let turn = 0;
  parentPort.on('message', (text) => {
    stage = text;
  });
  const timer = setInterval(() => {
    const seconds = Math.floor((Date.now() - begin) / 1000);
    if (seconds < 1) return;
    if (Atomics.compareExchange(state, 0, idle, drawing) === stopped) {
      clearInterval(timer);
      return;
    }
    state[1] = 1;
    try {
      fs.writeSync(fd, `\r${frames[(turn += 1) % frames.length]} ${stage} (${seconds} s)\u001b[K`);
    } catch {
      clearInterval(timer);
    }
    Atomics.store(state, 0, idle);
    Atomics.notify(state, 0);
  }, 100);
}
