import { writeFileSync } from 'node:fs';

import { evaluationOptions, UsageError } from '../arguments.mjs';
import { readCases } from '../cases.mjs';
import { EXIT } from '../exit-codes.mjs';
import { runCases } from '../expectations.mjs';
import { fromModuleError } from '../findings.mjs';
import { loadModule } from '../module.mjs';
import { junit, renderCases } from '../render/cases.mjs';
import { renderTrace } from '../render/request.mjs';
import { evaluateFiles } from '../run.mjs';

/** What happens to one request, or to a table of them. */
export async function request(words, values, context) {
  const files = words.filter((word) => values.filename?.includes(word));
  const asked = words.filter((word) => !files.includes(word));
  const wanted = values.cases === undefined ? [requestOf(asked, values)] : undefined;
  if (values.cases !== undefined && asked.length > 0) throw new UsageError(`${asked[0]} beside --cases`, 'give one request, or a table of them');
  const cases = values.cases === undefined ? undefined : readCases(values.cases, values);

  // The evaluation is for places and findings only.
  values = { ...values, requests: false };
  const run = await evaluateFiles(files, values, context);
  const unread = run.findings.filter((finding) => finding.unread);
  if (run.refused || run.entries.length === 0) {
    context.report(unread);
    return EXIT.unreadable;
  }
  const module = await loadModule(context.env);
  const snapshot = { resources: run.entries.map((entry) => entry.object), options: evaluationOptions(values) };
  context.progress.stage('sending requests');
  const answer = module.simulate(snapshot, wanted ?? cases.map((each) => each.request));
  if (answer.error) {
    context.report([fromModuleError(answer.error, run.locator)]);
    return EXIT.unreadable;
  }
  context.reportFindings(unread);
  const code = cases ? told(runCases(cases, answer.ok), values, context) : shown(wanted[0], answer.ok[0], run, values, context);
  return unread.length > 0 ? EXIT.unreadable : code;
}

function shown(asked, answer, run, values, context) {
  if (answer.error) {
    context.fail(answer.error);
    return EXIT.unreadable;
  }
  if (values.output === 'json') context.print(`${JSON.stringify(answer.ok, null, 2)}\n`);
  else context.print(renderTrace(asked, answer.ok, { ...run, all: values.all, paint: context.paint }));
  return EXIT.ok;
}

function told(results, values, context) {
  if (values.output === 'json') context.print(`${JSON.stringify(results, null, 2)}\n`);
  else if (values.output === 'junit') context.print(junit(results));
  else context.print(renderCases(results, context.paint));
  if (values.junit !== undefined) writeFileSync(values.junit, junit(results));
  return results.every((result) => result.failures.length === 0) ? EXIT.ok : EXIT.errors;
}

/** `[METHOD] URL` and the options, as the module takes a request. */
function requestOf(words, values) {
  const [first, second, third] = words;
  const help = 'a request is `[METHOD] URL`, as in `kuma-gapi request -f routes.yaml GET https://shop.example.com/cart`';
  if (first === undefined) throw new UsageError('no request given', help);
  if (third !== undefined) throw new UsageError(`more than a method and a URL: ${third}`, help);
  const [method, url] = second === undefined ? [values.request ?? 'GET', first] : [first, second];
  return {
    method,
    url: url.includes('://') ? url : `http://${url}`,
    headers: (values.header ?? []).map(headerOf),
    ...(values.gateway && { gateway: values.gateway }),
    ...(values.from && { from: values.from }),
  };
}

/** curl's `NAME: VALUE`. */
function headerOf(text) {
  const [, name, value] = /^([^:]+):\s*(.*)$/s.exec(text) ?? [];
  if (name === undefined) throw new UsageError(`${text} is no header`, "a header is written as -H 'x-env: prod'");
  return [name, value];
}
