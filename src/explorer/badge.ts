/** The sign of a backend: a letter on its colour. */

import { element } from './element.ts';
import type { UpstreamName } from './explain.ts';
import { upstreams } from './words.ts';

export function badge(upstream: UpstreamName): HTMLElement {
  const { letter, title } = upstreams[upstream];
  return element('span', { class: `atelier-badge ${upstream}`, title, 'aria-hidden': 'true' }, letter);
}
