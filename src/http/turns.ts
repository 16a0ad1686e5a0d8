/**
 * Whose turn it is to ask an upstream for what several replicas want, and what was left by the one who asked last. Owns
 * types only; replicas take turns in Redis.
 */

export interface Turns {
  /**
   * Waits until this replica may ask, or until another one that may is done; a bounded time, after which whoever waits goes
   * on alone. Rejects where nobody can say whose turn it is, and with the reason of an aborted signal.
   */
  take(name: string, signal: AbortSignal): Promise<Turn>;
  /** What was left under this name, as long as it is kept. Rejects where nobody can say. */
  look(name: string): Promise<Left | null>;
  /** Rejects where it cannot listen. `onEnd` is called after every turn, and may miss some. */
  listen(name: string, onEnd: () => void): Promise<() => void>;
}

export type Turn =
  /** Nobody else asks until it is ended, as long as this replica lives. */
  | {
      readonly kind: 'mine';
      /** No other turn has it. */
      readonly id: string;
      readonly left: Left | null;
      /** Leaves this for others, for so long, and lets them go on. Leaves nothing where the turn was lost meanwhile. */
      readonly end: (left: { readonly text: string; readonly keepMs: number } | null) => Promise<void>;
    }
  /** It was another one's, who is done or takes too long. */
  | { readonly kind: 'over'; readonly left: Left | null };

export interface Left {
  readonly text: string;
  /** For so long it is kept from now on, in milliseconds. */
  readonly leftForMs: number;
}
