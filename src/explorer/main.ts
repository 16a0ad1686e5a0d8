/** Starts the panel beside GraphiQL: connects editors, gateway, plan and trace. Loaded after `start.js`. */

import { createAskPlan } from './ask-plan.ts';
import { watchEditors } from './editors.ts';
import type { Explained } from './explain.ts';
import { createFrame } from './frame.ts';
import { keep, readKept } from './keep.ts';
import { createPlanView } from './plan-view.ts';
import { createTraceView } from './trace-view.ts';
import { watchRuns } from './watch-runs.ts';

/** After the last edit. Long enough for a word, short enough to seem at once. */
const pauseMs = 400;

declare global {
  // GraphiQL's bundle makes it public where `MonacoEnvironment.globalAPI` says so.
  var monaco: Parameters<typeof watchEditors>[0];
}

const endpoint = new URL('/graphql', location.href);
const ask = window.fetch.bind(window);
const askPlan = createAskPlan(ask, endpoint.href);
let isTracing = readKept().isTracing;
let asking = new AbortController();
let pause = 0;

const planView = createPlanView(() => void plan());
const traceView = createTraceView({
  isTracing,
  setTracing: (on) => {
    isTracing = on;
    keep({ isTracing });
  },
});
const editors = watchEditors(window.monaco, window, planSoon);
const frame = createFrame(document.body, [planView.element, traceView.element], planSoon);
window.fetch = watchRuns(ask, { endpoint, isTracing: () => isTracing && frame.isOpen(), ran });

function planSoon(): void {
  clearTimeout(pause);
  pause = window.setTimeout(() => void plan(), pauseMs);
}

async function plan(): Promise<void> {
  clearTimeout(pause);
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  const written = editors.read();
  if (!frame.isOpen()) return;
  if (written.query.trim() === '') {
    planView.show(null, 'Write an operation to see its plan.');
    return;
  }
  try {
    const answer = await askPlan(written, signal);
    if (!signal.aborted) planView.show(answer.plan, answer.problem);
  } catch (error) {
    // Something newer is being planned.
    if (!signal.aborted) throw error;
  }
}

function ran(explained: Explained | null): void {
  if (explained?.trace) traceView.show(explained.trace, explained.plan);
  else if (explained === null) traceView.say('This answer comes in parts, and has no trace.');
  else traceView.say('The gateway gave no trace of this run.');
}
