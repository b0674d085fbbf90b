import { parentPort } from 'node:worker_threads';

import * as module from '../../../pkg/node/kuma_gapi.js';

import { serve } from './serve.mjs';

const answer = serve(module);
parentPort.on('message', (message) => parentPort.postMessage(answer(message)));
