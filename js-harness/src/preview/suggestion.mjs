import { CONTROLLER } from '../routes.mjs';
import { identityOf } from '../sources/located.mjs';

const SCHEMES = { HTTP: ['http', 80], HTTPS: ['https', 443] };

/** A request that the first route that Kuma accepts is there for, or undefined. */
export function suggestedRequest({ entries, evaluation, locator }) {
  for (const { kind, status, ...name } of evaluation.statuses) {
    if (kind !== 'HTTPRoute') continue;
    const [entry] = locator.entriesOf({ kind, ...name });
    for (const { controllerName, parentRef, conditions } of status.parents ?? []) {
      const isAccepted = conditions?.some(({ type, status: value }) => type === 'Accepted' && value === 'True');
      if (!entry || controllerName !== CONTROLLER || !isAccepted) continue;
      const { namespace } = identityOf(entry.object);
      const parent = { namespace, ...parentRef };
      const url = parent.kind === 'Service' ? serviceUrl(parent, entries) : gatewayUrl(parent, entry.object.spec, locator);
      if (url) return { method: firstMatch(entry.object.spec)?.method ?? 'GET', url, headers: headersOf(entry.object.spec), ...(parent.kind === 'Service' && { from: namespace }) };
    }
  }
  return undefined;
}

function gatewayUrl({ namespace, name, sectionName, port }, spec, locator) {
  const [gateway] = locator.entriesOf({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', namespace, name });
  const listeners = listOf(gateway?.object.spec?.listeners).filter((each) => SCHEMES[each?.protocol] && (!sectionName || each.name === sectionName) && (!port || each.port === port));
  if (listeners.length === 0) return undefined;
  const [listener] = listeners;
  const [scheme, usual] = SCHEMES[listener.protocol];
  const hostname = [listOf(spec?.hostnames)[0], listener.hostname].find((each) => typeof each === 'string' && each !== '') ?? 'example.com';
  return `${scheme}://${hostname.replace(/^\*/, 'www')}${listener.port === usual ? '' : `:${listener.port}`}${pathOf(spec)}`;
}

function serviceUrl({ namespace, name, port }, entries) {
  const service = entries.find(({ object }) => object?.kind === 'Service' && object.metadata?.name === name && object.metadata?.namespace === namespace);
  const number = port ?? listOf(service?.object.spec?.ports)[0]?.port;
  return service && `http://${name}.${namespace}${number === 80 || number === undefined ? '' : `:${number}`}/`;
}

function firstMatch(spec) {
  return listOf(listOf(spec?.rules)[0]?.matches)[0];
}

/** A regular expression tells no path. */
function pathOf(spec) {
  const { type, value } = firstMatch(spec)?.path ?? {};
  return type !== 'RegularExpression' && typeof value === 'string' && value.startsWith('/') ? value : '/';
}

function headersOf(spec) {
  return listOf(firstMatch(spec)?.headers).flatMap((each) => (each?.type !== 'RegularExpression' && typeof each?.name === 'string' && typeof each.value === 'string' ? [[each.name, each.value]] : []));
}

function listOf(value) {
  return Array.isArray(value) ? value : [];
}
