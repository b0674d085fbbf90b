import { UsageError } from '../arguments.mjs';
import { EXIT } from '../exit-codes.mjs';
import { renderUpgrade, renderUpgradeMarkdown } from '../render/upgrade.mjs';
import { evaluateFiles } from '../run.mjs';
import { compareEvaluations } from '../upgrade.mjs';
import { redacted } from '../sources/secrets.mjs';

/** What each object and rule becomes in another version of Kuma: the same, something else, or nothing. */
export async function upgrade(paths, values, context) {
  const { from, to, ...others } = { ...values, requests: false };
  if (!from || !to) throw new UsageError('upgrade from which Kuma to which? give --from TARGET and --to TARGET', 'as in `--from kuma-2.14 --to kuma-3.0`');
  if (isNewer(from, to)) throw new UsageError(`--from ${from} is newer than --to ${to}`, 'an upgrade goes to a newer version: swap the two');
  const before = await evaluateFiles(paths, { ...others, target: from }, context);
  if (before.refused || before.findings.some((finding) => finding.unread)) return unread(before, context);
  // What the old version made is what exists, so that the plan is that of the upgrade.
  const after = await evaluateFiles(paths, { ...others, target: to }, context, before.evaluation.resources);
  if (after.refused) return unread(after, context);
  const report = compareEvaluations(before.evaluation, after.evaluation);
  const asked = { from, to, paint: context.paint };
  const given = before.entries.map((entry) => entry.object).filter(({ kind, apiVersion }) => apiVersion?.startsWith('kuma.io/') && MADE.has(kind));
  if (values.output === 'json') context.print(`${JSON.stringify(withoutKeys(report), null, 2)}\n`);
  else context.print(values.output === 'markdown' ? renderUpgradeMarkdown(report, asked) : renderUpgrade(report, asked));
  context.reportFindings(given.map(madeByKuma));
  return { clean: EXIT.ok, blockers: EXIT.errors, undecided: EXIT.undecided }[report.verdict];
}

const MADE = new Set(['MeshGateway', 'MeshGatewayInstance', 'MeshGatewayRoute', 'MeshHTTPRoute']);

function isNewer(from, to) {
  const parts = (target) => /(\d+)\.(\d+)/.exec(target)?.slice(1).map(Number) ?? [0, 0];
  const [[major, minor], [otherMajor, otherMinor]] = [parts(from), parts(to)];
  return major > otherMajor || (major === otherMajor && minor > otherMinor);
}

/** An object that Kuma makes is no input: it was given by mistake. */
function madeByKuma({ kind, metadata }) {
  const message = `${kind} \`${metadata?.name}\` is what Kuma makes, and is not looked at here`;
  return { severity: 'warning', message, help: 'give the Gateways and routes that it was made from; rewrite one that was written by hand yourself', notes: [] };
}

function withoutKeys(report) {
  return JSON.parse(JSON.stringify(report, (_, value) => (value?.kind === 'Secret' && value.data ? redacted(value) : value)));
}

function unread({ findings }, context) {
  context.report(findings);
  return EXIT.unreadable;
}
