/**
 * Asks an upstream, decodes its answer and tells the contract watch what was found. The same for every route; knows none.
 */

import { anyKeepsDigits } from '#src/http/columns.ts';
import type { Decoded } from '#src/http/decode.ts';
import type { OperationScope } from '#src/http/exchange.ts';
import type { JsonBody } from '#src/http/json.ts';
import type { JsonClient, ReadRequest } from '#src/http/json-client.ts';
import { type ContractWatch, type RowShape, tellFailure, tellRows } from './contract-watch.ts';
import type { RowPage } from './row-page.ts';

/** How an answer's body becomes rows, and what is looked at in them. */
export interface AnswerReading<Answer, Row> {
  readonly decode: (body: unknown) => Answer;
  readonly shape: RowShape<Row>;
}

/** Each call is one request; rejects with an `UpstreamFailure`. */
export interface WatchedReads {
  /** One page of a list. */
  page<Row>(
    request: ReadRequest,
    scope: OperationScope,
    reading: AnswerReading<RowPage<Row>, Row>,
  ): Promise<RowPage<Row>>;
  /** A whole list; null where what it belongs to does not exist (404). */
  rows<Row>(
    request: ReadRequest,
    scope: OperationScope,
    reading: AnswerReading<Decoded<Row>[], Row>,
  ): Promise<Decoded<Row>[] | null>;
  /** One object; null where it does not exist (404). */
  row<Row>(
    request: ReadRequest,
    scope: OperationScope,
    reading: AnswerReading<Decoded<Row>, Row>,
  ): Promise<Decoded<Row> | null>;
}

export function createWatchedReads(json: JsonClient, watch: ContractWatch): WatchedReads {
  const { upstream } = json;
  const read = async <Answer, Row>(
    { route }: ReadRequest,
    body: Promise<JsonBody | null>,
    { decode, shape }: AnswerReading<Answer, Row>,
    rowsOf: (answer: Answer) => readonly Decoded<Row>[],
  ): Promise<Answer> => {
    try {
      const { keepsDigits } = shape;
      const mayLose = (answer: Answer) =>
        keepsDigits !== undefined && anyKeepsDigits(rowsOf(answer), keepsDigits);
      const answer = decodeBody(await body, decode, mayLose);
      tellRows(watch, { upstream, route }, rowsOf(answer), shape);
      return answer;
    } catch (error) {
      tellFailure(watch, { upstream, route }, error);
      throw error;
    }
  };
  /** Reads what may be missing. */
  const orNull = <Answer, Row>({ decode, shape }: AnswerReading<Answer, Row>) => ({
    decode: (body: unknown) => (body === null ? null : decode(body)),
    shape,
  });
  return {
    page: (request, scope, reading) => read(request, json.get(request, scope), reading, ({ rows }) => rows),
    rows: (request, scope, reading) =>
      read(request, json.find(request, scope), orNull(reading), (rows) => rows ?? []),
    row: (request, scope, reading) =>
      read(request, json.find(request, scope), orNull(reading), (row) => (row === null ? [] : [row])),
  };
}

/** Numbers are read as doubles first, and again from the text only where somebody may see more digits. */
function decodeBody<Answer>(
  body: JsonBody | null,
  decode: (body: unknown) => Answer,
  mayLose: (answer: Answer) => boolean,
): Answer {
  const answer = decode(body === null ? null : body.value);
  const exact = body && mayLose(answer) ? body.exactly() : null;
  return exact === null ? answer : decode(exact);
}
