/** What a failure means to the person in front of the page, in words that promise nothing. Pure. */

import { type UpstreamName, upstreamTitles } from './upstreams.ts';

/** Why something is not there. */
export interface Trouble {
  /** The backend to blame; null for the gateway itself. */
  readonly upstream: UpstreamName | null;
  /** A code of Atelier's, or `NETWORK` where no answer came. */
  readonly code: string;
  /** How long to wait before another try, where that was said. */
  readonly retryAfterMs: number | null;
}

export interface TroubleWords {
  readonly title: string;
  readonly hint: string;
  /** Whether another token could help, another try, or neither. */
  readonly remedy: 'token' | 'retry' | 'none';
}

export function troubleWords({ upstream, code }: Trouble): TroubleWords {
  const who = upstream === null ? 'The gateway' : upstreamTitles[upstream];
  const rest = upstream === null ? '' : ' What does not come from there still works.';
  switch (code) {
    case 'UNAUTHENTICATED':
      return {
        title: `${who} does not accept this token`,
        hint: `It is missing, wrong or no longer valid.${rest}`,
        remedy: 'token',
      };
    case 'FORBIDDEN':
      return {
        title: `${who} does not let you see this`,
        hint: 'The token is valid, but for something else.',
        remedy: 'token',
      };
    case 'UPSTREAM_UNAVAILABLE':
    case 'UPSTREAM_TIMEOUT':
      return { title: `${who} does not answer`, hint: `It may be back soon.${rest}`, remedy: 'retry' };
    case 'UPSTREAM_RATE_LIMITED':
    case 'RATE_LIMITED':
    case 'OVERLOADED':
      return { title: `${who} is too busy`, hint: 'It asks for some patience.', remedy: 'retry' };
    case 'UPSTREAM_CONTRACT':
      return {
        title: `${who} sent something that cannot be read`,
        hint: `Nothing was made up in its place.${rest}`,
        remedy: 'retry',
      };
    case 'NOT_FOUND':
      return { title: 'This is no longer there', hint: `${who} does not know it any more.`, remedy: 'none' };
    case 'NETWORK':
      return {
        title: 'The gateway does not answer',
        hint: 'Is it running, and is there a connection?',
        remedy: 'retry',
      };
    default:
      return { title: `${who} did not accept the request`, hint: `It said ${code}.`, remedy: 'retry' };
  }
}
