#!/usr/bin/env node
import { parseCommandLine, UsageError } from '../src/arguments.mjs';
import { makeContext } from '../src/context.mjs';
import { EXIT } from '../src/exit-codes.mjs';
import { helpText } from '../src/help.mjs';
import { loadModule, ModuleError } from '../src/module.mjs';

const COMMANDS = {
  translate: async () => (await import('../src/commands/translate.mjs')).translate,
  check: async () => (await import('../src/commands/check.mjs')).check,
  validate: async () => (await import('../src/commands/validate.mjs')).validate,
  status: async () => (await import('../src/commands/status.mjs')).status,
  plan: async () => (await import('../src/commands/plan.mjs')).plan,
  upgrade: async () => (await import('../src/commands/upgrade.mjs')).upgrade,
  explain: async () => (await import('../src/commands/explain.mjs')).explain,
  request: async () => (await import('../src/commands/request.mjs')).request,
  codes: async () => (await import('../src/commands/codes.mjs')).codes,
};

async function main(argv, context) {
  const { command, values, positionals, help, version } = parseCommandLine(argv);
  if (help) return said(context, helpText(command));
  if (version) return said(context, `kuma-gapi ${(await loadModule(context.env)).version()}\n`);
  const run = await COMMANDS[command]();
  return run([...(values.filename ?? []), ...positionals], values, context);
}

function said(context, text) {
  context.print(text);
  return EXIT.ok;
}

// A reader that has seen enough, such as `head`, is no error.
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? (process.exitCode ?? EXIT.ok) : EXIT.unreadable));

const context = makeContext(process);
try {
  process.exitCode = await main(process.argv.slice(2), context);
} catch (error) {
  const expected = error instanceof UsageError || error instanceof ModuleError;
  context.fail(expected ? error : { message: error.stack, help: 'this is a fault of kuma-gapi: please report it' });
  process.exitCode = EXIT.unreadable;
} finally {
  context.progress.stop();
}
