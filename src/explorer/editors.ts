/** Reads GraphiQL's editors and tells when they change. Knows of GraphiQL what `start.js` makes public; changes nothing. */

import type { Written } from './written.ts';

export interface Editors {
  read(): Written;
}

/** As much of Monaco as is needed here. */
interface Monaco {
  readonly editor: {
    getModels(): readonly Model[];
    onDidCreateModel(listener: (model: Model) => void): void;
  };
}

interface Model {
  readonly uri: { readonly path: string };
  getValue(): string;
  onDidChangeContent(listener: () => void): void;
}

/** GraphiQL's tabs, as the event `atelier:tabs` brings them. */
export interface Tabs {
  readonly activeTabIndex: number;
  readonly tabs: readonly { readonly operationName: string | null }[];
}

const files = ['operation.graphql', 'variables.json', 'request-headers.json'] as const;

/** @param changed called at every change, also those that the operation does not notice */
export function watchEditors(monaco: Monaco, page: EventTarget, changed: () => void): Editors {
  const texts = new Map<(typeof files)[number], Model>();
  let operationName: string | null = null;
  const watch = (model: Model): void => {
    const file = files.find((name) => model.uri.path.endsWith(name));
    if (!file) return;
    texts.set(file, model);
    model.onDidChangeContent(changed);
    changed();
  };
  for (const model of monaco.editor.getModels()) watch(model);
  monaco.editor.onDidCreateModel(watch);
  page.addEventListener('atelier:tabs', (event) => {
    const { tabs, activeTabIndex } = (event as CustomEvent<Tabs>).detail;
    const named = tabs[activeTabIndex]?.operationName ?? null;
    if (named === operationName) return;
    operationName = named;
    changed();
  });
  return {
    read: () => ({
      query: texts.get('operation.graphql')?.getValue() ?? '',
      variables: texts.get('variables.json')?.getValue() ?? '',
      headers: texts.get('request-headers.json')?.getValue() ?? '',
      operationName,
    }),
  };
}
