/** The trace's part of the panel: a table whose cells hold the bars, one row a request. */

import { badge } from './badge.ts';
import { element } from './element.ts';
import type { Plan, Trace } from './explain.ts';
import { type Bar, type Waterfall, waterfallOf } from './waterfall.ts';
import { upstreams } from './words.ts';

export interface TraceView {
  readonly element: HTMLElement;
  show(trace: Trace, plan: Plan | null): void;
  /** Says something instead of a trace. */
  say(text: string): void;
}

/** @param options.setTracing told when the person wants runs traced, or no longer */
export function createTraceView(options: {
  readonly isTracing: boolean;
  readonly setTracing: (on: boolean) => void;
}): TraceView {
  const box = element('input', { type: 'checkbox', id: 'atelier-tracing', checked: options.isTracing });
  const summary = element('p', { role: 'status', class: 'atelier-summary' });
  const place = element('div', {});
  const heading = element('h2', { id: 'atelier-trace-title' }, 'Trace');
  const section = element(
    'section',
    { 'aria-labelledby': 'atelier-trace-title', class: 'atelier-section' },
    element(
      'div',
      { class: 'atelier-heading' },
      heading,
      element('label', { for: 'atelier-tracing' }, box, 'Trace runs'),
    ),
    summary,
    place,
  );
  const say = (text: string): void => {
    heading.textContent = 'Trace';
    summary.textContent = text;
    place.replaceChildren();
  };
  const invite = (): void =>
    say(box.checked ? 'Run the operation to see what it does.' : 'Runs are not traced.');
  box.addEventListener('change', () => {
    options.setTracing(box.checked);
    invite();
  });
  invite();
  return {
    element: section,
    say,
    show: (trace, plan) => {
      const waterfall = waterfallOf(trace, plan);
      const name = plan?.operation.name ?? null;
      heading.textContent = name === null ? 'Trace' : `Trace of ${name}`;
      summary.textContent = waterfall.sentence;
      place.replaceChildren(...(waterfall.bars.length === 0 ? [] : [tableOf(waterfall)]));
      section.scrollIntoView({ block: 'nearest' });
    },
  };
}

function tableOf({ bars, ticks }: Waterfall): HTMLElement {
  const axis = ticks.map(({ text, leftPercent }) => {
    const tick = element('span', { class: leftPercent > 90 ? 'atelier-tick last' : 'atelier-tick' }, text);
    tick.style.left = `${leftPercent}%`;
    return tick;
  });
  const rows = bars.map(rowOf);
  const body = element('tbody', {}, ...rows);
  moveByKeys(body, rows);
  return element(
    'table',
    { class: 'atelier-waterfall' },
    element('caption', { class: 'atelier-unseen' }, 'Upstream requests in the order in which they began'),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        element('th', { scope: 'col' }, 'Request'),
        element('th', { scope: 'col' }, element('span', { class: 'atelier-unseen' }, 'Time'), axisOf(axis)),
      ),
    ),
    body,
  );
}

function axisOf(ticks: readonly HTMLElement[]): HTMLElement {
  return element('div', { class: 'atelier-axis', 'aria-hidden': 'true' }, ...ticks);
}

function rowOf(bar: Bar, index: number): HTMLTableRowElement {
  const { request, decided, marks, time, label } = bar;
  const { upstream, method, path, fields } = request;
  return element(
    'tr',
    { tabindex: index === 0 ? 0 : -1, 'aria-label': label },
    element(
      'th',
      { scope: 'row' },
      element(
        'div',
        { class: 'atelier-line' },
        badge(upstream),
        element('span', { class: 'atelier-unseen' }, upstreams[upstream].title),
        element('code', { title: path }, `${method} ${path}`),
      ),
      element(
        'div',
        { class: 'atelier-details', title: fields.length === 0 ? null : `for ${fields.join(', ')}` },
        ...decided.map((text) => element('code', { class: 'atelier-parameter' }, text)),
        ...marks.map(({ kind, text }) => element('span', { class: `atelier-chip ${kind}` }, text)),
      ),
    ),
    element('td', {}, trackOf(bar), element('span', { class: 'atelier-time' }, time)),
  );
}

function trackOf({ request, leftPercent, widthPercent }: Bar): HTMLElement {
  const kind = request.cache === 'hit' || request.cache === 'stale' ? 'cached' : '';
  const line = element('div', { class: `atelier-run ${request.upstream} ${kind}` });
  line.style.left = `${leftPercent}%`;
  line.style.width = `${widthPercent}%`;
  return element('div', { class: 'atelier-track', 'aria-hidden': 'true' }, line);
}

/** The rows are one stop of the Tab key; arrows go from row to row. */
function moveByKeys(body: HTMLElement, rows: readonly HTMLElement[]): void {
  const focus = (to: number): void => {
    const next = rows[Math.min(Math.max(to, 0), rows.length - 1)];
    for (const row of rows) row.tabIndex = row === next ? 0 : -1;
    next?.focus();
  };
  body.addEventListener('keydown', (event) => {
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: rows.length - 1,
    };
    const to = targets[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    focus(to);
  });
  body.addEventListener('click', ({ target }) => {
    const row = target instanceof Element ? target.closest('tr') : null;
    if (row) focus(rows.indexOf(row));
  });
}
