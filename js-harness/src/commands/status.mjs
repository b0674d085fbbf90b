import { exitCodeFor } from '../exit-codes.mjs';
import { renderYaml } from '../render/resources.mjs';
import { renderStatuses } from '../render/status-table.mjs';
import { evaluateFiles } from '../run.mjs';

/** The statuses that would be written; of what was found only what could not be read, and how much there is. */
export async function status(paths, values, context) {
  const { evaluation, findings, locator } = await evaluateFiles(paths, values, context);
  const { statuses } = evaluation;
  const render = {
    json: () => `${JSON.stringify(statuses, null, 2)}\n`,
    yaml: () => renderYaml(statuses),
    table: () => renderStatuses(statuses, locator),
  }[values.output ?? 'table'];
  context.print(render());
  context.reportFindings(findings.filter((finding) => finding.unread));
  context.reportSummary(findings, 'to see what was found, try `kuma-gapi check`');
  return exitCodeFor(findings);
}
