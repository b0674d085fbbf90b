import { entranceWords, filtersOf, matchedOf } from '../request-words.mjs';
import { placing } from './placing.mjs';

/** A simulation with the places in the texts: where the request comes in, the rules that were looked at, and the filters of the rule that takes it. */
export function withSimulatedPlaces(simulation, last) {
  const placeIn = placing(last);
  const placed = (each) => ({ ...each, place: placeIn(each) });
  const outcome = (each) => ({ ...each, ...(each.matched && { matched: placed(each.matched) }) });
  const { entrance, gatewayApi, dataPlane, considered } = simulation;
  const matched = matchedOf(simulation);
  const inside = entranceWords(entrance).path.replace(/\/name$/, '');
  return {
    ...simulation,
    entrance: { ...entrance, place: placeIn({ object: entrance.object, path: inside }) },
    gatewayApi: outcome(gatewayApi),
    dataPlane: outcome(dataPlane),
    filters: matched ? filtersOf(matched, last.run.locator).map(placed) : [],
    considered: considered.map((each) => ({ ...each, rule: placed(each.rule) })),
  };
}
