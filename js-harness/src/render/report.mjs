/** Findings in the formats that code hosts read. */
import { findingId } from '../findings.mjs';
import { regionOf } from './region.mjs';

export const REPORTS = ['sarif', 'github'];

/** `findings` as SARIF or as workflow commands of GitHub; `catalogue()` explains the codes. */
export function renderReport(format, { findings, catalogue, version }) {
  return format === 'sarif' ? sarif(findings, catalogue(), version) : findings.map(workflowCommand).join('');
}

const LEVELS = { error: 'error', warning: 'warning', info: 'note' };

function sarif(findings, catalogue, version) {
  const entries = new Map(catalogue.map((entry) => [entry.code, entry]));
  const ids = [...new Set(findings.map(findingId))];
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'kuma-gapi', semanticVersion: version, rules: ids.map((id) => ruleOf(id, entries.get(id.split('/')[0]))) } },
        columnKind: 'unicodeCodePoints',
        results: findings.map((finding) => resultOf(finding, ids)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleOf(id, { severity, summary = id, explanation = summary, help = summary } = {}) {
  return {
    id,
    shortDescription: { text: sentence(summary) },
    fullDescription: { text: explanation },
    help: { text: sentence(help) },
    defaultConfiguration: { level: LEVELS[severity] ?? 'error' },
  };
}

function resultOf({ place, notes, subject, ...finding }, ids) {
  const id = findingId(finding);
  return {
    ruleId: id,
    ruleIndex: ids.indexOf(id),
    level: LEVELS[finding.severity],
    message: { text: [finding.message, subject && `in ${subject}`, finding.help && `help: ${finding.help}`].filter(Boolean).join('\n') },
    ...(place && { locations: [location(place)] }),
    ...related(notes),
  };
}

function related(notes) {
  const locations = notes.filter((note) => note.place).map((note, id) => ({ id, ...location(note.place), message: { text: note.message } }));
  return locations.length > 0 ? { relatedLocations: locations } : {};
}

function location(place) {
  const { file, line, column, endLine, endColumn } = regionOf(place);
  const uri = file.split(/[\\/]/).map(encodeURIComponent).join('/');
  return { physicalLocation: { artifactLocation: { uri }, region: { startLine: line, startColumn: column, endLine, endColumn } } };
}

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' };

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
function workflowCommand({ severity, message, help, subject, place, ...rest }) {
  const id = findingId(rest);
  const { file, line, column, endLine, endColumn } = place ? regionOf(place) : {};
  const properties = { file, line, endLine, col: column, endColumn, title: id };
  const written = Object.entries(properties).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}=${property(value)}`);
  const text = [message, subject && `in ${subject}`, help && `help: ${help}`].filter(Boolean).join('\n');
  return `::${COMMANDS[severity]} ${written.join(',')}::${data(text)}\n`;
}

function data(text) {
  return String(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(value) {
  return data(value).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function sentence(text) {
  const trimmed = text.trim();
  return trimmed.endsWith('.') ? trimmed : `${trimmed}.`;
}
