import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

/** The plain build, or the one without admission, called as a host without JavaScript calls it. */
export function loadPlain(file = 'kuma_gapi.wasm') {
  const module = new WebAssembly.Module(readFileSync(new URL(`../../pkg/${file}`, import.meta.url)));
  const { exports } = new WebAssembly.Instance(module, {});
  const bytes = (at, length) => new Uint8Array(exports.memory.buffer, at, length);
  const take = (packed) => {
    const at = Number(BigInt.asUintN(64, packed) >> 32n);
    const length = Number(packed & 0xffff_ffffn);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes(at, length));
    exports.gapi_free(at, length);
    return text;
  };
  const answerBytes = (call, input) => {
    const at = exports.gapi_alloc(input.length) >>> 0;
    assert.notEqual(at, 0);
    bytes(at, input.length).set(input);
    const answer = take(call(at, input.length));
    exports.gapi_free(at, input.length);
    return answer;
  };
  const evaluateBytes = (input) => answerBytes(exports.gapi_evaluate, input);
  const encoded = (text) => new TextEncoder().encode(text);
  const compare = (...texts) => {
    const given = texts.map(encoded).map((input) => {
      const at = exports.gapi_alloc(input.length) >>> 0;
      bytes(at, input.length).set(input);
      return [at, input.length];
    });
    const answer = take(exports.gapi_compare(...given.flat()));
    for (const [at, length] of given) exports.gapi_free(at, length);
    return answer;
  };
  return {
    module,
    compare,
    exports,
    take,
    evaluateBytes,
    evaluate: (text) => evaluateBytes(encoded(text)),
    validate: (text) => answerBytes(exports.gapi_validate, encoded(text)),
  };
}
