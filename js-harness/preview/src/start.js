// What takes longest begins first: the module, its worker and the outcome of the first input, before the page itself.
import { createPreview } from '../../src/preview/browser.mjs';
import moduleUrl from '../../../pkg/bundler/kuma_gapi_bg.wasm?url';
import { firstInput } from './state/first.js';
import './styles/index.css';

const preview = createPreview({ module: WebAssembly.compileStreaming(fetch(moduleUrl)) });
const first = firstInput().then((found) => ({ ...found, outcome: preview.update({ documents: found.input.documents, options: found.input.options ?? {} }) }));
import('./main.js').then(({ mountPage }) => mountPage({ preview, first }));
