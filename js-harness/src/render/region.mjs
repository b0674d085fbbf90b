/** A place as machines read it: file, line and column from 1, the end behind the last character. */
export function regionOf({ source, from, to }) {
  const start = source.position(from);
  const end = source.position(Math.max(to, from + 1));
  return { file: source.name, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}
