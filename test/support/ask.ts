/** A plain HTTP client for tests of servers: one request, the whole answer, nothing retried or followed. */

export interface AskOptions {
  readonly method?: string;
  /** Sent as `Authorization: Bearer ...`. */
  readonly token?: string;
  /** Sent as a JSON body. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer> | FormData;
  readonly signal?: AbortSignal;
}

export interface Asked {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body where it is JSON, undefined where it is empty, otherwise the text. */
  readonly body: unknown;
}

export async function ask(url: string, options: AskOptions = {}): Promise<Asked> {
  const headers = new Headers(options.headers);
  if (options.token !== undefined) headers.set('authorization', `Bearer ${options.token}`);
  if (options.json !== undefined) headers.set('content-type', 'application/json');
  const body = options.json === undefined ? options.body : JSON.stringify(options.json);
  const response = await fetch(url, {
    method: options.method ?? 'GET',
    redirect: 'manual',
    headers,
    body: body ?? null,
    signal: options.signal ?? null,
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : text || undefined,
  };
}
