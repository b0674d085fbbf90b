import { renderPlace } from './diagnostic.mjs';
import { harmless } from './text.mjs';
import { objectName } from '../sources/located.mjs';

const COLOUR = { accepted: 'green', degraded: 'yellow', refused: 'red', undecided: 'yellow', ignored: 'cyan' };
const WIDTH = Math.max(...Object.keys(COLOUR).map((word) => word.length));

/** A line for each route. */
export function renderVerdicts(verdicts, paint) {
  return verdicts
    .map(({ word, identity, place, detail }) => {
      const line = `${objectName(identity)} (${renderPlace(place)}): ${detail}`;
      return `${paint(word.padEnd(WIDTH), 'bold', COLOUR[word])} ${harmless(line).replaceAll('\n', ' ')}\n`;
    })
    .join('');
}
