/** The backends by the names that people know them by. */

export const upstreamTitles = { piktid: 'PiktID', sartiq: 'Sartiq', acusight: 'Acusight' } as const;

export type UpstreamName = keyof typeof upstreamTitles;

export const upstreamNames = Object.keys(upstreamTitles) as readonly UpstreamName[];
