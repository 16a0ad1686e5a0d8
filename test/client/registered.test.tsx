import '#test/support/dom.ts';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cleanup, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '#test/support/eventually.ts';
import { show } from '#test/support/show.tsx';
import { postTo, serviceEnvironment, startWorld, type World } from '#test/support/world.ts';
import { useGalleryScreenQuery, useWatchUploadSubscription } from '../../examples/generated/hooks.ts';

const manifestFile = fileURLToPath(
  new URL('../../examples/generated/persisted-documents.json', import.meta.url),
);
const manifest: Readonly<Record<string, string>> = JSON.parse(readFileSync(manifestFile, 'utf8'));

let world: World;
beforeAll(async () => {
  world = await startWorld({
    env: (simulators) => ({
      ...serviceEnvironment(simulators),
      PERSISTED_OPERATIONS_FILE: manifestFile,
      PERSISTED_OPERATIONS: 'only',
    }),
  });
});
afterAll(() => world[Symbol.asyncDispose]());
afterEach(cleanup);

function Counts(): ReactNode {
  const { data, unavailable, error } = useGalleryScreenQuery();
  return (
    <output data-testid="counts">
      {JSON.stringify({ hasData: data !== undefined, unavailable, error })}
    </output>
  );
}

function Watch(): ReactNode {
  const { data, error, isOver } = useWatchUploadSubscription({
    taskId: '00000000-0000-4000-8000-000000000000',
  });
  return <output data-testid="watch">{JSON.stringify({ data, error: error?.code ?? null, isOver })}</output>;
}

const shown = (name: string) => JSON.parse(screen.getByTestId(name).textContent ?? '');

describe('a gateway that runs registered operations only', () => {
  it('takes the generated manifest', () => {
    const ids = Object.entries(manifest);
    expect(ids.length).toBeGreaterThan(5);
    for (const [id, text] of ids)
      expect(id.replace('sha256:', '')).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('answers the generated hooks of a client that sends hashes', async () => {
    show(world, <Counts />, { sendsHashes: true });
    await eventually(() => expect(shown('counts')).toEqual({ hasData: true, unavailable: [], error: null }));
  });

  it('answers subscriptions by their hash', async () => {
    show(world, <Watch />, { sendsHashes: true });
    await eventually(() =>
      expect(shown('watch')).toMatchObject({ data: { uploadTask: null }, error: null, isOver: true }),
    );
  });

  it('refuses the same operation as text of another client, and the hook says so', async () => {
    show(world, <Counts />);
    await eventually(() =>
      expect(shown('counts')).toMatchObject({
        hasData: false,
        error: { name: 'OperationRefused', code: 'BAD_USER_INPUT' },
      }),
    );
  });

  it('takes each of them as a documentId too', async () => {
    const [id = ''] = Object.entries(manifest).find(([, text]) => text.includes('query Studio ')) ?? [];
    const { data, errors } = await postTo(world.url, { documentId: id }, {});
    expect(errors).toEqual([]);
    expect(data.jobs.nodes).toHaveLength(3);
  });
});
