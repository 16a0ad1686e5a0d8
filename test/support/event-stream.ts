/** Reads server-sent events message by message. For tests; keeps no history and does not reconnect. */

export interface EventMessage {
  /** Null where the message has no `event` line. */
  readonly event: string | null;
  readonly data: unknown;
  /** The message as it was sent. */
  readonly raw: string;
}

export interface EventReader extends AsyncDisposable {
  readonly status: number;
  readonly contentType: string | null;
  readonly requestId: string | null;
  /** The next message or comment; null at the end of the stream. */
  next(): Promise<EventMessage | null>;
}

export async function openEventStream(
  url: string,
  headers: Record<string, string> = {},
): Promise<EventReader> {
  const leaving = new AbortController();
  const response = await fetch(url, { headers, signal: leaving.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = '';
  return {
    status: response.status,
    contentType: response.headers.get('content-type'),
    requestId: response.headers.get('x-request-id'),
    next: async () => {
      while (!waiting.includes('\n\n')) {
        const chunk = await reader?.read();
        if (chunk?.value === undefined) return null;
        waiting += chunk.value;
      }
      const [raw = '', ...rest] = waiting.split('\n\n');
      waiting = rest.join('\n\n');
      return toMessage(raw);
    },
    [Symbol.asyncDispose]: () => {
      leaving.abort();
      return Promise.resolve();
    },
  };
}

function toMessage(raw: string): EventMessage {
  const lines = raw.split('\n');
  const lineValue = (name: string): string | null =>
    lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null;
  const data = lineValue('data');
  return { raw, event: lineValue('event'), data: data ? JSON.parse(data) : null };
}
