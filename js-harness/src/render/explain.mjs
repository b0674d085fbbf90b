import { renderPlace } from './diagnostic.mjs';
import { harmless } from './text.mjs';
import { placeOf } from '../sources/located.mjs';

const COLOUR = { error: 'red', warning: 'yellow', info: 'cyan' };

/** Objects one after the other, their parts indented below them. */
export function renderExplanations(explanations, paint) {
  return explanations.map((each) => `${renderPart(each, '', paint).join('\n')}\n`).join('\n');
}

function renderPart({ entry, tokens, label, outcomes, findings, reason, parts }, margin, paint) {
  const heading = `${margin}${paint(harmless(label), 'bold')}  ${paint(renderPlace(placeOf(entry, tokens)), 'dim')}`;
  const inner = `${margin}  `;
  return [
    heading,
    ...outcomes.map(({ name, path }) => `${inner}${paint('→', 'green')} ${harmless(name)}${path ? `  ${harmless(path)}` : ''}`),
    ...(reason ? [`${inner}${paint('✗', 'red')} nothing, because ${oneLine(reason)}`] : []),
    ...findings.filter((finding) => finding.message !== reason).map((finding) => renderRemark(finding, inner, paint)),
    ...findings.filter((finding) => finding.message === reason).map((finding) => `${inner}  ${source(finding, paint)}`),
    ...parts.flatMap((each) => renderPart(each, inner, paint)),
  ];
}

function renderRemark(finding, margin, paint) {
  return `${margin}${paint('!', COLOUR[finding.severity])} ${oneLine(finding.message)}\n${margin}  ${source(finding, paint)}`;
}

/** Which code says so, and where it points. */
function source({ severity, code, place }, paint) {
  return `${paint(`${severity}[${code}]`, COLOUR[severity] ?? 'bold')}${place ? ` ${paint(renderPlace(place), 'dim')}` : ''}`;
}

function oneLine(text) {
  return harmless(text).replaceAll('\n', ' ');
}
