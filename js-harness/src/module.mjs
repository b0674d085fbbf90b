import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The one place that knows where the module lives and how it is called. */
const BUILT = new URL('../../pkg/node/kuma_gapi.js', import.meta.url);

/** The module could not be loaded, or it broke the contract. */
export class ModuleError extends Error {
  constructor(message, help) {
    super(message);
    this.help = help;
  }
}

/** Loads the module; `KUMA_GAPI_MODULE` names another build of it. */
export async function loadModule({ KUMA_GAPI_MODULE } = process.env) {
  const location = KUMA_GAPI_MODULE ? pathToFileURL(resolve(KUMA_GAPI_MODULE)) : BUILT;
  let exports;
  try {
    exports = await import(location.href);
  } catch (error) {
    const missing = error.code === 'ERR_MODULE_NOT_FOUND';
    throw new ModuleError(`the module cannot be loaded: ${error.message}`, missing ? 'build it with `make build`' : undefined);
  }
  return {
    evaluate: (snapshot) => parsed(called(() => exports.evaluateJson(JSON.stringify(snapshot)))),
    simulate: (snapshot, requests) =>
      parsed(called(() => exports.simulateJson(JSON.stringify(snapshot), JSON.stringify(requests)))),
    compare: (snapshot, targets) =>
      parsed(called(() => exports.compareJson(JSON.stringify(snapshot), JSON.stringify(targets)))),
    validate: (snapshot) => parsed(called(() => exports.validateJson(JSON.stringify(snapshot)))),
    codes: () => parsed(called(() => exports.codes())),
    version: () => called(() => exports.version()),
  };
}

function called(call) {
  try {
    return call();
  } catch (error) {
    if (error instanceof RangeError) throw new ModuleError(`the input is too large: ${error.message}`, 'give it in parts');
    throw new ModuleError(`the module failed: ${error?.message ?? error}`, 'this is a fault of kuma-gapi, whatever the input is: please report it');
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ModuleError(`the module's answer is no JSON: ${error.message}`, 'this is a fault of kuma-gapi: please report it');
  }
}
