import '#test/support/dom.ts';
import { readFileSync } from 'node:fs';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { Provider } from 'urql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGatewayClient } from '#client/react.ts';
import { makeZip } from '#test/simulators/sartiq/make-zip.ts';
import { eventually } from '#test/support/eventually.ts';
import { createManualClock, type ManualClock } from '#test/support/manual-clock.ts';
import { uploadInput } from '#test/support/upload.ts';
import { startWorld, type World } from '#test/support/world.ts';
import { App, Upload } from '../../examples/screens/gallery-screen.tsx';

const page = readFileSync(new URL('../../docs/clients/hooks.md', import.meta.url), 'utf8');
const example = readFileSync(new URL('../../examples/screens/gallery-screen.tsx', import.meta.url), 'utf8');

let clock: ManualClock;
let world: World;
beforeEach(async () => {
  clock = createManualClock();
  world = await startWorld({ clock });
});
afterEach(async () => {
  cleanup();
  await world[Symbol.asyncDispose]();
});

const cards = () => document.querySelectorAll('article').length;
const url = () => `${world.url}/graphql`;

describe('the guide to the hooks', () => {
  it('shows nothing but what is run here', () => {
    const blocks = [...page.matchAll(/```tsx\n([\s\S]*?)\n```/g)].map(([, code = '']) => code);
    expect(blocks.length).toBeGreaterThan(4);
    for (const code of blocks) expect(example).toContain(code);
  });

  it('shows a screen, and reads its list on', async () => {
    render(<App url={url()} />);
    await eventually(() => expect(cards()).toBe(12));
    expect(document.querySelectorAll('li').length).toBeGreaterThan(3);
    fireEvent.click(screen.getByText('More'));
    await eventually(() => expect(cards()).toBe(24));
  });

  it('loses one panel with its backend, and gets it back', async () => {
    const repair = world.simulators.piktid.inject({ kind: 'reset' });
    render(<App url={url()} />, { onCaughtError: () => {} });
    await eventually(() => expect(screen.getByText('Retry')).toBeDefined());
    expect(cards()).toBe(0);
    expect(document.querySelectorAll('li').length).toBeGreaterThan(3);
    repair();
    fireEvent.click(screen.getByText('Retry'));
    await eventually(() => expect(cards()).toBe(12));
  });

  it('sends a file and shows how far it is', async () => {
    const { setDesignId, subjectId } = uploadInput(world.simulators);
    render(
      <Provider value={createGatewayClient({ url: url() })}>
        <Upload setDesignId={setDesignId} subjectId={subjectId} />
      </Provider>,
    );
    const file = new Blob([new Uint8Array(makeZip({ 'a.jpg': 'a', 'b.jpg': 'b' }))]);
    const input = document.querySelector('input');
    if (!input) throw new Error('there is no input');
    Object.defineProperty(input, 'files', { value: [file] });
    fireEvent.change(input);
    const progress = () => document.querySelector('progress')?.getAttribute('value');
    await eventually(() => expect(progress()).toBe('0'));
    await eventually(() => {
      clock.move(100);
      expect(progress()).toBe('100');
    });
  });
});
