import '#test/support/dom.ts';
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { type ReactNode, useState } from 'react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { partOf } from '#client/index.ts';
import { makeZip } from '#test/simulators/sartiq/make-zip.ts';
import { eventually } from '#test/support/eventually.ts';
import { createManualClock, type ManualClock } from '#test/support/manual-clock.ts';
import { show } from '#test/support/show.tsx';
import { startUpload } from '#test/support/start-work.ts';
import { uploadInput } from '#test/support/upload.ts';
import { serviceEnvironment, startGatewayWith, startWorld, type World } from '#test/support/world.ts';
import { TaskProgressFragmentDoc, type WatchUploadSubscription } from '../../examples/generated/graphql.ts';
import { useUploadBaseImagesMutation, useWatchUploadSubscription } from '../../examples/generated/hooks.ts';

let clock: ManualClock;
let world: World;
beforeEach(async () => {
  shown = [];
  clock = createManualClock();
  world = await startWorld({ clock });
});
afterEach(async () => {
  cleanup();
  await world[Symbol.asyncDispose]();
});

const taskOf = (data: WatchUploadSubscription) => partOf(TaskProgressFragmentDoc, data.uploadTask);

function isOverIn(data: WatchUploadSubscription): boolean {
  const task = taskOf(data);
  return task === null || task.completedAt !== null || ['COMPLETED', 'FAILED'].includes(task.status);
}

/** Every state that was shown, in order. */
let shown: string[];

function Progress({ taskId }: { readonly taskId: string }): ReactNode {
  const { data, unavailable, error, isOver, restart } = useWatchUploadSubscription(
    { taskId },
    { isLast: isOverIn, restartAfterMs: 1 },
  );
  const task = data && unavailable.length === 0 ? taskOf(data) : null;
  const line = task ? `${task.status} ${task.progress}` : 'nothing';
  if (shown.at(-1) !== line) shown.push(line);
  return (
    <>
      <button type="button" onClick={restart}>
        Follow
      </button>
      <output data-testid="task">{JSON.stringify({ line, unavailable, error, isOver })}</output>
    </>
  );
}

const state = () => JSON.parse(screen.getByTestId('task').textContent ?? '');

/** Lets time go on until this holds. */
async function until(look: () => void): Promise<void> {
  await eventually(() => {
    clock.move(100);
    look();
  });
}

describe('a subscription in a component', () => {
  it('follows a task to its last state', async () => {
    const taskId = await startUpload(world.simulators, 4);
    show(world, <Progress taskId={taskId} />);
    await eventually(() => expect(state()).toMatchObject({ line: 'PENDING 0' }));
    expect(state()).toMatchObject({ isOver: false });
    await until(() => expect(state()).toMatchObject({ isOver: true, error: null, unavailable: [] }));
    expect(shown.at(0)).toBe('nothing');
    expect(shown.some((line) => line.startsWith('PROCESSING'))).toBe(true);
    expect(shown.at(-1)).toMatch(/^COMPLETED/);
  });

  it('begins again where the gateway stopped before the end, and keeps what it shows meanwhile', async () => {
    const first = await startGatewayWith(serviceEnvironment(world.simulators), { ...clock });
    const { port } = new URL(first.url);
    const taskId = await startUpload(world.simulators, 4);
    show(first, <Progress taskId={taskId} />);
    await eventually(() => expect(state()).toMatchObject({ line: 'PENDING 0' }));
    await first.stopGateway();
    await eventually(() => expect(state()).toMatchObject({ error: { name: 'GatewayUnreachable' } }));
    expect(state()).toMatchObject({ line: 'PENDING 0', isOver: false });
    await using _second = await startGatewayWith(
      { ...serviceEnvironment(world.simulators), PORT: port },
      { ...clock },
    );
    await until(() => expect(state()).toMatchObject({ isOver: true, error: null }));
    expect(shown.at(-1)).toMatch(/^COMPLETED/);
    expect(shown.filter((line) => line === 'nothing')).toHaveLength(1);
  });

  it('is over where the gateway refuses it', async () => {
    show(world, <Progress taskId="no-uuid" />);
    await eventually(() =>
      expect(state()).toMatchObject({ error: { code: 'BAD_USER_INPUT' }, isOver: true }),
    );
    expect(world.takeRequests()).toEqual([]);
  });

  it('is over with a task that does not exist', async () => {
    show(world, <Progress taskId="00000000-0000-4000-8000-000000000000" />);
    await until(() =>
      expect(state()).toEqual({ line: 'nothing', unavailable: [], error: null, isOver: true }),
    );
  });

  it('is over where its backend refuses it, says so, and can be begun again', async () => {
    const taskId = await startUpload(world.simulators, 4);
    const allow = world.simulators.sartiq.inject({ kind: 'status', status: 403 });
    show(world, <Progress taskId={taskId} />);
    await until(() => expect(state()).toMatchObject({ isOver: true, line: 'nothing' }));
    expect(state().error).toMatchObject({ name: 'OperationRefused', upstream: 'sartiq', code: 'FORBIDDEN' });
    allow();
    fireEvent.click(screen.getByText('Follow'));
    await until(() => expect(state()).toMatchObject({ isOver: true, error: null }));
    expect(state().line).toMatch(/^COMPLETED/);
  });
});

describe('a change in a component', () => {
  function Upload({ input }: { readonly input: Omit<ReturnType<typeof uploadInput>, 'file'> }): ReactNode {
    const [upload, { fetching, error }] = useUploadBaseImagesMutation();
    const [result, setResult] = useState<unknown>(null);
    const start = async (): Promise<void> => {
      const file = new Blob([new Uint8Array(makeZip({ 'a.jpg': 'a', 'b.jpg': 'b' }))]);
      const { data, unavailable } = await upload({ input: { ...input, file } }).catch((failure) => ({
        data: null,
        unavailable: [failure.name, failure.code],
      }));
      const payload = data?.uploadSetDesignBaseImages;
      const task = payload && partOf(TaskProgressFragmentDoc, payload.uploadTask);
      setResult({ status: task?.status, userErrors: payload?.userErrors, unavailable });
    };
    return (
      <>
        <button type="button" onClick={() => void start()}>
          Send
        </button>
        <output data-testid="task">{JSON.stringify({ fetching, error, result })}</output>
      </>
    );
  }

  it('sends a file and gets the task', async () => {
    show(world, <Upload input={uploadInput(world.simulators)} />);
    fireEvent.click(screen.getByText('Send'));
    expect(state()).toMatchObject({ fetching: true });
    await eventually(() =>
      expect(state()).toEqual({
        fetching: false,
        error: null,
        result: { status: 'PENDING', userErrors: [], unavailable: [] },
      }),
    );
  });

  it('rejects where it is refused as a whole', async () => {
    show(world, <Upload input={{ ...uploadInput(world.simulators), subjectId: 'nobody' }} />);
    fireEvent.click(screen.getByText('Send'));
    await eventually(() =>
      expect(state()).toMatchObject({
        fetching: false,
        error: { name: 'OperationRefused', code: 'BAD_USER_INPUT' },
        result: { unavailable: ['OperationRefused', 'BAD_USER_INPUT'] },
      }),
    );
  });
});
