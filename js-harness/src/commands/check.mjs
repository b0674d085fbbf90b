import { exitCodeFor } from '../exit-codes.mjs';
import { renderReport } from '../render/report.mjs';
import { renderVerdicts } from '../render/verdicts.mjs';
import { evaluateFiles } from '../run.mjs';
import { verdictsOf } from '../verdicts.mjs';

/** What was found on standard error, a verdict for each route on standard output. */
export async function check(paths, values, context) {
  const run = await evaluateFiles(paths, values, context);
  if (values.output && values.output !== 'text') {
    context.print(renderReport(values.output, run));
    context.reportSummary(run.findings);
    return exitCodeFor(run.findings);
  }
  context.reportFindings(run.findings);
  if (!run.refused) context.print(renderVerdicts(verdictsOf(run), context.paint));
  context.reportSummary(run.findings);
  return exitCodeFor(run.findings);
}
