import { Preview } from './client.mjs';

/**
 * A preview that works in a Web Worker of its own. `worker`: one that the host made of `kuma-gapi/preview/worker`;
 * `module`: the compiled module or a promise of it, which the worker loads by itself otherwise.
 */
export function createPreview({ worker = ownWorker(), module } = {}) {
  const start = (compiled) => worker.postMessage({ start: { module: compiled } });
  // What cannot be compiled here is tried once more there, where a failure is told.
  if (module) Promise.resolve(module).then(start, () => start());
  else start();
  return new Preview({
    post: (message) => worker.postMessage(message),
    listen(onMessage, onFailure) {
      worker.addEventListener('message', ({ data }) => (data.failure ? onFailure(new Error(data.failure)) : onMessage(data)));
      worker.addEventListener('error', ({ message }) => onFailure(new Error(`the worker failed: ${message || 'its script cannot be loaded'}`)));
    },
    close: () => worker.terminate(),
  });
}

function ownWorker() {
  return new Worker(new URL('./worker.mjs', import.meta.url), { type: 'module', name: 'kuma-gapi' });
}
