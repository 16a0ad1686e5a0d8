/**
 * The scalar `File`: a file that comes in the same request as the operation, as the GraphQL multipart request spec has
 * it. Owns what a resolver gets for it; who reads the request is the server.
 */

import { GraphQLScalarType } from 'graphql';
import { BadUserInput } from '#src/errors.ts';

/** A file whose part has begun to arrive. */
export interface OpenedFile {
  /** As the client names it, without folders; empty where it has no name. */
  readonly filename: string;
  /** Can be read once, at the pace of the client; throws a `BodyFailure` where they do not come whole. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A file that a request announced. It shows nothing of itself, because errors print the values of variables. */
export class IncomingFile {
  readonly #open: () => Promise<OpenedFile>;
  #isOpened = false;

  constructor(open: () => Promise<OpenedFile>) {
    this.#open = open;
  }

  /**
   * Waits until the file's part begins; rejects with a `BodyFailure` where it never does, and with `BadUserInput` for a
   * second reader: the bytes pass once.
   */
  open(): Promise<OpenedFile> {
    if (this.#isOpened) {
      const argument = ['input', 'file'];
      return Promise.reject(
        new BadUserInput('A file can be used by one field of an operation only', { argument }),
      );
    }
    this.#isOpened = true;
    return this.#open();
  }
}

export const FileScalar = new GraphQLScalarType<IncomingFile, never>({
  name: 'File',
  description:
    'A file that is sent with the operation, as the GraphQL multipart request specification has it: the request is ' +
    '`multipart/form-data` with the parts `operations` (the variable is `null` there), `map` (`{"0": ["variables.input.file"]}`) ' +
    'and then the file, named `0`. One file in a request.',
  specifiedByURL: 'https://github.com/jaydenseric/graphql-multipart-request-spec',
  parseValue: (value) => {
    if (value instanceof IncomingFile) return value;
    throw new TypeError('File must be a part of a multipart/form-data request that `map` puts here.');
  },
  parseLiteral: () => {
    throw new TypeError('File must be given by a variable.');
  },
  serialize: () => {
    throw new TypeError('File is for input only.');
  },
});
