import { parseArgs } from 'node:util';

import { didYouMean } from './nearest.mjs';
import { NOTES, START } from './request-help.mjs';

/** The command line is wrong; the message says how. */
export class UsageError extends Error {
  constructor(message, help) {
    super(message);
    this.help = help;
  }
}

const FILES = {
  filename: { type: 'string', short: 'f', multiple: true, value: 'PATH', text: 'file, directory, glob, or - for standard input; may be given again' },
};
const CRDS = {
  crds: { type: 'string', value: 'CHANNEL', choices: ['standard', 'experimental'], text: 'the Gateway API CRDs of the cluster: standard or experimental (standard)' },
  'gateway-api': { type: 'string', value: 'VERSION', text: 'the release of Gateway API that they are of (the newest that is known)' },
};
const EVALUATION = {
  target: { type: 'string', value: 'TARGET', text: 'the Kuma to translate for: kuma-2.6, kuma-2.8, kuma-2.13, kuma-2.14 or kuma-3.0 (kuma-2.14)' },
  zone: { type: 'string', value: 'NAME', text: 'name of the zone (default)' },
  mode: { type: 'string', value: 'MODE', choices: ['zone', 'global'], text: 'what the control plane is: zone or global (zone)' },
  federated: { type: 'boolean', negatable: true, text: 'the zone is one of a global control plane (no)' },
  'system-namespace': { type: 'string', value: 'NAME', text: "the control plane's namespace (kuma-system)" },
  admission: { type: 'string', value: 'HOW', choices: ['enforce', 'trusted'], text: 'enforce: default and validate as an API server would; trusted: the objects come from one (enforce)' },
  missing: { type: 'string', value: 'HOW', choices: ['absent', 'unknown'], text: 'absent: what is not given does not exist; unknown: it may (absent)' },
  requests: { type: 'boolean', negatable: true, text: "try requests against a model of Kuma's data plane, and say where it does something else than Gateway API asks (yes)" },
  ...CRDS,
};
/** Options that say what the cluster is, and not what is asked. */
export const CLUSTER = new Set(['target', 'zone', 'mode', 'federated', 'system-namespace', ...Object.keys(CRDS)]);
const without = (...names) => Object.fromEntries(Object.entries(EVALUATION).filter(([name]) => !names.includes(name)));
const HELP = { help: { type: 'boolean', short: 'h', text: 'this text' } };
const output = (choices, text) => ({ output: { type: 'string', short: 'o', value: 'FORMAT', choices, text } });

export const COMMANDS = {
  translate: {
    summary: 'print the Kuma resources that the files become',
    usage: '-f PATH…',
    options: {
      ...FILES,
      ...output(['yaml', 'json'], 'yaml: the resources; json: the whole evaluation (yaml)'),
      only: { type: 'string', multiple: true, value: 'KIND/NAME', text: 'print this resource only, also as KIND/NAMESPACE/NAME; may be given again' },
      redact: { type: 'boolean', negatable: true, text: 'hide the key bytes of generated Secrets (on a terminal: yes)' },
      ...EVALUATION,
    },
  },
  check: {
    summary: 'print what is wrong, and a verdict for each route',
    usage: '-f PATH…',
    options: { ...FILES, ...output(['text', 'sarif', 'github'], 'text, SARIF, or annotations for GitHub (text)'), ...EVALUATION },
  },
  validate: {
    summary: 'print what an API server would say of each object',
    usage: 'PATH…',
    options: {
      ...FILES,
      ...output(['text', 'json', 'sarif', 'github'], 'text, JSON, SARIF, or annotations for GitHub (text)'),
      ...CRDS,
      observed: { type: 'string', multiple: true, value: 'PATH', text: 'the objects as they are now: those that are there are updates; may be given again' },
    },
  },
  status: {
    summary: 'print the statuses that would be written',
    usage: '-f PATH…',
    options: { ...FILES, ...output(['table', 'yaml', 'json'], 'table, yaml or json (table)'), ...EVALUATION },
  },
  plan: {
    summary: 'print what would be made, changed and removed, against what exists',
    usage: '-f PATH… --observed PATH…',
    options: {
      ...FILES,
      observed: { type: 'string', multiple: true, value: 'PATH', text: 'Kuma objects that exist, as PATH of -f; an empty file if there are none; may be given again' },
      ...output(['text', 'json'], 'text or json (text)'),
      ...EVALUATION,
    },
  },
  upgrade: {
    summary: 'print what each object and rule becomes in another version of Kuma',
    usage: '-f PATH… --from TARGET --to TARGET',
    options: {
      ...FILES,
      from: { type: 'string', value: 'TARGET', text: 'the Kuma that runs now, as kuma-2.14' },
      to: { type: 'string', value: 'TARGET', text: 'the Kuma that will, as kuma-3.0' },
      observed: { type: 'string', multiple: true, value: 'PATH', text: 'Kuma objects that the cluster holds, for the order in which they are replaced (those that --from makes); may be given again' },
      ...output(['text', 'json', 'markdown'], 'text, json or markdown (text)'),
      ...without('target', 'requests'),
    },
    exitCodes: `Exit codes:
  0  nothing stands in the way
  1  something does: it is lost, refused, or in another mesh afterwards
  2  something could not be read, or the command line is wrong
  3  with --missing unknown: nothing does, but it hangs on something that is not in the input
`,
  },
  explain: { summary: 'print what became of each rule, listener and backend', usage: '-f PATH… [KIND/NAME]', options: { ...FILES, ...EVALUATION } },
  request: {
    summary: 'send a request through the rules, before anything is deployed',
    usage: '-f PATH… [METHOD] URL',
    options: {
      ...FILES,
      request: { type: 'string', short: 'X', value: 'METHOD', text: 'the method (GET)' },
      header: { type: 'string', short: 'H', multiple: true, value: 'HEADER', text: "a header, as 'x-env: prod'; 'Host: …' is the host where the URL only says where to; may be given again" },
      gateway: { type: 'string', value: 'NAMESPACE/NAME', text: 'the Gateway, where several have the port' },
      from: { type: 'string', value: 'NAMESPACE', text: 'a client in the mesh: then the host of the URL is a Service, as NAME.NAMESPACE' },
      all: { type: 'boolean', text: 'why each other rule did not take the request, not only the first ones' },
      cases: { type: 'string', value: 'FILE', text: 'a table of requests with what is expected of them (below)' },
      ...output(['text', 'json', 'junit'], 'text or json; of cases also junit, the XML that CI systems read (text)'),
      junit: { type: 'string', value: 'FILE', text: 'with --cases: write that XML to a file too' },
      ...without('requests'),
    },
    start: START,
    notes: NOTES,
    exitCodes: `Exit codes:
  0  the request was answered, whatever the answer is; of cases: all are met
  1  of cases: one is not met
  2  something could not be read, or the command line is wrong
`,
  },
  codes: { summary: 'print the codes of all diagnostics, or explain one', usage: '[CODE]', options: output(['text', 'json'], 'text or json (text)') },
};

