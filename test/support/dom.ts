/**
 * A browser's document for components; a test file imports this before anything else. Only what React and Testing
 * Library need: `fetch`, `FormData` and timers stay Node's, because the gateway runs in the same process.
 */

import { Window } from 'happy-dom';

const wanted = [
  'document',
  'navigator',
  'Node',
  'Element',
  'HTMLElement',
  'HTMLIFrameElement',
  'HTMLInputElement',
  'MutationObserver',
] as const;

const window = new Window({ url: 'http://127.0.0.1/' });
define('window', window);
define('getComputedStyle', window.getComputedStyle.bind(window));
for (const name of wanted) define(name, window[name]);
// Browsers have it, and development builds of React then take timings.
Object.defineProperty(globalThis.console, 'timeStamp', { value: () => {}, configurable: true });

function define(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
