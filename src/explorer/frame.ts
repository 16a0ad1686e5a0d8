/** The panel's frame: the button that opens and closes it, and the edge that changes its size. */

import { element } from './element.ts';
import { keep, readKept } from './keep.ts';

export interface Frame {
  readonly isOpen: () => boolean;
}

/** Puts the panel before GraphiQL in the order of the page, so that it is reached first. */
export function createFrame(body: HTMLElement, contents: readonly HTMLElement[], opened: () => void): Frame {
  const toggle = element(
    'button',
    { type: 'button', id: 'atelier-toggle', class: 'atelier-button', 'aria-controls': 'atelier-panel' },
    'Plan',
  );
  const title = element('h1', { class: 'atelier-title' }, 'Requests to the backends');
  const scrolling = element('div', { class: 'atelier-contents' }, ...contents);
  const panel = element(
    'aside',
    { id: 'atelier-panel', 'aria-label': 'Plan and trace' },
    edgeOf(body),
    title,
    scrolling,
  );
  let isOpen = false;
  const show = (open: boolean): void => {
    isOpen = open;
    panel.hidden = !isOpen;
    toggle.setAttribute('aria-expanded', String(isOpen));
    body.classList.toggle('atelier-open', isOpen);
    if (isOpen) opened();
  };
  toggle.addEventListener('click', () => {
    show(!isOpen);
    keep({ isOpen });
  });
  body.prepend(toggle, panel);
  show(readKept().isOpen);
  return { isOpen: () => isOpen };
}

/** In pixels. GraphiQL keeps at least as much; the style sheet sees to that. */
const sizes = { min: 280, max: 1_200, first: 460, step: 24 };

/** The edge towards GraphiQL: vertical beside it, horizontal where the page is too narrow for both. */
function edgeOf(body: HTMLElement): HTMLElement {
  const edge = element('div', {
    role: 'separator',
    class: 'atelier-edge',
    tabindex: 0,
    'aria-label': 'Size of the panel',
    'aria-controls': 'atelier-panel',
    'aria-valuemin': sizes.min,
    'aria-valuemax': sizes.max,
  });
  const narrow = matchMedia('(max-width: 960px)');
  const turn = (): void => {
    edge.ariaOrientation = narrow.matches ? 'horizontal' : 'vertical';
  };
  narrow.addEventListener('change', turn);
  turn();
  let sizePx = 0;
  const resize = (px: number): void => {
    sizePx = Math.round(Math.min(Math.max(px, sizes.min), sizes.max));
    body.style.setProperty('--atelier-size', `${sizePx}px`);
    edge.ariaValueNow = String(sizePx);
  };
  resize(readKept().sizePx ?? sizes.first);
  edge.addEventListener('keydown', (event) => {
    const wider = { ArrowLeft: 1, ArrowUp: 1, ArrowRight: -1, ArrowDown: -1 }[event.key];
    if (!wider) return;
    event.preventDefault();
    resize(sizePx + wider * sizes.step);
    keep({ sizePx });
  });
  edge.addEventListener('pointerdown', ({ pointerId }) => edge.setPointerCapture(pointerId));
  edge.addEventListener('pointermove', ({ pointerId, clientX, clientY }) => {
    if (!edge.hasPointerCapture(pointerId)) return;
    resize(narrow.matches ? innerHeight - clientY : innerWidth - clientX);
  });
  edge.addEventListener('pointerup', () => keep({ sizePx }));
  return edge;
}
