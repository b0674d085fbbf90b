/** Provenance both ways: from a place of the output to what made it, and from a place of the input to what it made. */

/** The text of some resources in parts, one for each, and which line is which: `lines[i]` is `{ resource, pointer }`. */
export function outputText(resources, wanted = () => true) {
  const shown = resources.map((each, resource) => ({ ...each, resource })).filter(({ object }) => wanted(object));
  const parts = shown.map(({ resource }, at) => partOf(resources[resource], at > 0));
  return {
    parts,
    get text() {
      return parts.join('');
    },
    /** Made when somebody asks: there are many. */
    get lines() {
      const value = shown.flatMap(({ resource, lines }, at) => [...(at > 0 ? [''] : []), ...lines].map((pointer) => ({ resource, pointer })));
      Object.defineProperty(this, 'lines', { value });
      return value;
    },
  };
}

const separated = new WeakMap();

/** The text of a resource, and of one that stays the very same string, so that nothing is compared in it. */
function partOf(resource, isSeparated) {
  if (!isSeparated) return textOf(resource);
  if (!separated.has(resource)) separated.set(resource, `---\n${textOf(resource)}`);
  return separated.get(resource);
}

function textOf({ yaml, lines, certificate }) {
  return certificate ? withCertificate(yaml, lines, certificate) : yaml;
}

function withCertificate(yaml, pointers, { names, notAfter }) {
  const lines = yaml.split('\n');
  const at = pointers.indexOf('/data/value');
  lines[at] += ` # copied: certificate and key for ${names.join(', ')}, valid until ${notAfter.slice(0, 10)}`;
  return lines.join('\n');
}

/** The origins of one line of the output: those of the innermost place around it that has some. */
export function originsOf(provenance, { resource, pointer }) {
  const around = provenance.filter((each) => each.resource === resource && each.place && encloses(each.path, pointer));
  const longest = Math.max(...around.map(({ path }) => path.length));
  return around.filter(({ path }) => path.length === longest);
}

/** What came of the text at an offset: the outputs of the smallest place around it. */
export function outcomesAt(provenance, document, offset) {
  const around = provenance.filter(({ place }) => place?.document === document && place.from <= offset && offset <= place.to);
  const smallest = Math.min(...around.map(({ place }) => place.to - place.from));
  return around.filter(({ place }) => place.to - place.from === smallest);
}

/** The numbers (from 1) of the lines of the output that these outcomes are. */
export function linesOf(lines, outcomes) {
  const paths = new Map();
  for (const { resource, path } of outcomes) paths.set(resource, [...(paths.get(resource) ?? []), path]);
  const numbers = [];
  lines.forEach(({ resource, pointer }, index) => {
    if (paths.get(resource)?.some((path) => encloses(path, pointer))) numbers.push(index + 1);
  });
  return numbers;
}

function encloses(path, pointer) {
  return path === '' || pointer === path || pointer.startsWith(`${path}/`);
}
