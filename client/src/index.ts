/** What the package offers without React. */

export {
  type AnswerError,
  type ErrorCode,
  FieldUnavailable,
  GatewayUnreachable,
  type OperationFailure,
  OperationRefused,
  type Path,
  type Unavailable,
  type UpstreamName,
  unavailableAt,
} from './failures.ts';
export { failureOf, present, valueOrNull } from './guard.ts';
export {
  type DeferredRef,
  deferredPartOf,
  type Fragment,
  type FragmentRef,
  partOf,
  unavailableInPart,
} from './parts.ts';
export {
  type Answer,
  type Result,
  takeResult,
  unavailableIn,
} from './result.ts';
export { parseScalars, type ScalarParsers, type ScalarTable } from './scalars.ts';
