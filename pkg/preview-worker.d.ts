// The script of the worker that `createPreview` starts. It exports nothing.
export {};
