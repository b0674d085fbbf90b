import { exitCodeFor } from '../exit-codes.mjs';
import { renderReport } from '../render/report.mjs';
import { renderValidation, renderValidationJson, tally } from '../render/validation.mjs';
import { validateFiles } from '../validation.mjs';

/** What an API server would say of each object, and nothing else: all of it on standard output. */
export async function validate(paths, values, context) {
  const run = await validateFiles(paths, values, context);
  const { output = 'text' } = values;
  if (output === 'text') context.print(renderValidation(run, context.paint));
  else if (output === 'json') context.print(renderValidationJson(run));
  else {
    context.print(renderReport(output, run));
    context.remark(tally(run));
  }
  return exitCodeFor(run.findings);
}
