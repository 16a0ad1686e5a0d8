/** Acusight's way of writing times: RFC 3339, UTC, whole seconds. */

/** Milliseconds since 1970 as `2026-03-14T09:26:53Z`; parts of a second are cut off. */
export function toWholeSeconds(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
}
