/**
 * The failure taxonomy: every failure that a client may see is one of these classes, with one code of the
 * public interface. Owns codes, safe messages and safe details; knows neither HTTP nor GraphQL. What is not
 * one of these is a bug and reaches clients as `INTERNAL` without its message.
 */

/** The backends behind the gateway, as clients see them in `extensions.upstream`. */
export const upstreamNames = ['piktid', 'sartiq', 'acusight'] as const;
export type UpstreamName = (typeof upstreamNames)[number];

/** How a backend is called in a sentence. */
export const upstreamTitles: Readonly<Record<UpstreamName, string>> = {
  piktid: 'PiktID',
  sartiq: 'Sartiq',
  acusight: 'Acusight',
};

/** Every value that `extensions.code` can have. */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | UpstreamErrorCode
  | 'QUERY_TOO_EXPENSIVE'
  | 'RATE_LIMITED'
  | 'OVERLOADED'
  | 'INTERNAL';

/** A failure that may be told to clients: its message and details hold no URL, header, token or body. */
export class AtelierError extends Error {
  override readonly name: string = 'AtelierError';
  readonly code: ErrorCode;
  /** Further entries of `extensions`, beside `code`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

/** The caller's argument is wrong by itself; no upstream was asked. */
export class BadUserInput extends AtelierError {
  override readonly name = 'BadUserInput';

  /** @param options.argument path below the field's arguments, for example `['filter', 'tags', 0]`. */
  constructor(message: string, options: { readonly argument: readonly (string | number)[] }) {
    super('BAD_USER_INPUT', message, { argument: options.argument });
  }
}

/** The caller may not use the gateway itself: its API key or token is missing or wrong. */
export class GatewayUnauthenticated extends AtelierError {
  override readonly name = 'GatewayUnauthenticated';

  constructor(message: string, options?: ErrorOptions) {
    super('UNAUTHENTICATED', message, {}, options);
  }
}

/** The gateway itself can do no more right now, which is no fault of the caller's or of a backend's. */
export class GatewayOverloaded extends AtelierError {
  override readonly name = 'GatewayOverloaded';
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number, options?: ErrorOptions) {
    super('OVERLOADED', message, { retryAfterMs }, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Codes that name a backend as the cause. */
export type UpstreamErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_RATE_LIMITED'
  | 'UPSTREAM_REJECTED'
  | 'UPSTREAM_CONTRACT';

/** What may be told about a failure of a backend, beside its code and name. */
export interface UpstreamFailureDetails {
  /** Milliseconds after which the backend asked to be called again. */
  readonly retryAfterMs?: number;
  /** A write was sent and its answer is lost: it may have been carried out. Never sent again by the gateway. */
  readonly mayHaveHappened?: true;
  /** HTTP status that the backend answered. */
  readonly status?: number;
  /** The row that broke the contract, by its own id where it has a readable one. */
  readonly row?: string;
  /** Where in the row, or in the answer, the contract is broken: `images.3.status`. */
  readonly field?: string;
}

/** A backend is to blame. */
export class UpstreamFailure extends AtelierError {
  override readonly name = 'UpstreamFailure';
  override readonly code: UpstreamErrorCode;
  readonly upstream: UpstreamName;
  /** The row that is to blame, by its own id, where one is and has a readable id. */
  readonly row: string | undefined;

  /** @param what completes the sentence that starts with the backend's name: "did not answer in time". */
  constructor(
    code: UpstreamErrorCode,
    upstream: UpstreamName,
    what: string,
    details: UpstreamFailureDetails = {},
    options?: ErrorOptions,
  ) {
    super(code, `${upstreamTitles[upstream]} ${what}`, { upstream, ...details }, options);
    this.code = code;
    this.upstream = upstream;
    this.row = details.row;
  }
}
