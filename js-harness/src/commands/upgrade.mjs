import { UsageError } from '../arguments.mjs';
import { EXIT } from '../exit-codes.mjs';
import { renderUpgrade } from '../render/upgrade.mjs';
import { renderUpgradeMarkdown } from '../render/upgrade-markdown.mjs';
import { compareFiles } from '../run.mjs';

/** What each object and rule becomes in another version of Kuma: the same, something else, or nothing. Of input that is not whole nothing is told: it might be what is in the way. */
export async function upgrade(paths, values, context) {
  const { from, to, ...others } = { ...values, requests: false };
  if (!from || !to) throw new UsageError('upgrade from which Kuma to which? give --from TARGET and --to TARGET', 'as in `--from kuma-2.14 --to kuma-3.0`');
  const { comparison, findings } = await compareFiles(paths, others, { from, to }, context);
  const isWhole = !findings.some((finding) => finding.unread);
  if (isWhole) context.print(FORMATS[values.output ?? 'text'](comparison, context.paint));
  context.reportFindings(findings);
  return isWhole ? EXIT_CODES[comparison.verdict] : EXIT.unreadable;
}

const FORMATS = {
  text: renderUpgrade,
  markdown: renderUpgradeMarkdown,
  json: (comparison) => `${JSON.stringify(comparison, null, 2)}\n`,
};

const EXIT_CODES = { clean: EXIT.ok, blocked: EXIT.errors, undecided: EXIT.undecided };
