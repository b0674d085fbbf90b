import { Worker } from 'node:worker_threads';

import { Preview } from './client.mjs';

/** The same for Node, in a thread of its own, which lives as long as there is something to answer. */
export function createPreview() {
  const worker = new Worker(new URL('./node-worker.mjs', import.meta.url), { name: 'kuma-gapi' });
  let open = 0;
  const count = (step) => {
    open += step;
    if (open > 0) worker.ref();
    else worker.unref();
  };
  count(0);
  return new Preview({
    post(message) {
      count(1);
      worker.postMessage(message);
    },
    listen(onMessage, onFailure) {
      worker.on('message', (message) => {
        count(-1);
        onMessage(message);
      });
      worker.on('error', (error) => onFailure(new Error(`the worker failed: ${error.message}`)));
    },
    close: () => worker.terminate(),
  });
}
