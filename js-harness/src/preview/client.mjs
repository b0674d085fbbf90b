import { Outcome } from './outcome.mjs';

/**
 * The near side of a preview: hands inputs to a worker, one at a time and the newest first, and only the texts
 * that changed. `channel` is `{ post(message), listen(onMessage, onFailure), close() }`.
 */
export class Preview {
  #channel;
  #sent = new Map();
  #running;
  #waiting;
  #catalogue;
  #failure;

  constructor(channel) {
    this.#channel = channel;
    channel.listen(
      (message) => this.#answered(message),
      (error) => this.#failed(error),
    );
  }

  /** The outcome of an input; of one that a newer input overtook, the newer one's. */
  update(input) {
    if (this.#failure) return Promise.reject(this.#failure);
    this.#waiting ??= newRequest();
    this.#waiting.input = input;
    const { promise } = this.#waiting;
    if (!this.#running) this.#next();
    return promise;
  }

  /** The catalogue of codes. */
  codes() {
    if (this.#failure) return Promise.reject(this.#failure);
    if (!this.#catalogue) {
      this.#catalogue = newRequest();
      this.#channel.post({ codes: true });
    }
    return this.#catalogue.promise;
  }

  /** Ends the worker. What was asked and is not answered is rejected. */
  close() {
    this.#channel.close();
    this.#failed(new Error('the preview is closed'));
  }

  #next() {
    if (!this.#waiting) return;
    this.#running = this.#waiting;
    this.#waiting = undefined;
    const { documents, options } = this.#running.input;
    const sent = this.#sent;
    this.#sent = new Map(documents.map(({ name, text }) => [name, text]));
    this.#channel.post({
      documents: documents.map(({ name, text }) => (sent.get(name) === text ? { name } : { name, text })),
      options,
    });
  }

  #answered({ codes, outcome, error }) {
    if (codes) {
      this.#catalogue.resolve(codes);
      return;
    }
    const done = this.#running;
    this.#running = undefined;
    if (outcome) done.resolve(new Outcome(outcome, done.input.documents));
    else done.reject(new Error(error));
    this.#next();
  }

  #failed(error) {
    this.#failure ??= error;
    for (const request of [this.#running, this.#waiting, this.#catalogue]) request?.reject(this.#failure);
    this.#running = this.#waiting = undefined;
  }
}

function newRequest() {
  const request = {};
  request.promise = new Promise((resolve, reject) => Object.assign(request, { resolve, reject }));
  return request;
}
