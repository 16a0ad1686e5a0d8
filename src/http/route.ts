/** Paths of upstreams by their routes, so that requests can be told apart by route: there are few, and endless paths. */

/** A path below an upstream's base URL, and the route that it belongs to. */
export interface RoutePath {
  /** As the contract writes it, with names for what varies: `/jobs/{job_id}/results`. */
  readonly route: string;
  /** With its values, encoded. */
  readonly path: string;
}

/** The names within braces. */
type ParameterOf<Route extends string> = Route extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never;

/** @param parameters values for the names within braces, not encoded */
export function routePath<Route extends string>(
  route: Route,
  ...[parameters]: ParameterOf<Route> extends never
    ? []
    : [parameters: Readonly<Record<ParameterOf<Route>, string | number>>]
): RoutePath {
  const values: Readonly<Record<string, string | number>> = parameters ?? {};
  const path = route.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
  return { route, path };
}
