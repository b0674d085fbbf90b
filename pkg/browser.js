// The entry for browsers: waits for the module, so that it is used as the other entries are.
// A page that wants to say itself when and from where it is loaded imports `kuma-gapi/web`.
import load from "./web/kuma_gapi.js";

await load();

export { codes, evaluate, evaluateJson, simulate, simulateJson, validate, validateJson, version } from "./web/kuma_gapi.js";
