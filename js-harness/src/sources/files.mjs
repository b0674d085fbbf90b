import { readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { glob } from 'tinyglobby';

import { decode, unreadable } from './decode.mjs';

/** JavaScript cannot hold a text of more than 512 MB, and the snapshot is made of it once more. */
const MAX_FILE = 256 * 1024 * 1024;
const IN_DIRECTORIES = '**/*.{yaml,yml,json}';
export const STDIN = '-';

/** The texts behind the given files, directories, globs and `-`, each once, and what could not be read. */
export async function readSources(paths, { stdin = process.stdin } = {}) {
  const sources = [];
  const problems = [];
  const seen = new Set();
  for (const path of paths) {
    const { files, problem } = await expand(path);
    if (problem) problems.push(problem);
    for (const file of files) {
      const identity = file === STDIN ? STDIN : resolve(file);
      if (seen.has(identity)) continue;
      seen.add(identity);
      const source = await readSource(file, stdin, problems);
      if (source) sources.push(source);
    }
  }
  return { sources, problems };
}

async function expand(path) {
  if (path === STDIN) return { files: [path] };
  const found = await stat(path).catch((error) => error);
  if (!(found instanceof Error)) {
    if (!found.isDirectory()) return { files: [path] };
    const files = await globbed(IN_DIRECTORIES, path);
    return files.length > 0 ? { files } : { files, problem: unreadable(`no *.yaml, *.yml or *.json file in the directory ${path}`) };
  }
  if (found.code !== 'ENOENT' && found.code !== 'ENOTDIR') return { files: [], problem: unreadable(`cannot read ${path}: ${reason(found)}`) };
  const files = /[*?[\]{}]/.test(path) ? await globbed(path, '.') : [];
  if (files.length > 0) return { files };
  return { files, problem: unreadable(`cannot read ${path}: ${/[*?]/.test(path) ? 'no file matches' : 'no such file or directory'}`) };
}

async function globbed(pattern, directory) {
  const files = await glob([pattern], { cwd: directory, onlyFiles: true, absolute: true, expandDirectories: false, ignore: ['**/node_modules/**'] });
  return files.map((file) => join(directory, relative(directory, file))).sort();
}

async function readSource(file, stdin, problems) {
  const name = file === STDIN ? '<stdin>' : file;
  let bytes;
  try {
    bytes = file === STDIN ? await readAll(stdin) : await readWithinLimit(file);
  } catch (error) {
    problems.push(unreadable(`cannot read ${name}: ${reason(error)}`));
    return undefined;
  }
  const { source, problem } = decode(name, bytes);
  if (problem) problems.push(problem);
  return source;
}

async function readWithinLimit(file) {
  const { size } = await stat(file);
  if (size > MAX_FILE) throw tooLarge();
  const bytes = await readFile(file);
  if (bytes.length > MAX_FILE) throw tooLarge();
  return bytes;
}

async function readAll(stream) {
  const chunks = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_FILE) throw tooLarge();
  }
  return Buffer.concat(chunks);
}

function tooLarge() {
  return new Error(`more than ${MAX_FILE / 1024 / 1024} MB; give it as several files`);
}

function reason(error) {
  const known = { EACCES: 'permission denied', EISDIR: 'it is a directory', ENOENT: 'no such file or directory' };
  return known[error.code] ?? error.message;
}
