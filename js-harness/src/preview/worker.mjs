/** The worker of a browser. Messages that come before the module is ready wait for it. */
import load, * as module from '../../../pkg/web/kuma_gapi.js';

import { serve } from './serve.mjs';

let start;
const ready = new Promise((resolve) => (start = resolve))
  .then((compiled) => load(compiled && { module_or_path: compiled }))
  .then(
    () => serve(module),
    (error) => {
      throw new Error(`the module cannot be loaded: ${error.message}`);
    },
  );

self.onmessage = async ({ data }) => {
  if (data.start) {
    start(data.start.module);
    return;
  }
  try {
    const answer = await ready;
    self.postMessage(answer(data));
  } catch (error) {
    self.postMessage({ failure: error.message });
  }
};
