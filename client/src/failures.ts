/**
 * What can be missing, and what can be refused: the errors of the gateway as classes with typed fields. Reads
 * `extensions` once, here; everything else sees these types only.
 */

/** The backends behind the gateway, as `extensions.upstream` names them. */
export type UpstreamName = 'piktid' | 'sartiq' | 'acusight';

/** Every `extensions.code` that the gateway gives. A newer gateway may know more. */
export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_UNAVAILABLE'
  | 'UPSTREAM_RATE_LIMITED'
  | 'UPSTREAM_REJECTED'
  | 'UPSTREAM_CONTRACT'
  | 'QUERY_TOO_EXPENSIVE'
  | 'RATE_LIMITED'
  | 'OVERLOADED'
  | 'INTERNAL'
  | 'PERSISTED_QUERY_NOT_FOUND';

/** Where something is in an answer: the response keys and list positions from its root. */
export type Path = readonly (string | number)[];

/** One thing that is missing in an answer. */
export interface Unavailable {
  /** The backend that is to blame, or null if none is. */
  readonly upstream: UpstreamName | null;
  readonly path: Path;
  readonly code: ErrorCode;
  /** Milliseconds after which it may work again, or null if nobody said so. */
  readonly retryAfterMs: number | null;
  /** For people; holds no URL, token or header. */
  readonly message: string;
  /** Finds the answer in the gateway's log. */
  readonly requestId: string | null;
}

/** An entry of `errors`, as the gateway sends it and as clients hand it on. */
export interface AnswerError {
  readonly message: string;
  readonly path?: Path | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** Thrown where a field is read that an error has nulled. */
export class FieldUnavailable extends Error implements Unavailable {
  override readonly name = 'FieldUnavailable';
  readonly upstream: UpstreamName | null;
  readonly path: Path;
  readonly code: ErrorCode;
  readonly retryAfterMs: number | null;
  readonly requestId: string | null;

  constructor({ message, upstream, path, code, retryAfterMs, requestId }: Unavailable) {
    super(message);
    this.upstream = upstream;
    this.path = path;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.requestId = requestId;
  }
}

/** The whole operation was refused: nothing of it was answered. */
export class OperationRefused extends Error {
  override readonly name = 'OperationRefused';
  /** The backend that is to blame, or null: a subscription is refused where its only backend refuses. */
  readonly upstream: UpstreamName | null;
  readonly code: ErrorCode;
  readonly retryAfterMs: number | null;
  readonly requestId: string | null;
  /** All that the gateway said; `code` and the others are the first one's. */
  readonly errors: readonly AnswerError[];

  constructor(errors: readonly [AnswerError, ...AnswerError[]]) {
    const [first] = errors;
    super(first.message);
    const { upstream, code, retryAfterMs, requestId } = toUnavailable(first);
    this.upstream = upstream;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.requestId = requestId;
    this.errors = errors;
  }
}

/** The gateway could not be reached, or what answered is not a gateway. */
export class GatewayUnreachable extends Error {
  override readonly name = 'GatewayUnreachable';
  readonly code = 'GATEWAY_UNREACHABLE';
  readonly retryAfterMs = null;
}

/** What prevents an operation as a whole. */
export type OperationFailure = OperationRefused | GatewayUnreachable;

/** What belongs to the part of an answer at this path: what is missing inside it, and what is missing around it. */
export function unavailableAt<Entry extends Unavailable>(
  unavailable: readonly Entry[],
  path: Path,
): readonly Entry[] {
  return unavailable.filter((each) =>
    path.every((key, depth) => depth >= each.path.length || each.path[depth] === key),
  );
}

/** What an entry of `errors` says is missing. */
export function toUnavailable({ message, path = [], extensions = {} }: AnswerError): Unavailable {
  const { upstream, code, retryAfterMs, requestId } = extensions;
  return {
    upstream: typeof upstream === 'string' ? (upstream as UpstreamName) : null,
    path,
    code: typeof code === 'string' ? (code as ErrorCode) : 'INTERNAL',
    retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : null,
    message,
    requestId: typeof requestId === 'string' ? requestId : null,
  };
}
