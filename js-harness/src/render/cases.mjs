import { count, harmless } from './text.mjs';

/** One line for each case, what failed below it, and a sum. */
export function renderCases(results, paint) {
  const lines = results.flatMap(({ name, failures, note }) => [
    failures.length === 0 ? `${paint('ok', 'green')}      ${harmless(name)}` : `${paint('FAILED', 'red')}  ${harmless(name)}`,
    ...failures.map((failure) => `          ${harmless(failure)}`),
    ...(note ? [`        ${paint(harmless(note), 'dim')}`] : []),
  ]);
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  return `${lines.join('\n')}\n\n${count(results.length, 'case')}: ${results.length - failed} passed, ${failed} failed\n`;
}

/** The same as JUnit's XML, which CI systems read. */
export function junit(results) {
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  const cases = results.map(({ name, failures }) => {
    const open = `  <testcase classname="kuma-gapi request" name="${escaped(name)}"`;
    if (failures.length === 0) return `${open}/>`;
    return `${open}>\n    <failure message="${escaped(failures[0])}">${escaped(failures.join('\n'))}</failure>\n  </testcase>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="kuma-gapi request" tests="${results.length}" failures="${failed}" errors="0">\n${cases.join('\n')}\n</testsuite>\n`;
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text) {
  return harmless(text).replace(/[&<>"]/g, (character) => ENTITIES[character]);
}
