/**
 * Questions and answers between two processes over the channel that Node gives a child. Owns their messages and how long
 * an answer may take; what is asked stands in `worker-questions.ts`.
 */

/** By the name of each question: what comes with it, and what its answer is. Plain JSON, both. */
export type Questions = Readonly<Record<string, { readonly asked: unknown; readonly answer: unknown }>>;

/** What one side says to the questions of the other. */
export type Answers<Asked extends Questions> = {
  readonly [Name in keyof Asked]: (
    asked: Asked[Name]['asked'],
  ) => Asked[Name]['answer'] | Promise<Asked[Name]['answer']>;
};

export interface Calls<Asked extends Questions> {
  /** Rejects where the other process fails, is gone, or takes longer than `timeoutMs`, one second if absent. */
  ask<Name extends keyof Asked & string>(
    name: Name,
    asked: Asked[Name]['asked'],
    timeoutMs?: number,
  ): Promise<Asked[Name]['answer']>;
  /** Takes what came over the channel; what others use it for is left alone. */
  receive(message: unknown): void;
  /** The channel is closed: nothing is answered any more. */
  end(): void;
}

type Message =
  | { readonly atelier: 'question'; readonly id: number; readonly name: string; readonly value: unknown }
  | { readonly atelier: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly atelier: 'failure'; readonly id: number; readonly reason: string };

/** A process that is alive answers within a turn or two of its event loop. */
const answerTimeoutMs = 1_000;

/** @param send puts a message into the channel, and says whether that failed */
export function createCalls<Here extends Questions, There extends Questions>(
  send: (message: object, onSent: (error: Error | null) => void) => void,
  answers: Answers<Here>,
): Calls<There> {
  const waiting = new Map<number, (message: Message) => void>();
  let asked = 0;
  let isOver = false;
  const post = (message: Message): void =>
    send(message, (error) => {
      // An answer that cannot be sent is missed by nobody: who asked is gone.
      if (error) waiting.get(message.id)?.({ atelier: 'failure', id: message.id, reason: error.message });
    });
  const answer = async ({ id, name, value }: Message & { readonly atelier: 'question' }): Promise<void> => {
    try {
      const say = answers[name];
      if (!say) throw new Error(`There is no question ${name}`);
      post({ atelier: 'answer', id, value: (await say(value)) ?? null });
    } catch (error) {
      post({ atelier: 'failure', id, reason: error instanceof Error ? error.message : String(error) });
    }
  };
  return {
    ask: (name, value, timeoutMs = answerTimeoutMs) => {
      if (isOver) return Promise.reject(new Error('The other process is gone'));
      const { promise, resolve, reject } = Promise.withResolvers<never>();
      asked += 1;
      const id = asked;
      const fail = (reason: string): void => settle({ atelier: 'failure', id, reason });
      const timer = setTimeout(fail, timeoutMs, `No answer to ${name} in time`);
      const settle = (message: Message): void => {
        clearTimeout(timer);
        waiting.delete(id);
        if (message.atelier === 'answer') resolve(message.value as never);
        else if (message.atelier === 'failure') reject(new Error(message.reason));
      };
      waiting.set(id, settle);
      post({ atelier: 'question', id, name, value });
      return promise;
    },
    receive: (message) => {
      if (!isMessage(message)) return;
      if (message.atelier === 'question') void answer(message);
      else waiting.get(message.id)?.(message);
    },
    end: () => {
      isOver = true;
      for (const [id, settle] of waiting)
        settle({ atelier: 'failure', id, reason: 'The other process is gone' });
    },
  };
}

function isMessage(message: unknown): message is Message {
  return typeof message === 'object' && message !== null && 'atelier' in message;
}
