import type { Unavailable } from '#client/index.ts';
import { upstreamTitles } from './upstreams.ts';
import { counted } from './words.ts';

/** Beside rows that came: how many did not, and from where. */
export function MissingNote({ unavailable }: { readonly unavailable: readonly Unavailable[] }) {
  if (unavailable.length === 0) return null;
  const names = new Set(
    unavailable.map(({ upstream }) => (upstream === null ? 'the gateway' : upstreamTitles[upstream])),
  );
  return (
    <p className="missing-note" role="status">
      {counted(unavailable.length, 'part')} of this could not be read from {[...names].join(' and ')}.
    </p>
  );
}
