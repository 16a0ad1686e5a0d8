/** Timestamps of PiktID: written with microseconds and `+00:00` (P-14), read as ISO 8601 without loss (P-12). */

/** ISO 8601 with microseconds; `micros` is a whole number of microseconds since 1970. */
export function formatMicros(micros: number): string {
  const ms = Math.floor(micros / 1000);
  const rest = String(micros - ms * 1000).padStart(3, '0');
  return `${new Date(ms).toISOString().slice(0, -1)}${rest}+00:00`;
}

const instantPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?(Z|z|[+-]\d{2}:?\d{2})?)?$/;

/** Microseconds since 1970, or null where the text is no ISO 8601 instant. No offset means UTC. */
export function parseMicros(text: string): number | null {
  const match = instantPattern.exec(text);
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const fields = [year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0] as const;
  const date = new Date(Date.UTC(...fields));
  const kept = [
    date.getUTCFullYear(),
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
  // A day that does not exist rolls over to another one.
  if (kept.some((value, index) => value !== fields[index])) return null;
  const fraction = Number((match[7] ?? '').padEnd(6, '0'));
  return date.getTime() * 1000 + fraction - offsetMinutes(match[8]) * 60_000_000;
}

function offsetMinutes(zone: string | undefined): number {
  if (zone === undefined || zone.toUpperCase() === 'Z') return 0;
  const digits = zone.replace(/\D/g, '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return zone.startsWith('-') ? -minutes : minutes;
}
