/** Walks a list that changes from window to window, by cursors as a client holds them. */
import { createCursorCodec } from '#src/pagination/cursor.ts';
import { readListWindow } from '#src/pagination/read-list-window.ts';
import { parseWindowRequest, type WindowRequest } from '#src/pagination/window-request.ts';
import type { ListWindowRows } from '#src/pagination/window-rows.ts';
import { type Change, type ChangingList, type Row, rowOrder } from './changing-list.ts';

export type Step = {
  readonly request: WindowRequest;
  readonly answer: ListWindowRows<Row>;
  readonly requests: number;
  /** Whether the list changed since the window before. */
  readonly isChanged: boolean;
};

export type Walk = {
  readonly steps: readonly Step[];
  /** Everything that was shown, in list order. */
  readonly met: readonly Row[];
};

const codec = createCursorCodec('rows');

/** The cursor of a row that a window answered. */
function cursorAt(answer: ListWindowRows<Row>, index: number): string | null {
  const found = answer.rows.at(index);
  if (found === undefined) return null;
  const { position, row } = found;
  return codec.encode({ position, anchor: rowOrder.anchorOf(row), total: answer.total });
}

/**
 * Reads windows of `size` rows until there is no further one, forwards from the beginning or backwards from the end.
 *
 * @param batches changes to make before each window but the first
 */
export async function walk(
  list: ChangingList,
  direction: 'forward' | 'backward',
  size: number,
  batches: readonly (readonly Change[])[],
): Promise<Walk> {
  const isForward = direction === 'forward';
  const steps: Step[] = [];
  const met: Row[] = [];
  let cursor: string | null = null;
  let anchor: string | null = null;
  for (let index = 0; index < 2000; index += 1) {
    const batch = index === 0 ? [] : (batches[index - 1] ?? []);
    for (const change of batch) list.change(change, anchor);
    const args = isForward ? { first: size, after: cursor } : { last: size, before: cursor };
    const request = parseWindowRequest(args, { defaultSize: 20, maxSize: 200, codec });
    list.asked.length = 0;
    const answer = await readListWindow(request, list.source);
    const requests = list.asked.length;
    steps.push({ request, answer, requests, isChanged: batch.length > 0 });
    const rows = answer.rows.map(({ row }) => row);
    if (isForward) met.push(...rows);
    else met.unshift(...rows);
    cursor = cursorAt(answer, isForward ? -1 : 0);
    anchor = rows.at(isForward ? -1 : 0)?.key ?? null;
    const goesOn = isForward ? answer.hasNextPage : answer.hasPreviousPage;
    if (!goesOn || cursor === null) return { steps, met };
  }
  throw new Error('The walk does not end');
}
