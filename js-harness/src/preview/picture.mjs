/** A graph that was laid out in the worker; of many parts those are read that somebody looks at. */
export class Picture {
  #wire;
  #placed;
  #parts = new Map();
  #long;
  #routes;

  /** `placed` gives what has a place in the form of the worker one as it is told. */
  constructor(wire, placed) {
    this.#wire = wire;
    this.#placed = placed;
    const { width, height, columns, frames } = wire;
    Object.assign(this, { width, height, columns, frames, isEmpty: columns.length === 0 });
  }

  /** The boxes and edges that are visible between two heights. */
  between(top, bottom) {
    const { part, parts } = this.#wire;
    // What begins in the part before may reach into this one.
    const [first, last] = [Math.max(0, Math.floor(top / part) - 1), Math.min(parts.length - 1, Math.floor(bottom / part))];
    const near = [(this.#long ??= this.#read(this.#wire.long))];
    for (let at = first; at <= last; at += 1) {
      if (!this.#parts.has(at)) this.#parts.set(at, this.#read(parts[at]));
      near.push(this.#parts.get(at));
    }
    return {
      boxes: near.flatMap(({ boxes }) => boxes.filter(({ y, height }) => y + height > top && y < bottom)),
      edges: near.flatMap(({ edges }) => edges.filter((edge) => edge.bottom > top && edge.top < bottom)),
    };
  }

  /** Where a route stands, `{ top, bottom }`, by its name as the graph has it. */
  whereIs(route) {
    this.#routes ??= new Map(JSON.parse(this.#wire.routes).map(([name, top, bottom]) => [name, { top, bottom }]));
    return this.#routes.get(route);
  }

  #read(json) {
    const { boxes, edges } = JSON.parse(json);
    return { boxes: boxes.map((box) => ({ ...this.#placed(box), rows: box.rows.map((row) => this.#placed(row)) })), edges };
  }
}
