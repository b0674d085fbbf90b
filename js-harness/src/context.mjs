import { renderFindings, renderSummary } from './render/diagnostic.mjs';
import { painterFor } from './render/text.mjs';
import { findingId } from './findings.mjs';
import { Progress } from './progress.mjs';

/** What a command needs of the outside: streams, colours, progress. Results go to stdout, everything else to stderr. */
export function makeContext({ stdin, stdout, stderr, env }) {
  const progress = new Progress(stderr);
  const paintError = painterFor(stderr, env);
  const write = (stream, text) => {
    progress.stop();
    if (text) stream.write(text);
  };
  const context = {
    env,
    stdin,
    progress,
    stdoutIsTerminal: Boolean(stdout.isTTY),
    paint: painterFor(stdout, env),
    print: (text) => write(stdout, text),
    reportFindings: (findings) => write(stderr, renderFindings(findings, paintError)),
    reportSummary(findings, remark) {
      const known = findings.find((finding) => finding.diagnostic && finding.severity === 'error');
      const hint = remark ?? (known && `for more about a code, try \`kuma-gapi codes ${findingId(known)}\``);
      if (hint && findings.length > 0) write(stderr, `${hint}\n`);
      write(stderr, `${renderSummary(findings, paintError)}\n`);
    },
    /** One line beside the results. */
    remark: (text) => write(stderr, `${text}\n`),
    report(findings) {
      context.reportFindings(findings);
      context.reportSummary(findings);
    },
    /** A usage error, or a module that failed. */
    fail({ message, help }) {
      write(stderr, renderFindings([{ severity: 'error', message, help, notes: [] }], paintError).replace(/\n\n$/, '\n'));
    },
  };
  return context;
}
