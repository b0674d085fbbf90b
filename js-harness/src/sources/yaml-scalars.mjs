/**
 * Plain scalars as `kubectl` reads them. Its YAML library keeps some of YAML 1.1: `on` and `no` are booleans,
 * `0777` is octal and `1_000` a number. A string that is read otherwise here would pass and fail on a cluster.
 */
const TRUE = ['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'];
const FALSE = ['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'];

const bool = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: new RegExp(`^(?:${[...TRUE, ...FALSE].join('|')})$`),
  resolve: (source) => TRUE.includes(source),
};

const grouped = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?[0-9][0-9_]*_[0-9_]*$/,
  resolve: (source) => Number(source.replaceAll('_', '')),
};

const octal = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?0[0-7]+$/,
  resolve: (source) => signed(source, (digits) => Number.parseInt(digits, 8)),
};

const binary = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?0b[01]+$/,
  resolve: (source) => signed(source, (digits) => Number.parseInt(digits.slice(2), 2)),
};

function signed(source, parse) {
  const digits = source.replace(/^[-+]/, '');
  return source.startsWith('-') ? -parse(digits) : parse(digits);
}

/** For the `customTags` option of the YAML library: these first, then the core schema's own. */
export const kubectlScalars = (tags) => [bool, octal, grouped, binary, ...tags];
