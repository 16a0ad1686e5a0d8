/** How the panel says numbers, times and backends. Pure. */

import type { Count, Parameters, UpstreamName } from './explain.ts';

/** A letter stands beside every colour, for those who do not see it. */
export const upstreams: Readonly<Record<UpstreamName, { readonly letter: string; readonly title: string }>> =
  {
    piktid: { letter: 'P', title: 'PiktID' },
    sartiq: { letter: 'S', title: 'Sartiq' },
    acusight: { letter: 'A', title: 'Acusight' },
  };

export const upstreamNames: readonly UpstreamName[] = ['piktid', 'sartiq', 'acusight'];

/** `3` or `1–11`. */
export function rangeText({ min, max }: Count): string {
  return min === max ? String(max) : `${min}–${max}`;
}

/** As a person would say it: `1 request`, `0 to 10 requests`. */
export function requestsText({ min, max }: Count): string {
  if (min === max) return `${max} ${max === 1 ? 'request' : 'requests'}`;
  return `${min} to ${max} requests`;
}

/** In the least that still tells two apart: `0.4 ms`, `37 ms`, `1.24 s`. */
export function timeText(ms: number): string {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(2)} s`;
  return `${ms > 0 && ms < 9.95 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `name=value` for each, a list repeated. */
export function parameterTexts(parameters: Parameters): readonly string[] {
  return Object.entries(parameters).flatMap(([name, value]) =>
    [value].flat().map((single) => `${name}=${single}`),
  );
}
