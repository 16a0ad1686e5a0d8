/** Which step of a plan a request belongs to that was made. Pure. */

import type { Method } from '#src/http/exchange.ts';
import type { PlannedRequest } from './operation-plan.ts';

/** A request as it went to its upstream. */
export interface MadeRequest {
  readonly upstream: PlannedRequest['upstream'];
  readonly method: Method;
  readonly route: string;
  readonly path: string;
  readonly query: readonly (readonly [name: string, value: string])[];
}

/** Gives each request that is made its planned one, the most exact that holds it and has room; null where none does. */
export function createPlanMatcher(
  requests: readonly PlannedRequest[],
): (made: MadeRequest) => PlannedRequest | null {
  const room = new Map(requests.map((planned) => [planned, planned.count.max]));
  const exactFirst = requests.toSorted((left, right) => left.open.length - right.open.length);
  return (made) => {
    const holding = exactFirst.filter((planned) => holds(planned, made));
    const planned = holding.find((each) => (room.get(each) ?? 0) > 0) ?? holding.find((each) => each.mayGrow);
    if (!planned) return null;
    room.set(planned, (room.get(planned) ?? 0) - 1);
    return planned;
  };
}

/** Whether it is of the route, or has the path, and every parameter that is not left open. */
function holds(planned: PlannedRequest, { upstream, method, route, path, query }: MadeRequest): boolean {
  if (planned.upstream !== upstream || planned.method !== method || planned.route !== route) return false;
  if (planned.path !== null && planned.path !== path) return false;
  const isFixed = (name: string): boolean => !planned.open.includes(name) && !planned.needs.includes(name);
  const sent = query.filter(([name]) => isFixed(name)).map(([name, value]) => [name, value]);
  const wanted = Object.entries(planned.parameters)
    .filter(([name]) => isFixed(name))
    .flatMap(([name, value]) => [value].flat().map((each) => [name, String(each)]));
  return JSON.stringify(sent.sort()) === JSON.stringify(wanted.sort());
}
