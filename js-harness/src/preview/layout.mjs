/** Where everything of a graph stands: gateways left, routes in the middle, backends right. */

const WIDTH = { gateway: 220, route: 250, backend: 225 };
/** The kind that the head of a column tells already. */
const USUAL = { gateway: 'Gateway', route: 'HTTPRoute', backend: 'Service' };
const GAP = { x: 70, y: 14, mesh: 30 };
const HEAD = 24;
const ROW = 22;
const REASON = 17;
const MARGIN = 20;
/** Above the first box: the names of the columns, and of the first mesh. */
const TOP = MARGIN + 44;

/** With more routes than this, each has boxes of its own for its backends: lines across the whole picture tell nothing. */
const MANY = 12;

/** `{ boxes, edges, frames, columns, width, height }`; all coordinates are in CSS pixels. */
export function layOut(graph) {
  const lefts = [...graph.gateways.map((gateway) => box('gateway', gateway)), ...strangers(graph)];
  const numberOf = new Map(lefts.map((each, at) => [each.name, at]));
  const leftOf = ({ gateway, target }) => gateway ?? numberOf.get(target);
  const isLarge = graph.routes.length > MANY;
  const drawn = graph.routes.map((route, number) => ({ route, number, box: Object.assign(box('route', route), { subtitle: route.hostnames.join(', ') }), first: Math.min(...route.parents.map(leftOf)) }));
  const backends = new Map();
  const backendOf = ({ route, number }, to) => {
    const key = isLarge ? `${number} ${to}` : String(to);
    if (!backends.has(key)) backends.set(key, { key, ...(isLarge && { of: route.name }), ...box('backend', graph.backends[to]) });
    return backends.get(key);
  };

  const ordered = [...drawn].sort((a, b) => a.first - b.first);
  let y = TOP;
  for (const each of ordered) {
    const below = stand(each.box, MARGIN + WIDTH.gateway + GAP.x, y);
    // Backends of its own stand beside it, and do not push those of the next ones away.
    y = isLarge ? Math.max(below, y + stackHeight(each.route, (to) => backendOf(each, to))) : below;
  }

  const edges = [];
  for (const each of ordered) {
    for (const parent of each.route.parents) {
      const from = lefts[leftOf(parent)];
      edges.push({ kind: 'parent', from, row: from.rows.findIndex(({ key }) => key === parent.listener), to: each.box, trouble: parent.trouble });
    }
    each.route.rows.forEach((row, at) => {
      for (const { to, weight, trouble } of row.backends) {
        edges.push({ kind: 'backend', from: each.box, row: at, to: backendOf(each, to), trouble, label: row.backends.length > 1 ? String(weight) : '' });
      }
    });
  }
  for (const edge of edges) edge.start = anchor(edge);
  const ends = grouped(edges, 'from', ({ to }) => to.y + HEAD / 2);
  column(lefts, MARGIN, (each) => (isLarge ? (ends.get(each) ?? []).slice(0, 1) : (ends.get(each) ?? [])), true);
  for (const edge of edges) edge.start = anchor(edge);
  const starts = grouped(edges, 'to', ({ start }) => start[1]);
  column([...backends.values()], MARGIN + WIDTH.gateway + WIDTH.route + 2 * GAP.x, (each) => starts.get(each) ?? []);

  const boxes = [...lefts, ...drawn.map((each) => each.box), ...backends.values()];
  return {
    boxes,
    frames: frames(lefts),
    columns: boxes.length === 0 ? [] : [
      { label: lefts.every(({ isStranger }) => isStranger) ? 'Parents' : 'Gateways', x: MARGIN },
      { label: 'HTTPRoutes', x: MARGIN + WIDTH.gateway + GAP.x },
      { label: 'Backends', x: MARGIN + WIDTH.gateway + WIDTH.route + 2 * GAP.x },
    ],
    edges: edges.map(curve),
    width: 2 * MARGIN + WIDTH.gateway + WIDTH.route + WIDTH.backend + 2 * GAP.x,
    height: boxes.reduce((most, each) => Math.max(most, each.y + each.height), 0) + MARGIN,
  };
}

/** What stands within so many pixels is one part. */
const PART = 1000;

/**
 * The same for the way between threads: in parts, each of what begins there as JSON, which is read where somebody looks.
 * What is longer than one part stands in one for all of them.
 */
