import { parentName } from '../routes.mjs';
import { objectName } from '../sources/located.mjs';
import { table } from './text.mjs';

/** The statuses as `kubectl get` shows them, a table for each kind, and then all conditions with reason and message. */
export function renderStatuses(statuses, locator) {
  const specOf = (status) => locator.entriesOf(status)[0]?.object?.spec ?? {};
  const tables = Object.entries(KINDS).flatMap(([kind, { header, row }]) => {
    const rows = statuses.filter((status) => status.kind === kind).map((status) => row(status, specOf(status)));
    return rows.length > 0 ? [table(header, rows)] : [];
  });
  const conditions = statuses.flatMap(conditionRows);
  if (conditions.length > 0) tables.push(table(['OF', 'CONDITION', 'STATUS', 'REASON', 'MESSAGE'], conditions));
  return tables.map((text) => `${text}\n`).join('\n');
}

/** What `kubectl get` shows of each kind: its columns, and the row of a status beside its object's spec. */
export const KINDS = {
  GatewayClass: {
    header: ['NAME', 'CONTROLLER', 'ACCEPTED'],
    row: ({ name, status }, { controllerName }) => [name, controllerName, conditionStatus(status, 'Accepted')],
  },
  Gateway: {
    header: ['NAMESPACE', 'NAME', 'CLASS', 'ADDRESS', 'PROGRAMMED'],
    row: ({ namespace, name, status }, { gatewayClassName }) => [
      namespace,
      name,
      gatewayClassName,
      (status?.addresses ?? []).map((address) => address.value).join(','),
      conditionStatus(status, 'Programmed'),
    ],
  },
  HTTPRoute: {
    header: ['NAMESPACE', 'NAME', 'HOSTNAMES'],
    row: ({ namespace, name }, { hostnames }) => [namespace, name, Array.isArray(hostnames) ? JSON.stringify(hostnames) : ''],
  },
};

function conditionStatus(status, type) {
  return status?.conditions?.find((condition) => condition.type === type)?.status ?? 'Unknown';
}

/** The conditions of a status as `[name of the part, conditions]`. */
export function conditionGroups(entry) {
  const { namespace, status } = entry;
  const { conditions = [], listeners, parents } = status ?? {};
  const groups = [[objectName(entry), conditions]];
  for (const listener of listeners ?? []) {
    groups.push([`  listener ${listener.name} (attachedRoutes ${listener.attachedRoutes ?? 0})`, listener.conditions ?? []]);
  }
  for (const parent of parents ?? []) groups.push([`  parent ${parentName(parent.parentRef ?? {}, namespace)}`, parent.conditions ?? []]);
  return groups;
}

function conditionRows(entry) {
  return conditionGroups(entry).flatMap(([name, group]) => {
    const rows = group.map(({ type, status: value, reason, message }) => ['', type, value, reason, (message ?? '').replaceAll('\n', ' ')]);
    if (rows.length === 0) return [[name, '', '', '', '']];
    rows[0][0] = name;
    return rows;
  });
}
