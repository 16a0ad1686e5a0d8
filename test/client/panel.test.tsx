import '#test/support/dom.ts';
import { cleanup, render, screen } from '@testing-library/react';
import { Component, type ReactNode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { takeResult } from '#client/index.ts';
import { Panel } from '#client/react.ts';

interface Data {
  readonly job: { readonly name: string };
  readonly images: readonly { readonly id: string }[];
}

/** `job` has failed, and the first image. */
function broken(): Data {
  const errors = [
    { message: 'PiktID failed inside', path: ['job'] },
    { message: 'This row is broken', path: ['images', 0] },
  ];
  const data = { job: null, images: [null, { id: 'b' }] } as unknown as Data;
  return takeResult({ data, errors }).data;
}

const whole: Data = { job: { name: 'Loft' }, images: [{ id: 'a' }] };

class Outer extends Component<{ readonly children: ReactNode }, { readonly message: string | null }> {
  override state = { message: null };

  static getDerivedStateFromError(error: Error) {
    return { message: error.message };
  }

  override render(): ReactNode {
    return this.state.message === null ? this.props.children : `outside: ${this.state.message}`;
  }
}

const quiet = { onCaughtError: () => {} };

afterEach(cleanup);

describe('a panel', () => {
  const Page = ({ data, read }: { readonly data: Data; readonly read: (data: Data) => string }) => (
    <Outer>
      <h1>Studio</h1>
      <Panel of={data} fallback={({ message, code }) => `${message} (${code})`}>
        {() => read(data)}
      </Panel>
    </Outer>
  );

  it('shows what is missing in place of its body, and the body again with new data', () => {
    const { rerender } = render(<Page data={broken()} read={({ job }) => job.name} />, quiet);
    expect(document.body.textContent).toBe('StudioPiktID failed inside (INTERNAL)');
    rerender(<Page data={whole} read={({ job }) => job.name} />);
    expect(document.body.textContent).toBe('StudioLoft');
  });

  it('lets every other error through', () => {
    const read = (): string => {
      throw new TypeError('a bug');
    };
    render(<Page data={whole} read={read} />, quiet);
    expect(document.body.textContent).toBe('outside: a bug');
  });
});

describe('development builds of React', () => {
  it('take their timings of changed props without reading what is missing', () => {
    const measure = vi.spyOn(performance, 'measure');
    const Rows = ({ data }: { readonly data: Data | null; readonly images: readonly unknown[] }) => (
      <output>{data ? Object.keys(data).join() : 'none'}</output>
    );
    const page = (data: Data) => <Rows data={data} images={data.images} />;
    const { rerender } = render(page(whole), quiet);
    rerender(page(broken()));
    rerender(page(broken()));
    rerender(page(whole));
    expect(screen.getByRole('status').textContent).toBe('job,images');
    const measured = measure.mock.calls.filter(([name]) => name === '\u200bRows');
    expect(measured.length).toBeGreaterThan(1);
    measure.mockRestore();
  });
});
