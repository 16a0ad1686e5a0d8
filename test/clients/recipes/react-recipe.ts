/**
 * What every recipe for React must do. They have the same components in the same files, so one list of tests holds for
 * all: scrolling to the end, parts that are missing, an upload with its progress.
 */

import '#test/support/dom.ts';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { type ComponentType, createElement, type PropsWithChildren } from 'react';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  type MockInstance,
  vi,
} from 'vitest';
import { tokenOf } from '#test/simulators/simulator.ts';
import { eventually } from '#test/support/eventually.ts';
import { freePort } from '#test/support/free-port.ts';
import { allAssets } from '#test/support/upstream-lists.ts';
import { openRecipe, type PageName, type Place, type Recipe } from './recipe.ts';
import {
  asTimeGoes,
  limit,
  type RecipeWorld,
  someUpload,
  startPassThroughWorld,
  startRecipeWorld,
} from './recipe-world.ts';

export interface ShownRecipe {
  readonly world: () => RecipeWorld;
  /** Shows one of its components, in an app of its own. */
  readonly show: (path: string, name: string, props?: object) => Promise<Recipe>;
}

/**
 * @param names the pages whose files it takes, its own last
 * @param further tests of this one
 */
export function describeReactRecipe(
  title: string,
  names: readonly PageName[],
  further: (recipe: ShownRecipe) => void = () => undefined,
): void {
  describe(title, () => {
    const all = new AsyncDisposableStack();
    let world: RecipeWorld;
    let original: Recipe;
    let stack: DisposableStack;
    let complaints: MockInstance[];
    beforeAll(async () => {
      world = all.use(await startRecipeWorld());
      original = all.use(openRecipe(names, world.place));
    });
    beforeEach(() => {
      stack = new DisposableStack();
      world.takeRequests();
      complaints = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')];
    });
    afterEach(() => {
      cleanup();
      stack.dispose();
      world.simulators.sartiq.clearFaults();
      world.simulators.piktid.clearFaults();
      // What React and the clients have to say about a recipe.
      const said = complaints.flatMap((spy) => spy.mock.calls);
      for (const spy of complaints) spy.mockRestore();
      expect(said).toEqual([]);
    });
    afterAll(() => all.disposeAsync());

    async function show(path: string, name: string, props: object = {}, place: Place = world.place) {
      const recipe = stack.use(original.moveTo(place));
      const { App } = await recipe.load<{ App: ComponentType<PropsWithChildren> }>('src/app.tsx');
      const components = await recipe.load<Record<string, ComponentType>>(path);
      const component = components[name];
      if (component === undefined) throw new Error(`${path} has no ${name}`);
      // What React says of caught errors is the app's to show.
      const onCaughtError = () => undefined;
      const app = createElement(App, null, createElement(component, props));
      await act(async () => void render(app, { onCaughtError }));
      return recipe;
    }

    further({ world: () => world, show });

    it('compiles', () => {
      expect(original.typeFaults).toBe('');
    });

    it('scrolls to the end: every row once and in order, every page asked for once', async () => {
      const expected = (await allAssets(world.simulators)).map((row) => row['filename']);
      world.takeRequests();
      await show('src/assets.tsx', 'Assets');
      for (let seen = 50; seen < expected.length; seen += 50) {
        const more = await eventually(() => {
          expect(rows()).toEqual(expected.slice(0, seen));
          const button = screen.getByText<HTMLButtonElement>('More');
          expect(button.disabled).toBe(false);
          return button;
        });
        await press(more);
      }
      await eventually(() => expect(rows()).toEqual(expected));
      const { length } = expected;
      expect(screen.getByRole('heading').textContent).toBe(`Assets: ${length} of ${length}`);
      expect(screen.queryByText('More')).toBeNull();
      const requests = world.takeRequests();
      expect(requests).toHaveLength(Math.ceil(expected.length / 50));
      expect(new Set(requests).size).toBe(requests.length);
    });

    it('keeps its rows when the next page fails, says so, and goes on when it is asked again', async () => {
      await show('src/assets.tsx', 'Assets');
      await eventually(() => expect(rows()).toHaveLength(50));
      const before = rows();
      limit(world, 'piktid');
      await press(screen.getByText('More'));
      const alert = await eventually(() => screen.getByRole('alert'));
      expect(alert.textContent).toContain('piktid: UPSTREAM_RATE_LIMITED, again in 60 s');
      expect(rows()).toEqual(before);
      world.simulators.piktid.clearFaults();
      await press(within(alert).getByText('Again'));
      await eventually(() => expect(rows()).toHaveLength(100));
      expect(rows().slice(0, 50)).toEqual(before);
      expect(screen.queryByRole('alert')).toBeNull();
    });

    it('says so when the first page fails, and begins when it is asked again', async () => {
      limit(world, 'piktid');
      await show('src/assets.tsx', 'Assets');
      const alert = await eventually(() => screen.getByRole('alert'));
      expect(alert.textContent).toContain('piktid: UPSTREAM_RATE_LIMITED, again in 60 s');
      world.simulators.piktid.clearFaults();
      await press(within(alert).getByText('Again'));
      await eventually(() => expect(rows()).toHaveLength(50));
      expect(screen.queryByRole('alert')).toBeNull();
    });

    it('shows what is there while a backend fails, says when to ask again, and asks again', async () => {
      limit(world, 'sartiq');
      await show('src/studio.tsx', 'Studio');
      const alert = await screen.findByRole('alert');
      expect(alert.textContent).toContain('sartiq: UPSTREAM_RATE_LIMITED, again in 60 s');
      expect(screen.getAllByRole('listitem')).toHaveLength(3);
      world.simulators.sartiq.clearFaults();
      await press(within(alert).getByRole('button', { name: 'Again' }));
      await eventually(() => expect(screen.getAllByRole('listitem')).toHaveLength(6));
      expect(screen.queryByRole('alert')).toBeNull();
    });

    it('uploads, shows the progress to its end, and says what is wrong with a file', async () => {
      const { file, ...place } = someUpload(world);
      await show('src/upload.tsx', 'Upload', place);
      const input = screen.getByLabelText('ZIP of base images');
      fireEvent.change(input, { target: { files: [file] } });
      const seen = new Set<string | null>();
      await asTimeGoes(world.clock, () => {
        const text = screen.getByRole('status').textContent;
        seen.add(text);
        expect(text).toBe('COMPLETED 100 %');
      });
      for (const status of ['PENDING', 'PROCESSING']) {
        expect([...seen].some((text) => text?.startsWith(status))).toBe(true);
      }
      fireEvent.change(input, { target: { files: [new File(['no archive'], 'looks.zip')] } });
      expect((await screen.findByRole('alert')).textContent).toMatch(/zip/i);
    });

    it('leaves the subscription with its component, and nothing goes on behind it', async () => {
      const { file, ...place } = someUpload(world);
      await show('src/upload.tsx', 'Upload', place);
      fireEvent.change(screen.getByLabelText('ZIP of base images'), { target: { files: [file] } });
      await eventually(() => expect(screen.getByRole('status').textContent).toBe('PENDING 0 %'));
      await eventually(() => expect(world.clock.nextDueMs()).not.toBeNull());
      cleanup();
      await eventually(() => expect(world.clock.nextDueMs()).toBeNull());
    });

    it('says who it is anew with each request', async () => {
      await using passThrough = await startPassThroughWorld();
      const place = { url: passThrough.url, variant: 'with tokens of the backends' };
      const recipe = await show('src/studio.tsx', 'Studio', {}, place);
      const [alert] = await eventually(() => screen.getAllByRole('alert'));
      expect(alert?.textContent).toContain('UNAUTHENTICATED');
      expect(passThrough.takeRequests()).toEqual([]);
      const { connect } = await recipe.load<{ connect(backend: string, token: string): void }>(
        'src/gateway.ts',
      );
      for (const backend of ['piktid', 'sartiq'] as const) connect(backend, tokenOf(backend, 'giulia'));
      await press(screen.getAllByRole('button', { name: 'Again' })[0]);
      await eventually(() => expect(screen.getAllByRole('listitem')).toHaveLength(6));
      expect(passThrough.takeRequests()).toHaveLength(2);
    });

    it('says so where nobody answers', async () => {
      const url = `http://127.0.0.1:${await freePort()}`;
      await show('src/studio.tsx', 'Studio', {}, { url });
      const alert = await eventually(() => screen.getByRole('alert'));
      expect(alert.textContent).toMatch(/fetch failed|UNREACHABLE/);
    });

    it('says so where it is refused', async () => {
      const place = { url: world.url, key: 'a-key-of-somebody-else' };
      await show('src/studio.tsx', 'Studio', {}, place);
      const alerts = await screen.findAllByRole('alert');
      for (const { textContent } of alerts) expect(textContent).toContain('gateway: UNAUTHENTICATED');
      expect(world.takeRequests()).toEqual([]);
    });
  });
}

/** What the list on the page shows. */
export function rows(): string[] {
  return [...document.querySelectorAll('li')].map((row) => row.textContent);
}

/** React finishes what a click begins as far as it can, also where a component waits for data. */
export async function press(button: HTMLElement | undefined): Promise<void> {
  if (button === undefined) throw new Error('there is no such button');
  await act(async () => void fireEvent.click(button));
}
