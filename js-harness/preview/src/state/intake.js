import { decode } from '../../../src/sources/decode.mjs';

const MANIFEST = /\.(?:ya?ml|json)$/i;
const MAX_FILE = 32 * 1024 * 1024;
const MAX_FILES = 2000;

/** The files of a drop, directories taken apart, as `[{ path, file }]`. Must be called before the event is over. */
export function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (entries.length === 0) return Promise.resolve([...transfer.files].map((file) => ({ path: file.name, file })));
  return Promise.all(entries.map((entry) => filesOf(entry, true))).then((lists) => lists.flat());
}

/** Of a directory only what may be a manifest; a file that was dropped itself is tried in any case. */
async function filesOf(entry, isRoot) {
  if (entry.isFile) {
    if (!isRoot && !MANIFEST.test(entry.name)) return [];
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ''), file }];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    // A browser gives at most a hundred at a time.
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0 || found.length > MAX_FILES) break;
    for (const inner of some) if (inner.name !== 'node_modules' && !inner.name.startsWith('.')) found.push(...(await filesOf(inner, false)));
  }
  return found;
}

/** What a choice of files or of a directory holds. */
export function chosen(files) {
  return [...files]
    .map((file) => ({ path: file.webkitRelativePath || file.name, file }))
    .filter(({ path }) => !path.includes('/') || MANIFEST.test(path));
}

/** The documents in files, and what is to be said about those that are none. */
export async function readFiles(files) {
  const documents = [];
  const problems = [];
  for (const { path, file } of files.slice(0, MAX_FILES)) {
    if (file.size > MAX_FILE) {
      problems.push(`cannot read ${path}: ${Math.round(file.size / 1024 / 1024)} MB are more than the ${MAX_FILE / 1024 / 1024} MB that are read`);
      continue;
    }
    const { source, problem } = decode(path, new Uint8Array(await file.arrayBuffer()));
    if (problem) problems.push(problem.message);
    else if (source.text.includes('\0')) problems.push(`cannot read ${path}: it is no text`);
    else documents.push({ name: path, text: source.text.replace(/\r\n?/g, '\n') });
  }
  if (files.length === 0) problems.push('there was no *.yaml, *.yml or *.json file in it');
  if (files.length > MAX_FILES) problems.push(`only the first ${MAX_FILES} files were read`);
  return { documents, problems };
}

/** A name that no document has yet. */
export function freeName(name, taken) {
  if (!taken.includes(name)) return name;
  const [, stem, extension] = /^(.*?)(\.[^./]*)?$/.exec(name);
  for (let count = 2; ; count += 1) {
    const candidate = `${stem}-${count}${extension ?? ''}`;
    if (!taken.includes(candidate)) return candidate;
  }
}
