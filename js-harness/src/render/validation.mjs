import { renderFindings, renderPlace } from './diagnostic.mjs';
import { count, harmless } from './text.mjs';
import { regionOf } from './region.mjs';
import { countBySeverity, findingId } from '../findings.mjs';
import { identityOf, objectName, placeOf } from '../sources/located.mjs';

/** First the objects that are refused, then why, then a verdict with counts. */
export function renderValidation(run, paint) {
  const refused = run.objects.filter(({ verdict }) => verdict === 'refused').map((each) => `${refusedLine(each, paint)}\n`);
  const parts = [refused.join(''), renderFindings(run.findings, paint).trimEnd(), hint(run), tally(run, paint)];
  return `${parts.filter(Boolean).map((part) => part.trimEnd()).join('\n\n')}\n`;
}

function refusedLine({ object, entry, causes = [] }, paint) {
  const name = objectName(entry ? identityOf(entry.object) : object);
  const place = entry ? ` (${renderPlace(placeOf(entry))})` : '';
  const because = causes.length === 1 ? '1 cause' : `${causes.length} causes`;
  return `${paint('refused', 'bold', 'red')}  ${harmless(`${name}${place}: ${because}`)}`;
}

function hint({ findings }) {
  const finding = findings.find(({ diagnostic, severity }) => diagnostic && severity === 'error');
  return finding && `for more about a code, try \`kuma-gapi codes ${findingId(finding)}\``;
}

/** `1 refused, 12 accepted, 3 not known (Service 2, Deployment 1)`; what could not be read is said too. */
export function tally({ objects, findings, failed }, paint = (text) => text) {
  if (failed) return paint('nothing was validated', 'bold', 'red');
  const of = (verdict) => objects.filter((each) => each.verdict === verdict);
  const [refused, accepted, unknown] = ['refused', 'accepted', 'unknown'].map(of);
  const kinds = new Map();
  for (const { object } of unknown) kinds.set(object.kind, (kinds.get(object.kind) ?? 0) + 1);
  const unread = findings.filter((finding) => finding.unread).length;
  const noObject = findings.filter((finding) => finding.code === 'not-an-object').length;
  const { warning } = countBySeverity(findings);
  const parts = [
    refused.length > 0 && paint(`${refused.length} refused`, 'bold', 'red'),
    paint(`${accepted.length} accepted`, 'green'),
    unknown.length > 0 && `${unknown.length} not known (${[...kinds].map(([kind, number]) => `${harmless(kind)} ${number}`).join(', ')})`,
    noObject > 0 && paint(`${noObject} no object`, 'bold', 'red'),
    unread > 0 && paint(`${unread} not readable`, 'bold', 'red'),
    warning > 0 && paint(count(warning, 'warning'), 'yellow'),
  ];
  return parts.filter(Boolean).join(', ');
}

/** Everything as data: the objects as the module answers, each with its place, and the findings with theirs. */
export function renderValidationJson({ objects, findings, locator }) {
  const answer = {
    objects: objects.map(({ at, entry, causes, ...rest }) => ({
      ...rest,
      ...(entry && regionOf(placeOf(entry))),
      ...(causes && { causes: causes.map((cause) => ({ ...cause, ...placeOfCause(locator, at + cause.path) })) }),
    })),
    findings: findings.map((finding) => {
      const { severity, code, message, help, subject, place, diagnostic } = finding;
      return { severity, code, rule: diagnostic?.rule, message, help, in: subject, ...(place && regionOf(place)) };
    }),
  };
  return `${JSON.stringify(answer, null, 2)}\n`;
}

function placeOfCause(locator, path) {
  const [target] = locator.resolve({ path });
  return target && regionOf(placeOf(target.entry, target.tokens));
}
