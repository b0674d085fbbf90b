import { CONTROLLER, conditionText, objections, parentName } from '../routes.mjs';
import { identityOf, objectName, placeOf, pointerTokens } from '../sources/located.mjs';

/**
 * How traffic flows through an input: gateways with their listeners, routes with their rules, and backends, with
 * an edge for each parent and each backend of a rule. `trouble` is why something is refused or broken.
 */
export function graphOf({ entries, evaluation, findings, locator }, read) {
  const troubles = troublesOf(findings, locator);
  const statusOf = new Map(evaluation.statuses.flatMap((each) => locator.entriesOf(each).map((entry) => [entry, each.status])));
  const at = (entry, pointer) => read.extentOf(entry, pointerTokens(pointer)) ?? read.placeOf(placeOf(entry));
  const node = (entry) => ({ name: objectName(identityOf(entry.object)), place: read.placeOf(placeOf(entry)) });
  const ours = new Set(evaluation.statuses.filter(({ kind }) => kind === 'Gateway').map((each) => objectName(each)));
  const graph = { gateways: [], routes: [], backends: [] };
  const meshes = meshesOf(evaluation, locator);
  const backends = new Map();
  const gateways = new Map();

  const troubleOf = (entry, pointer) => troubles.get(entry)?.find(({ path }) => path === pointer || path.startsWith(`${pointer}/`))?.message;

  for (const entry of entries) {
    if (entry.object?.kind !== 'Gateway' || !ours.has(objectName(identityOf(entry.object)))) continue;
    const gateway = {
      ...node(entry),
      mesh: meshes.get(entry) ?? '',
      trouble: refusal(statusOf.get(entry)),
      rows: listOf(entry.object.spec?.listeners).map((listener, index) => ({
        key: String(listener?.name ?? index),
        label: `${listener?.name ?? index}  ${[listener?.protocol, listener?.port].filter(Boolean).join(' ')}${listener?.hostname ? `  ${listener.hostname}` : ''}`,
        place: at(entry, `/spec/listeners/${index}`),
        trouble: troubleOf(entry, `/spec/listeners/${index}`),
      })),
    };
    gateways.set(gateway.name, graph.gateways.length);
    graph.gateways.push(gateway);
  }

  const backendOf = (reference, namespace) => {
    const { kind = 'Service', name, port } = reference ?? {};
    const identity = { kind, namespace: kind === 'ExternalService' ? undefined : (reference?.namespace ?? namespace), name };
    const label = `${objectName(identity)}${port === undefined ? '' : `:${port}`}`;
    if (!backends.has(label)) {
      const [entry] = entries.length > 0 ? locator.entriesOf({ apiVersion: 'v1', ...identity }) : [];
      backends.set(label, graph.backends.length);
      graph.backends.push({ name: label, place: entry && read.placeOf(placeOf(entry)), trouble: entry ? undefined : 'it is not in the input' });
    }
    return backends.get(label);
  };

  for (const entry of entries) {
    if (entry.object?.kind !== 'HTTPRoute') continue;
    const { namespace } = identityOf(entry.object);
    const spec = entry.object.spec ?? {};
    const status = statusOf.get(entry);
    const entryOf = (index) => parentStatus(status, spec.parentRefs[index], namespace);
    const parents = listOf(spec.parentRefs).map((parent, index) => {
      const { kind = 'Gateway', name, sectionName } = parent ?? {};
      const target = objectName({ kind, namespace: parent?.namespace ?? namespace, name });
      const against = entryOf(index);
      const trouble = against?.conditions && objections(against)[0];
      return {
        gateway: gateways.get(target),
        target,
        listener: sectionName,
        trouble: trouble && trouble.type === 'Accepted' ? conditionText(trouble) : undefined,
      };
    });
    graph.routes.push({
      ...node(entry),
      hostnames: listOf(spec.hostnames).map(String),
      trouble: troubleOf(entry, '') && parents.every(({ trouble }) => trouble) ? troubleOf(entry, '') : undefined,
      parents,
      rows: listOf(spec.rules).map((rule, index) => ({
        label: ruleLabel(rule),
        place: at(entry, `/spec/rules/${index}`),
        trouble: troubleOf(entry, `/spec/rules/${index}`),
        backends: listOf(rule?.backendRefs).map((reference, position) => ({
          to: backendOf(reference, namespace),
          weight: reference?.weight ?? 1,
          trouble: troubleOf(entry, `/spec/rules/${index}/backendRefs/${position}`),
        })),
      })),
    });
  }
  for (const route of graph.routes) {
    for (const { backends: edges } of route.rows) for (const { to, trouble } of edges) if (trouble) graph.backends[to].trouble ??= trouble;
  }
  return graph;
}

/** The errors of each object, with the pointers that they are about. */
function troublesOf(findings, locator) {
  const troubles = new Map();
  for (const { severity, message, diagnostic } of findings) {
    if (severity !== 'error' || !diagnostic?.object) continue;
    for (const entry of locator.entriesOf(diagnostic.object)) troubles.set(entry, [...(troubles.get(entry) ?? []), { path: diagnostic.path ?? '', message }]);
  }
  return troubles;
}

/** The mesh of each Gateway of which a MeshGateway is made. */
function meshesOf({ resources, provenance }, locator) {
  const made = new Map(resources.filter(({ kind }) => kind === 'MeshGateway').map(({ metadata, mesh }) => [metadata.name, mesh]));
  const meshes = new Map();
  for (const { output, from } of provenance) {
    if (output.kind !== 'MeshGateway') continue;
    for (const entry of locator.entriesOf(from)) meshes.set(entry, made.get(output.name));
  }
  return meshes;
}

function refusal(status) {
  const accepted = status?.conditions?.find(({ type }) => type === 'Accepted');
  return accepted && accepted.status !== 'True' ? conditionText(accepted) : undefined;
}

function parentStatus(status, reference, namespace) {
  const name = reference && parentName(reference, namespace);
  return status?.parents?.find((parent) => parent.controllerName === CONTROLLER && parentName(parent.parentRef, namespace) === name);
}

/** What a rule matches, in a few words. */
function ruleLabel(rule) {
  const matches = listOf(rule?.matches).map((match) => {
    const { path, method, headers, queryParams } = match ?? {};
    const sign = { Exact: '=', RegularExpression: '~' }[path?.type] ?? '';
    const more = listOf(headers).length + listOf(queryParams).length;
    return [method, `${sign}${path?.value ?? '/'}`, more > 0 && `+${more}`].filter(Boolean).join(' ');
  });
  const filters = listOf(rule?.filters).map((filter) => ({ RequestRedirect: '→ redirect', URLRewrite: '✎ rewrite', RequestMirror: '⧉ mirror' })[filter?.type]).filter(Boolean);
  return [matches[0] ?? '/', matches.length > 1 && `and ${matches.length - 1} more`, ...filters].filter(Boolean).join('  ');
}

function listOf(value) {
  return Array.isArray(value) ? value : [];
}
