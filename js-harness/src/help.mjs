import { COMMANDS } from './arguments.mjs';

const EXIT_CODES = `Exit codes:
  0  no errors
  1  the input has errors in its meaning
  2  something could not be read, or the command line is wrong
  3  with --missing unknown: no errors, but a verdict is open
`;

/** The text of `--help`, for one command or for all. */
export function helpText(command) {
  return command === undefined ? overview() : commandHelp(command);
}

function overview() {
  const rows = Object.entries(COMMANDS).map(([name, { usage, summary }]) => [`${name} ${usage}`, summary]);
  return `kuma-gapi: Gateway API resources in, Kuma resources out, with the statuses and a reason for everything

Usage: kuma-gapi COMMAND [OPTION…]

Commands:
${columns(rows)}
Options:
${columns([['-h, --help', 'this text; after a command, its own'], ['-V, --version', 'the version of the module']])}
Examples:
  kuma-gapi translate -f gateway.yaml -f routes/
  kubectl get gateways,httproutes,services -A -o yaml | kuma-gapi check -f - --admission trusted

${EXIT_CODES}`;
}

function commandHelp(name) {
  const { usage, summary, options, notes, exitCodes = EXIT_CODES } = COMMANDS[name];
  const rows = Object.entries({ ...options, help: { short: 'h', text: 'this text' } }).map(([option, { short, value, negatable, text }]) => {
    const long = negatable ? `--[no-]${option}` : `--${option}`;
    return [`${short ? `-${short}, ` : '    '}${long}${value ? ` ${value}` : ''}`, text];
  });
  return `kuma-gapi ${name}: ${summary}

Usage: kuma-gapi ${name} ${usage} [OPTION…]

Options:
${columns(rows)}
${notes ? `${notes}\n` : ''}${exitCodes}`;
}

function columns(rows) {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join('');
}