export function inParts({ boxes, edges, ...rest }) {
  const parts = Array.from({ length: Math.ceil(rest.height / PART) }, () => ({ boxes: [], edges: [] }));
  const long = { boxes: [], edges: [] };
  const partOf = (top, bottom) => (bottom - top > PART ? long : (parts[Math.floor(top / PART)] ?? long));
  for (const each of boxes) partOf(each.y, each.y + each.height).boxes.push(each);
  for (const each of edges) partOf(each.top, each.bottom).edges.push(each);
  const routes = boxes.filter(({ kind }) => kind === 'route').map(({ name, y, height }) => [name, y, y + height]);
  return { ...rest, part: PART, parts: parts.map((each) => JSON.stringify(each)), long: JSON.stringify(long), routes: JSON.stringify(routes) };
}

/** How much room the backends of a route take below each other. */
function stackHeight({ rows }, backendOf) {
  const boxes = new Set(rows.flatMap(({ backends }) => backends.map(({ to }) => backendOf(to))));
  return [...boxes].reduce((sum, { height }) => sum + height + GAP.y, 0);
}

function grouped(edges, side, value) {
  const groups = new Map();
  for (const edge of edges) {
    const group = groups.get(edge[side]);
    if (group) group.push(value(edge));
    else groups.set(edge[side], [value(edge)]);
  }
  return groups;
}

/** Parents that are no gateway of Kuma here: Services, and what belongs to others. */
function strangers({ routes }) {
  const names = new Set(routes.flatMap(({ parents }) => parents.filter(({ gateway }) => gateway === undefined).map(({ target }) => target)));
  return [...names].map((name) => box('gateway', { name, rows: [], isStranger: true }));
}

function box(kind, { name, place, trouble, rows = [], mesh, hostnames, isStranger = false }) {
  let y = HEAD + (hostnames?.length > 0 ? REASON : 0) + (trouble ? REASON : 0);
  const placed = rows.map((row) => {
    const top = y;
    y += ROW + (row.trouble ? REASON : 0);
    return { ...row, top };
  });
  return { kind, name, label: name.startsWith(`${USUAL[kind]} `) ? name.slice(USUAL[kind].length + 1) : name, place, trouble, mesh, isStranger, rows: placed, width: WIDTH[kind], height: y + 4 };
}

function stand(each, x, y) {
  Object.assign(each, { x, y });
  return y + each.height + GAP.y;
}

/** Stands each box where its edges want it, in that order, below the one before; boxes of one mesh stay together. */
function column(boxes, x, wishes, byMesh = false) {
  const wanted = new Map(boxes.map((each) => [each, mean(wishes(each)) - HEAD / 2]));
  const rank = (each) => (byMesh ? (each.mesh ?? '\uffff') : '');
  const sorted = [...boxes].sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : wanted.get(a) - wanted.get(b)));
  let y = TOP;
  let mesh;
  for (const each of sorted) {
    if (byMesh && mesh !== undefined && mesh !== rank(each)) y += GAP.mesh;
    mesh = rank(each);
    y = stand(each, x, Math.max(y, wanted.get(each)));
  }
}

function mean(values) {
  return values.length > 0 ? values.reduce((sum, each) => sum + each, 0) / values.length : 0;
}

function anchor({ from, row }) {
  const part = from.rows[row];
  return [from.x + from.width, (from.y ?? 0) + (part ? part.top + ROW / 2 : HEAD / 2)];
}

function curve({ kind, from, to, row, trouble, label, start: [x1, y1] }) {
  const [x2, y2] = [to.x, to.y + HEAD / 2];
  const middle = (x1 + x2) / 2;
  return {
    kind,
    from: from.name,
    to: to.name,
    row,
    trouble: trouble ?? from.rows[row]?.trouble,
    label,
    path: `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`,
    at: [x2 - 22, y2 - 5],
    top: Math.min(y1, y2),
    bottom: Math.max(y1, y2),
  };
}

function frames(boxes) {
  const meshes = new Map();
  for (const each of boxes) if (each.mesh) meshes.set(each.mesh, [...(meshes.get(each.mesh) ?? []), each]);
  return [...meshes].map(([mesh, inner]) => {
    const top = Math.min(...inner.map(({ y }) => y)) - 24;
    const bottom = Math.max(...inner.map(({ y, height }) => y + height)) + 8;
    return { mesh, x: MARGIN - 8, y: top, width: WIDTH.gateway + 16, height: bottom - top };
  });
}
