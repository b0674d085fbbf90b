import { SourceText } from './text.mjs';

/** The text that a file's bytes are, `{ source }`, or `{ problem }`: UTF-8, or UTF-16 where a byte order mark says so, as PowerShell writes it. */
export function decode(name, bytes) {
  const marks = { 'utf-16le': [0xff, 0xfe], 'utf-16be': [0xfe, 0xff] };
  const [encoding = 'utf-8'] = Object.entries(marks).find(([, mark]) => mark.every((byte, at) => bytes[at] === byte)) ?? [];
  try {
    return { source: new SourceText(name, new TextDecoder(encoding, { fatal: true }).decode(bytes)) };
  } catch {
    const source = new SourceText(name, new TextDecoder(encoding).decode(bytes));
    const at = Math.max(0, source.text.indexOf('\ufffd'));
    const { line, column } = source.position(at);
    return { problem: unreadable(`cannot read ${name}: the bytes at ${line}:${column} are not ${encoding.toUpperCase()} text`) };
  }
}

export function unreadable(message) {
  return { severity: 'error', unread: true, code: 'unreadable', message, notes: [] };
}
