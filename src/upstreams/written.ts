/**
 * What came of a change at an upstream: done, or refused for reasons that the caller can correct. Knows no route and
 * sends nothing by itself; each upstream reads its own refusals.
 */

import { UpstreamFailure } from '#src/errors.ts';
import { UpstreamRejection } from '#src/http/rejection.ts';

/** Rejections are failures that the caller cannot correct; they are thrown, never values. */
export type Written<Value> =
  | { readonly kind: 'done'; readonly value: Value }
  | { readonly kind: 'refused'; readonly problems: readonly [WriteProblem, ...WriteProblem[]] };

/** One thing that the caller can correct. */
export interface WriteProblem {
  readonly kind: 'invalid' | 'not found' | 'conflict';
  /** In words of the backend, see `safeWords`. */
  readonly message: string;
  /** Where in the input, in the names of the graph; empty for the input as a whole, null where nobody says. */
  readonly path: InputPath | null;
}

export type InputPath = readonly (string | number)[];

/**
 * Carries out one change.
 *
 * @param options.write sends it, once
 * @param options.decode reads the answer; throws `UPSTREAM_CONTRACT` where it cannot be read
 * @param options.problemsOf reads a refusal; none where its body says nothing, so that it stays a failure
 */
export async function carryOut<Value>(options: {
  readonly write: () => Promise<unknown>;
  readonly decode: (body: unknown) => Value;
  readonly problemsOf: (rejection: UpstreamRejection) => readonly WriteProblem[];
}): Promise<Written<Value>> {
  try {
    return { kind: 'done', value: options.decode(await options.write()) };
  } catch (error) {
    if (error instanceof UpstreamRejection) {
      const [first, ...others] = options.problemsOf(error);
      if (first) return refused(first, ...others);
    }
    if (error instanceof UpstreamFailure && error.code === 'UPSTREAM_CONTRACT') throw unreadable(error);
    throw error;
  }
}

export function refused(...problems: readonly [WriteProblem, ...WriteProblem[]]): Written<never> {
  return { kind: 'refused', problems };
}

/** The kind of problem that a refusal's status stands for. */
export function kindOfStatus(status: number): WriteProblem['kind'] {
  if (status === 404) return 'not found';
  return status === 409 ? 'conflict' : 'invalid';
}

const maxWords = 300;

/** A backend's words, fit for clients: without URLs, and of a length that can be shown. */
export function safeWords(text: string): string {
  const words = [...text.replace(/[a-z][a-z0-9+.-]*:\/\/\S+/gi, '(a URL)')];
  return words.length > maxWords ? `${words.slice(0, maxWords).join('')}…` : words.join('');
}

/** The upstream accepted the change, so an answer that cannot be read leaves open what came of it. */
function unreadable(failure: UpstreamFailure): UpstreamFailure {
  const what = 'accepted the change, but its answer could not be read';
  const details = { ...failure.details, mayHaveHappened: true as const };
  return new UpstreamFailure('UPSTREAM_CONTRACT', failure.upstream, what, details, { cause: failure });
}
