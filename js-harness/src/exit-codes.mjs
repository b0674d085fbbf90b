/** What the command's exit code says; when several hold, the first in this order wins. */
export const EXIT = {
  /** Something could not be read, the command line is wrong, or the module failed. */
  unreadable: 2,
  /** Everything was read, and the input has errors in its meaning. */
  errors: 1,
  /** No errors, but `--missing unknown` left a verdict open. */
  undecided: 3,
  ok: 0,
};

/** A code that starts so marks a verdict that rests on something the snapshot does not hold. */
const ASSUMED = /^assumed-/;

/** The exit code for everything that was found in a run. */
export function exitCodeFor(findings) {
  if (findings.some((finding) => finding.unread)) return EXIT.unreadable;
  if (findings.some((finding) => finding.severity === 'error')) return EXIT.errors;
  if (findings.some((finding) => isAssumption(finding.code))) return EXIT.undecided;
  return EXIT.ok;
}

export function isAssumption(code) {
  return ASSUMED.test(code ?? '');
}
