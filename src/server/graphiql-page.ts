/**
 * What the browser gets before and around GraphiQL itself: the page, its icon, a few styles and the script that
 * starts it. Serves nothing.
 */

import type { GraphiQLOptions } from 'graphql-yoga';
import { readExampleOperations } from './example-operations.ts';

export const pagePath = '/graphql';
export const assetsPath = '/graphql/assets/';
/** Where the files of `src/explorer` are. */
export const explorerPath = `${assetsPath}explorer/`;

/** The document at `pagePath`. All that it requests lies below `assetsPath`. */
export const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Atelier · GraphiQL</title>
    <link rel="icon" href="${assetsPath}icon.svg">
    <link rel="stylesheet" href="${assetsPath}graphiql.css">
    <link rel="stylesheet" href="${assetsPath}atelier.css">
    <link rel="stylesheet" href="${explorerPath}explorer.css">
    <script src="${assetsPath}environment.js" defer></script>
    <script src="${assetsPath}graphiql.js" defer></script>
    <script src="${assetsPath}start.js" defer></script>
    <script src="${explorerPath}main.ts" type="module"></script>
  </head>
  <body class="no-focus-outline">
    <noscript>GraphiQL needs JavaScript. The API itself does not: send POST requests to ${pagePath}.</noscript>
    <div id="root"></div>
  </body>
</html>
`;

export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#1d1b26"/>
<path d="M9 25 16 7l7 18M11.5 19h9" fill="none" stroke="#f2c9a1" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/>
</svg>
`;

/**
 * GraphiQL moves a tab aside as soon as it is pressed, once the row of tabs has changed its width (when the fonts
 * arrive, say); the click then ends elsewhere and the tab does not open. Tabs that stay can be clicked.
 */
export const style = `.graphiql-tab { transform: none !important; }
.graphiql-logo svg { width: 28px; height: 28px; }
`;

/** What Monaco reads when it is loaded. The panel beside GraphiQL reads the editors through Monaco's public API. */
export const environmentScript = `'use strict';
self.MonacoEnvironment = {
  globalAPI: true,
  getWorker(_moduleId, label) {
    const names = { json: 'json.worker.js', graphql: 'graphql.worker.js' };
    return new Worker('${assetsPath}' + (names[label] ?? 'editor.worker.js'));
  },
};
`;

/**
 * The script that starts GraphiQL with the example operations. The panel beside it learns from the event
 * `atelier:tabs` which operation is meant.
 *
 * It keeps its storage apart, because other projects that were served from the same port would bring their tabs.
 * And it says which tab is open: GraphiQL looks for the last edited operation among its tabs, and opens an empty
 * tab where nothing was edited yet.
 */
export function startScript(): string {
  const options: GraphiQLOptions = {
    title: 'Atelier',
    logo: icon,
    endpoint: pagePath,
    defaultTabs: readExampleOperations().map((query) => ({ query })),
    defaultEditorToolsVisibility: false,
    isHeadersEditorEnabled: true,
    // Tokens go into headers, and what is kept stays readable in the browser's storage.
    shouldPersistHeaders: false,
    schemaDescription: true,
  };
  return `'use strict';
const prefix = 'atelier:';
const storage = {
  getItem: (key) => localStorage.getItem(prefix + key),
  setItem: (key, value) => localStorage.setItem(prefix + key, value),
  removeItem: (key) => localStorage.removeItem(prefix + key),
  clear: () => Object.keys(localStorage).filter((key) => key.startsWith(prefix)).forEach((key) => localStorage.removeItem(key)),
  get length() { return localStorage.length; },
};
const kept = JSON.parse(storage.getItem('graphiql:tabState') ?? '{}');
const open = kept.tabs?.[kept.activeTabIndex];
if (open) {
  storage.setItem('graphiql:query', open.query ?? '');
  storage.setItem('graphiql:variables', open.variables ?? '');
}
YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), {
  ...${JSON.stringify(options)},
  storage,
  onTabChange: (detail) => dispatchEvent(new CustomEvent('atelier:tabs', { detail })),
});
`;
}
