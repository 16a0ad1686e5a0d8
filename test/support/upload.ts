/** Multipart requests of every kind: whole ones, and ones whose parts a test sends when it wants. */

import { type ClientRequest, request } from 'node:http';
import type { Simulators } from '#test/simulators/start.ts';
import type { Answer } from './world.ts';

export const uploadMutation = `mutation Upload($input: UploadSetDesignBaseImagesInput!) {
  uploadSetDesignBaseImages(input: $input) {
    uploadTask { taskId status setDesignId subjectId }
    userErrors { field message code }
  }
}`;

export interface UploadInput {
  readonly setDesignId: string;
  readonly subjectId: string;
  readonly file: null;
}

/** A personal set design of giulia, and a subject. */
export function uploadInput({ sartiq: { data } }: Pick<Simulators, 'sartiq'>): UploadInput {
  const [user] = data.users;
  const design = data.setDesigns.find((row) => row.owner_id === user?.id && row.organization_id === null);
  const [subject] = data.subjects;
  if (!design || !subject) throw new Error('the world has no set design to upload to');
  return { setDesignId: design.id, subjectId: subject.id, file: null };
}

export const oneFile = '{"0":["variables.input.file"]}';

export function operations(input: UploadInput, query = uploadMutation): string {
  return JSON.stringify({ query, variables: { input } });
}

/** The parts of an upload as the specification has them. */
export function uploadParts(input: UploadInput, file: Buffer): [name: string, part: string | Buffer][] {
  return [
    ['operations', operations(input)],
    ['map', oneFile],
    ['0', file],
  ];
}

/** Parts in their order; a Buffer is a file. */
export async function postForm(
  url: string,
  parts: readonly (readonly [name: string, part: string | Buffer])[],
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const form = new FormData();
  for (const [name, part] of parts) {
    if (typeof part === 'string') form.append(name, part);
    else form.append(name, new Blob([new Uint8Array(part)]), 'looks.zip');
  }
  const response = await fetch(`${url}/graphql`, { method: 'POST', body: form, headers });
  return toAnswer(response.status, await response.text());
}

/** A request that is sent piece by piece. */
export interface SlowRequest {
  readonly request: ClientRequest;
  /** Resolves when the piece is handed to the system. */
  send(piece: string | Buffer): Promise<void>;
  /** Settles with the whole answer, also if the request is not at its end. */
  readonly answer: Promise<Answer & { readonly connection: string | undefined }>;
}

const boundary = 'test-boundary';

/** The parts before the file, and the head of the file's. */
export function uploadHead(operationsText: string, map = oneFile, name = '0'): string {
  const field = (field: string, value: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`;
  const disposition = `Content-Disposition: form-data; name="${name}"; filename="looks.zip"`;
  return `${field('operations', operationsText)}${field('map', map)}--${boundary}\r\n${disposition}\r\n\r\n`;
}

export const uploadTail = `\r\n--${boundary}--\r\n`;

export function openUpload(url: string, headers: Readonly<Record<string, string>> = {}): SlowRequest {
  const sent = request(`${url}/graphql`, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, ...headers },
  });
  const { promise: answer, resolve, reject } = Promise.withResolvers<Awaited<SlowRequest['answer']>>();
  answer.catch(() => {});
  sent.on('error', reject);
  sent.on('response', async (response) => {
    let text = '';
    for await (const chunk of response) text += chunk;
    resolve({ ...toAnswer(response.statusCode ?? 0, text), connection: response.headers.connection });
  });
  return {
    request: sent,
    send: (piece) => {
      const written = Promise.withResolvers<void>();
      sent.write(piece, (error) => (error ? written.reject(error) : written.resolve()));
      return written.promise;
    },
    answer,
  };
}

function toAnswer(status: number, text: string): Answer {
  const { data, errors = [], extensions } = (text ? JSON.parse(text) : {}) as Partial<Answer>;
  return { status, data, errors, extensions };
}
