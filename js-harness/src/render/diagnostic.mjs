import { excerpt } from './excerpt.mjs';
import { count, harmless } from './text.mjs';
import { countBySeverity, findingId } from '../findings.mjs';

const COLOUR = { error: 'red', warning: 'yellow', info: 'cyan' };

/** One finding as a compiler would say it, with its place, its help and its notes. */
export function renderFinding(finding, paint) {
  const { severity, code, message, help, subject, notes } = finding;
  const colour = COLOUR[severity] ?? 'bold';
  const label = code ? `${severity}[${findingId(finding)}]` : severity;
  const lines = [paint(label, 'bold', colour) + paint(`: ${indented(message, '  ')}`, 'bold')];
  const gutter = snippet(finding.place, colour, paint, lines);
  const margin = ' '.repeat(gutter);
  const remark = (name, text) => lines.push(`${margin} ${paint('=', 'bold', 'blue')} ${paint(`${name}:`, 'bold')} ${indented(text, `${margin}   `)}`);
  if (subject) remark('in', subject);
  if (help) remark('help', help);
  for (const note of notes) {
    lines.push(paint('note', 'bold', 'green') + paint(`: ${indented(note.message, '  ')}`, 'bold'));
    const noteGutter = snippet(note.place, 'green', paint, lines);
    if (!note.place && note.subject) lines.push(`${' '.repeat(noteGutter)} ${paint('=', 'bold', 'blue')} ${paint('in:', 'bold')} ${harmless(note.subject)}`);
  }
  return lines.join('\n');
}

/** All findings, one after the other with a blank line between. */
export function renderFindings(findings, paint) {
  return findings.map((finding) => `${renderFinding(finding, paint)}\n\n`).join('');
}

/** The last line of a run, such as `2 errors, 1 warning`. */
export function renderSummary(findings, paint) {
  const { error, warning, info } = countBySeverity(findings);
  const parts = [];
  if (error) parts.push(paint(count(error, 'error'), 'bold', 'red'));
  if (warning) parts.push(paint(count(warning, 'warning'), 'bold', 'yellow'));
  if (info) parts.push(paint(`${info} info`, 'bold', 'cyan'));
  return parts.length > 0 ? parts.join(', ') : paint('no errors, no warnings', 'green');
}

/** `routes.yaml:14:15`, as terminals and editors open it. */
export function renderPlace({ source, from }) {
  const { line, column } = source.position(from);
  return `${harmless(source.name)}:${line}:${column}`;
}

/** Adds arrow, line and marker, and tells how wide the line numbers are. */
function snippet(place, colour, paint, lines) {
  if (!place) return 2;
  const { line, text, marker } = excerpt(place);
  const gutter = String(line).length;
  const margin = ' '.repeat(gutter);
  const bar = paint('|', 'bold', 'blue');
  lines.push(`${margin}${paint('-->', 'bold', 'blue')} ${renderPlace(place)}`);
  lines.push(`${margin} ${bar}`);
  lines.push(`${paint(String(line), 'bold', 'blue')} ${bar} ${text}`);
  lines.push(`${margin} ${bar} ${paint(marker, 'bold', colour)}`);
  return gutter;
}

function indented(text, margin) {
  return harmless(text).trimEnd().split('\n').join(`\n${margin}`);
}
