/** Provenance both ways: from a place of the output to what made it, and from a place of the input to what it made. */

/** The text of some resources in parts, one for each, and which line is which; lines count from 1. */
export function outputText(resources, wanted = () => true) {
  const shown = resources.map((each, resource) => ({ ...each, resource })).filter(({ object }) => wanted(object));
  const parts = shown.map(({ resource }, at) => partOf(resources[resource], at > 0));
  /** The number of the line before each part, but for the line between two. */
  const starts = [];
  let end = 0;
  for (const [at, { lines }] of shown.entries()) {
    starts.push(at > 0 ? end + 1 : 0);
    end = starts[at] + lines.length;
  }
  return {
    parts,
    get text() {
      return parts.join('');
    },
    /** What a line says: `{ resource, pointer }`. The line between two belongs to the one behind it. */
    lineAt(number) {
      if (number < 1 || number > end) return undefined;
      const at = Math.max(0, shown.findIndex((_, index) => index + 1 === starts.length || starts[index + 1] > number));
      const { resource, lines } = shown[at];
      return starts[at] >= number ? { resource, pointer: '' } : { resource, pointer: lines[number - starts[at] - 1] };
    },
    /** The numbers of the lines that these outcomes are. */
    linesOf(outcomes) {
      const paths = new Map();
      for (const { resource, path } of outcomes) paths.set(resource, [...(paths.get(resource) ?? []), path]);
      return shown.flatMap(({ resource, lines }, at) => {
        const wantedPaths = paths.get(resource);
        if (!wantedPaths) return [];
        return lines.flatMap((pointer, index) => (wantedPaths.some((path) => encloses(path, pointer)) ? [starts[at] + index + 1] : []));
      });
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

/** The origins of one line of the output: of the provenance of its resource, the innermost place around it that has some. */
export function originsOf(provenance, { pointer }) {
  const around = provenance.filter((each) => each.place && encloses(each.path, pointer));
  const longest = Math.max(...around.map(({ path }) => path.length));
  return around.filter(({ path }) => path.length === longest);
}

/** What came of the text at an offset: of the provenance there, that of the smallest place around it. */
export function outcomesAt(around) {
  const smallest = Math.min(...around.map(({ place }) => place.to - place.from));
  return around.filter(({ place }) => place.to - place.from === smallest);
}

function encloses(path, pointer) {
  return path === '' || pointer === path || pointer.startsWith(`${path}/`);
}
