/** The worker of a browser. Messages that come before the module is ready wait for it. */
import load, * as module from '../../../pkg/web/kuma_gapi.js';

import { serve } from './serve.mjs';

const ready = load().then(
  () => serve(module),
  (error) => {
    throw new Error(`the module cannot be loaded: ${error.message}`);
  },
);

self.onmessage = async ({ data }) => {
  try {
    const answer = await ready;
    self.postMessage(answer(data));
  } catch (error) {
    self.postMessage({ failure: error.message });
  }
};
