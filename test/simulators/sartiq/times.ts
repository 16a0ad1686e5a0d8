/** Sartiq's way of writing times: UTC, microseconds, `Z` (S-14). */

/** Milliseconds since 1970, fractions included, as `2026-03-02T10:15:31.000000Z`. */
export function toMicroseconds(timeMs: number): string {
  const micros = Math.floor((timeMs - Math.floor(timeMs)) * 1000);
  return `${new Date(Math.floor(timeMs)).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`;
}

/** The time of a change: now, or one microsecond after the change before, so that it always moves (S-07). */
export function nextTime(previous: string, nowMs: number): string {
  const now = toMicroseconds(nowMs);
  if (now > previous) return now;
  const wholeMs = Date.parse(`${previous.slice(0, 23)}Z`);
  const micros = Number(previous.slice(23, 26)) + 1;
  return micros < 1000
    ? `${previous.slice(0, 23)}${String(micros).padStart(3, '0')}Z`
    : toMicroseconds(wholeMs + 1);
}
