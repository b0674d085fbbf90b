// One interface, whichever entry a host gets.
export * from "./bundler/kuma_gapi.js";