/** `{ command, values, positionals, help?, version? }` of a command line without `node` and the script. */
export function parseCommandLine(argv) {
  const [first, ...rest] = argv;
  if (first === undefined) throw new UsageError('no command given', overviewHint());
  if (first === '--help' || first === '-h' || first === 'help') return { help: true, command: knownCommand(rest.find((word) => !word.startsWith('-'))) };
  if (first === '--version' || first === '-V') return { version: true };
  if (first.startsWith('-')) throw new UsageError(`unknown option ${first} before the command${didYouMean(first, ['--help', '--version'])}`, overviewHint());
  const command = knownCommand(first);
  const parsed = parseOptions(command, rest);
  return parsed.values.help ? { help: true, command } : { command, ...parsed };
}

function knownCommand(name) {
  if (name === undefined || Object.hasOwn(COMMANDS, name)) return name;
  throw new UsageError(`unknown command ${name}${didYouMean(name, Object.keys(COMMANDS))}`, overviewHint());
}

function parseOptions(command, args) {
  const known = { ...COMMANDS[command].options, ...HELP };
  const options = {};
  for (const [name, option] of Object.entries(known)) {
    options[name] = { type: option.type, ...(option.short && { short: option.short }), ...(option.multiple && { multiple: true }) };
    if (option.negatable) options[`no-${name}`] = { type: 'boolean' };
  }
  const { tokens, positionals } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  const values = {};
  for (const token of tokens.filter((each) => each.kind === 'option')) takeOption(command, known, options, token, values);
  return { values, positionals };
}

function takeOption(command, known, options, { name, rawName, value, inlineValue }, values) {
  const fail = (message, help = `\`kuma-gapi ${command} --help\` lists the options`) => {
    throw new UsageError(message, help);
  };
  if (!Object.hasOwn(options, name)) {
    fail(`unknown option ${rawName}${didYouMean(rawName, Object.keys(options).map((each) => `--${each}`))}`);
  }
  if (options[name].type === 'boolean') {
    if (inlineValue) fail(`option ${rawName} takes no value`);
    if (name.startsWith('no-') && !Object.hasOwn(known, name)) values[name.slice(3)] = false;
    else values[name] = true;
    return;
  }
  const { choices, multiple, text } = known[name];
  if (typeof value !== 'string' || value === '') fail(`option ${rawName} needs a value`);
  if (!inlineValue && value.length > 1 && value.startsWith('-')) fail(`option ${rawName} needs a value, and ${value} is an option`);
  if (choices && !choices.includes(value)) fail(`option ${rawName} is one of ${choices.join(', ')}, not ${value}${didYouMean(value, choices)}`, text);
  if (multiple) (values[name] ??= []).push(value);
  else values[name] = value;
}

/** The `options` of a snapshot for admission alone. */
export function admissionOptions({ crds, 'gateway-api': gatewayApi }) {
  return given({ crds, gatewayApi });
}

/** The `options` of a snapshot: those that were given, so that the module's own defaults hold for the others. */
export function evaluationOptions(values) {
  const { target, zone, mode, federated, admission, missing, crds } = values;
  const requests = values.requests === false ? undefined : 'check';
  return given({ target, zone, mode, federated, admission, missing, crds, requests, systemNamespace: values['system-namespace'], gatewayApi: values['gateway-api'] });
}

function given(options) {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function overviewHint() {
  return '`kuma-gapi --help` lists the commands';
}
