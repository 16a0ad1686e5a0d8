import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tokenOf } from '#test/simulators/simulator.ts';
import { eventually } from '#test/support/eventually.ts';
import { startUpload } from '#test/support/start-work.ts';
import { allAssets } from '#test/support/upstream-lists.ts';
import { openRecipe, type Recipe } from './recipe.ts';
import {
  asTimeGoes,
  limit,
  type RecipeWorld,
  someUpload,
  startJwtWorld,
  startPassThroughWorld,
  startRecipeWorld,
} from './recipe-world.ts';

interface Problem {
  readonly code: string;
  readonly upstream: string | null;
  readonly retryAfterMs: number | null;
}
interface Panel {
  readonly rows: readonly object[] | null;
  readonly problems: readonly Problem[];
}
interface Studio {
  readStudio(): Promise<{ readonly assets: Panel; readonly setDesigns: Panel }>;
}
interface Task {
  readonly status: string;
  readonly progress: number;
}

interface Watching {
  readonly WatchTask: unknown;
  watch(
    document: unknown,
    variables: object,
    signal?: AbortSignal,
  ): AsyncGenerator<{ readonly data?: { readonly uploadTask: Task }; readonly errors?: readonly object[] }>;
}

describe('fetch', () => {
  const all = new AsyncDisposableStack();
  let world: RecipeWorld;
  let recipe: Recipe;
  beforeAll(async () => {
    world = all.use(await startRecipeWorld());
    recipe = all.use(openRecipe(['README', 'fetch'], world.place));
  });
  beforeEach(() => void world.takeRequests());
  afterEach(() => world.simulators.sartiq.clearFaults());
  afterAll(() => all.disposeAsync());

  it('compiles', () => {
    expect(recipe.typeFaults).toBe('');
  });

  it('reads all assets, each once, and asks for each page once', async () => {
    const expected = (await allAssets(world.simulators)).map((row) => row['filename']);
    world.takeRequests();
    const assets = await recipe.load<{ allAssets(): AsyncIterable<{ readonly filename: string }> }>(
      'src/read-assets.ts',
    );
    const seen: string[] = [];
    for await (const { filename } of assets.allAssets()) seen.push(filename);
    expect(seen).toEqual(expected);
    expect(world.takeRequests()).toHaveLength(Math.ceil(expected.length / 100));
  });

  it('shows what is there, and says what is missing', async () => {
    const { readStudio } = await recipe.load<Studio>('src/read-studio.ts');
    limit(world, 'sartiq');
    const { assets, setDesigns } = await readStudio();
    expect(assets).toEqual({ rows: expect.objectContaining({ length: 3 }), problems: [] });
    expect(setDesigns).toEqual({
      rows: null,
      problems: [{ code: 'UPSTREAM_RATE_LIMITED', upstream: 'sartiq', retryAfterMs: 60_000 }],
    });
  });

  it('uploads, and watches what becomes of it', async () => {
    const { sendUpload } = await recipe.load<{
      sendUpload(input: object): Promise<{
        readonly data: {
          readonly uploadSetDesignBaseImages: { readonly uploadTask: { readonly taskId: string } };
        };
      }>;
    }>('src/send-upload.ts');
    const { watch, WatchTask } = await recipe.load<Watching>('src/watch.ts');
    const { data } = await sendUpload(someUpload(world));
    const { taskId } = data.uploadSetDesignBaseImages.uploadTask;
    const events = watch(WatchTask, { taskId });
    const seen: (Task | undefined)[] = [];
    const whole = (async () => {
      for await (const event of events) seen.push(event.data?.uploadTask);
    })();
    await asTimeGoes(world.clock, () => expect(seen.at(-1)?.status).toBe('COMPLETED'));
    await whole;
    expect(seen[0]).toMatchObject({ status: 'PENDING', progress: 0 });
    expect(seen.at(-1)).toMatchObject({ progress: 100 });
  });

  it('leaves a subscription with its loop, and nothing goes on behind it', async () => {
    const { watch, WatchTask } = await recipe.load<Watching>('src/watch.ts');
    const taskId = await startUpload(world.simulators, 4);
    for await (const { data } of watch(WatchTask, { taskId })) {
      expect(data?.uploadTask.status).toBe('PENDING');
      await eventually(() => expect(world.clock.nextDueMs()).not.toBeNull());
      break;
    }
    await eventually(() => expect(world.clock.nextDueMs()).toBeNull());
  });

  it('gets the whole answer at once where it was deferred, because it takes no parts', async () => {
    const headers = { authorization: `Bearer ${world.place.key}` };
    const deferred = '{ assets(first: 1) { nodes { id } ... @defer { totalCount } } }';
    const { data, errors } = await world.query(deferred, {}, headers);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ assets: { nodes: [{}], totalCount: expect.any(Number) } });
  });

  it('leaves a subscription by its signal, and nothing goes on behind it', async () => {
    const { watch, WatchTask } = await recipe.load<Watching>('src/watch.ts');
    const taskId = await startUpload(world.simulators, 4);
    const leaving = new AbortController();
    const events = watch(WatchTask, { taskId }, leaving.signal);
    await events.next();
    await eventually(() => expect(world.clock.nextDueMs()).not.toBeNull());
    leaving.abort();
    await expect(events.next()).rejects.toThrow('abort');
    await eventually(() => expect(world.clock.nextDueMs()).toBeNull());
  });

  it('with tokens of the backends: what has none is missing, until it is there', async () => {
    await using world = await startPassThroughWorld();
    using other = recipe.moveTo({
      url: world.url,
      variant: 'with tokens of the backends',
    });
    const { readStudio } = await other.load<Studio>('src/read-studio.ts');
    const { connect } = await other.load<{ connect(backend: string, token: string): void }>('src/gateway.ts');
    connect('piktid', tokenOf('piktid', 'giulia'));
    const before = await readStudio();
    expect(before.assets.problems).toEqual([]);
    expect(before.setDesigns.problems).toEqual([
      { code: 'UNAUTHENTICATED', upstream: 'sartiq', retryAfterMs: null },
    ]);
    connect('sartiq', tokenOf('sartiq', 'giulia'));
    expect((await readStudio()).setDesigns).toMatchObject({ rows: { length: 3 }, problems: [] });
  });

  it('with a JWT: none and an old one are refused, a renewed one counts at once', async () => {
    await using world = await startJwtWorld();
    using other = recipe.moveTo({ url: world.url, variant: 'with a JWT' });
    const { readStudio } = await other.load<Studio>('src/read-studio.ts');
    const { signIn } = await other.load<{ signIn(jwt: string): void }>('src/gateway.ts');
    const refused = [{ code: 'UNAUTHENTICATED', upstream: null, retryAfterMs: null }];
    expect((await readStudio()).assets).toEqual({ rows: null, problems: refused });
    signIn(await world.issue(-600));
    expect((await readStudio()).assets).toEqual({ rows: null, problems: refused });
    expect(world.takeRequests()).toEqual([]);
    signIn(await world.issue(600));
    expect((await readStudio()).assets).toMatchObject({ rows: { length: 3 }, problems: [] });
  });

  it('with a wrong key: every part says so, and no backend is asked', async () => {
    await using world = await startRecipeWorld();
    using other = recipe.moveTo({ url: world.url, key: 'a-key-of-somebody-else' });
    const { readStudio } = await other.load<Studio>('src/read-studio.ts');
    const { assets, setDesigns } = await readStudio();
    for (const panel of [assets, setDesigns]) {
      expect(panel).toMatchObject({ rows: null, problems: [{ code: 'UNAUTHENTICATED', upstream: null }] });
    }
    expect(world.takeRequests()).toEqual([]);
  });
});
