/**
 * The files of `src/explorer`, as browsers take them: the panel beside GraphiQL is written in TypeScript and served file by
 * file, without its types. Knows nothing of what they do.
 */

import { readdir, readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { projectFile } from './project-files.ts';

export interface ExplorerFile {
  readonly name: string;
  readonly text: string;
}

/** Scripts and style sheets by their file names; scripts import each other by these. */
export async function readExplorerFiles(): Promise<readonly ExplorerFile[]> {
  const folder = projectFile('src/explorer/');
  const names = await readdir(folder);
  const read = (ending: string) =>
    Promise.all(
      names
        .filter((name) => name.endsWith(ending))
        .map(async (name) => ({ name, text: await readFile(new URL(name, folder), 'utf8') })),
    );
  const [scripts, styles] = await Promise.all([read('.ts'), read('.css')]);
  return [...(await withoutTypes(scripts)), ...styles];
}

const stripping = `
const { parentPort, workerData } = require('node:worker_threads');
const { stripTypeScriptTypes } = require('node:module');
parentPort.postMessage(workerData.map(({ name, text }) => ({ name, text: stripTypeScriptTypes(text) })));`;

/**
 * Node strips types with what it runs TypeScript with itself, but warns that calling it is experimental. A worker can do
 * without the warning, which would stand in the log of a gateway that works.
 */
function withoutTypes(scripts: readonly ExplorerFile[]): Promise<readonly ExplorerFile[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly ExplorerFile[]>();
  const execArgv = ['--disable-warning=ExperimentalWarning'];
  const worker = new Worker(stripping, { eval: true, workerData: scripts, execArgv });
  worker.once('message', resolve);
  worker.once('error', reject);
  return promise;
}
