/**
 * Why the bytes of a streamed request body ended too early: the fault of where they come from, not of the upstream
 * that they go to. Transports hand it on as it is. Its message is safe to be told to clients.
 */

export type BodyFault =
  /** More bytes than the gateway takes. */
  | 'too large'
  /** Not as announced: missing, malformed, broken off or not coming. */
  | 'broken';

export class BodyFailure extends Error {
  override readonly name = 'BodyFailure';
  readonly fault: BodyFault;

  constructor(fault: BodyFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.fault = fault;
  }
}
