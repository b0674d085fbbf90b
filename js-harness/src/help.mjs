import { CLUSTER, COMMANDS } from './arguments.mjs';

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
  kubectl get gatewayclasses,gateways,httproutes,referencegrants,services,namespaces -A -o yaml | kuma-gapi check -f - --admission trusted

${EXIT_CODES}`;
}

function commandHelp(name) {
  const { usage, summary, options, start, notes, exitCodes = EXIT_CODES } = COMMANDS[name];
  const all = Object.entries({ ...options, help: { short: 'h', text: 'this text' } });
  const width = widthOf(all.map(row));
  const own = all.filter(([option]) => !CLUSTER.has(option));
  const cluster = all.filter(([option]) => CLUSTER.has(option));
  return `kuma-gapi ${name}: ${summary}

Usage: kuma-gapi ${name} ${usage} [OPTION…]

${start ? `${start}\n` : ''}Options:
${columns(own.map(row), width)}
${cluster.length > 0 ? `About the cluster, where it is not the usual one:\n${columns(cluster.map(row), width)}\n` : ''}${notes ? `${notes}\n` : ''}${exitCodes}`;
}

function row([option, { short, value, negatable, text }]) {
  const long = negatable ? `--[no-]${option}` : `--${option}`;
  return [`${short ? `-${short}, ` : '    '}${long}${value ? ` ${value}` : ''}`, text];
}

function widthOf(rows) {
  return Math.max(...rows.map(([left]) => left.length));
}

function columns(rows, width = widthOf(rows)) {
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join('');
}
