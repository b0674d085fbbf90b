import { UsageError } from '../arguments.mjs';
import { exitCodeFor } from '../exit-codes.mjs';
import { renderPlan } from '../render/plan.mjs';
import { evaluateFiles } from '../run.mjs';

/** What would be done to what exists, like a diff; what was found on standard error. Of input that is not whole there is no plan: it would remove too much. */
export async function plan(paths, values, context) {
  if (values.observed === undefined) throw new UsageError('it is not known what exists: give it with --observed PATH', 'an empty file says that nothing does');
  const { evaluation, findings } = await evaluateFiles(paths, values, context);
  const steps = evaluation.plan ?? [];
  const isWhole = !findings.some((finding) => finding.unread);
  if (isWhole) context.print(values.output === 'json' ? `${JSON.stringify(steps, null, 2)}\n` : renderPlan(steps, context.paint));
  context.reportFindings(findings);
  context.reportSummary(findings, isWhole ? undefined : 'there is no plan, as something could not be read');
  return exitCodeFor(findings);
}
