/** So long, in milliseconds, may an idle moment be used at once. */
const MOMENT = 25;

/**
 * The editor parses ahead when the browser is idle, up to 100 ms at once: only a key ends it sooner, and the outcome of that
 * key, which is a message of the worker, waits for it. There is no setting for that, so the two functions that it asks say
 * after a shorter while that the moment is over.
 */
export function shortenIdleMoments() {
  const { requestIdleCallback } = window;
  const { scheduling } = navigator;
  const isInputPending = scheduling?.isInputPending?.bind(scheduling);
  let end = Infinity;
  const left = () => end - performance.now();
  if (isInputPending) scheduling.isInputPending = (options) => left() < 0 || isInputPending(options);
  if (!requestIdleCallback) return;
  window.requestIdleCallback = (callback, options) =>
    requestIdleCallback((deadline) => {
      end = performance.now() + MOMENT;
      try {
        callback({ didTimeout: deadline.didTimeout, timeRemaining: () => Math.max(0, Math.min(deadline.timeRemaining(), left())) });
      } finally {
        end = Infinity;
      }
    }, options);
}
