/** FNV-1a of 32 bits over answers, in hexadecimal digits: one hash for all engines, in Node and in browsers. */
export function hashOf(answers) {
  const encoder = new TextEncoder();
  let hash = 0x811c9dc5;
  for (const answer of answers) for (const byte of encoder.encode(answer)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
