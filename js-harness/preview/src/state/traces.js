/** Provenance both ways: from a place of the output to what made it, and from a place of the input to what it made. */

/** The text of some resources, and which line is which: `lines[i]` is `{ resource, pointer }`. */
export function outputText(resources, wanted = () => true) {
  const parts = [];
  const lines = [];
  resources.forEach(({ object, yaml, lines: pointers, certificate }, resource) => {
    if (!wanted(object)) return;
    if (parts.length > 0) lines.push({ resource, pointer: '' });
    const text = certificate ? withCertificate(yaml, pointers, certificate) : yaml;
    parts.push(text);
    for (const pointer of pointers) lines.push({ resource, pointer });
  });
  return { text: parts.join('---\n'), lines };
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
  const numbers = [];
  lines.forEach(({ resource, pointer }, index) => {
    if (outcomes.some((each) => each.resource === resource && encloses(each.path, pointer))) numbers.push(index + 1);
  });
  return numbers;
}

function encloses(path, pointer) {
  return path === '' || pointer === path || pointer.startsWith(`${path}/`);
}
