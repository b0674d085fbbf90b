import { editBetween } from './edit.mjs';
import { Outcome } from './outcome.mjs';

/**
 * The near side of a preview: hands inputs to a worker, one at a time and the newest first, and only what
 * changed of the texts. `channel` is `{ post(message), listen(onMessage, onFailure), close() }`.
 */
export class Preview {
  #channel;
  #sent = new Map();
  /** What the worker wrote of resources, by their numbers. */
  #written = new Map();
  #running;
  #waiting;
  #asked = [];
  #outcome;
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
    return this.#ask('codes');
  }

  /** How traffic flows through the input that was evaluated last. */
  graph() {
    return this.#ask('graph');
  }

  /** The same laid out: boxes and edges, with their coordinates. */
  picture() {
    return this.#ask('picture');
  }

  /** What happens to requests, with the input that was evaluated last. */
  simulate(requests) {
    return this.#ask('simulate', requests);
  }

  /** What an upgrade from one target to a newer one makes of the input that was evaluated last. */
  compare(targets) {
    return this.#ask('compare', targets);
  }

  /** A request that a route of the input that was evaluated last is there for. */
  suggestRequest() {
    return this.#ask('suggestRequest');
  }

  /** From now on there is a plan in each outcome, against the resources of the input that was evaluated last. */
  keep() {
    return this.#ask('keep');
  }

  /** No plan any more. */
  forget() {
    return this.#ask('forget');
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
    const asSent = ({ name, text }) => {
      const before = sent.get(name);
      if (before === text) return { name };
      return before === undefined ? { name, text } : { name, edit: editBetween(before, text) };
    };
    this.#channel.post({ documents: documents.map(asSent), options });
  }

  #ask(what, about) {
    if (this.#failure) return Promise.reject(this.#failure);
    const request = newRequest();
    this.#asked.push(request);
    this.#channel.post({ ask: what, about });
    return request.promise;
  }

  /** Answers come in the order of the questions, so a graph or a simulation is of the outcome that came last. */
  #answered({ ask, answer, outcome, error }) {
    if (ask) {
      this.#asked.shift().resolve(this.#outcome?.placedAnswer(ask, answer) ?? answer);
      return;
    }
    const done = this.#running;
    this.#running = undefined;
    if (outcome) done.resolve((this.#outcome = new Outcome(outcome, done.input.documents, this.#resources(outcome.resources))));
    else done.reject(new Error(error));
    this.#next();
  }

  #resources({ numbers, written }) {
    for (const [number, json] of written) this.#written.set(number, { json });
    this.#written = new Map(numbers.map((number) => [number, this.#written.get(number)]));
    return numbers.map((number) => this.#written.get(number));
  }

  #failed(error) {
    this.#failure ??= error;
    for (const request of [this.#running, this.#waiting, ...this.#asked]) request?.reject(this.#failure);
    this.#running = this.#waiting = undefined;
    this.#asked = [];
  }
}

function newRequest() {
  const request = {};
  request.promise = new Promise((resolve, reject) => Object.assign(request, { resolve, reject }));
  return request;
}
