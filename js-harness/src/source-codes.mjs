/** The codes of what goes wrong before the module is asked; the module's own catalogue has the others. */
export const SOURCE_CODES = [
  {
    code: 'invalid-json',
    severity: 'error',
    summary: 'a JSON text has a syntax error',
    help: 'correct it where the marker stands',
    explanation: 'The rest of the file from the error on is not read; everything before it, and the other files, are still translated.',
    example: '{"kind": "Gateway",}',
  },
  {
    code: 'invalid-yaml',
    severity: 'error',
    summary: 'a YAML document has a syntax error, a key twice, or more than JSON can say',
    help: 'correct it where the marker stands',
    explanation: 'The document is not read; the other documents of the file, and the other files, are still translated.',
    example: 'metadata:\n  name: echo\n  name: echo',
  },
  {
    code: 'no-objects',
    severity: 'error',
    summary: 'the files hold no object at all',
    help: 'look whether these are the right files',
    explanation: 'Documents that are empty, or only comments, are skipped; here nothing else was found.',
    example: '# only a comment',
  },
  {
    code: 'unreadable',
    severity: 'error',
    summary: 'a file or directory could not be read',
    help: 'look at the path and its permissions',
    explanation: 'The other files are still translated, and the exit code is 2.',
    example: 'kuma-gapi translate -f no-such-file.yaml',
  },
];
