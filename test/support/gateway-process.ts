/**
 * The gateway as a process of its own, `node src/main.ts` or a bundle, for tests of its beginning and end and for load. Owns the
 * process and keeps what it says; disposing kills it.
 */

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface GatewayProcess extends AsyncDisposable {
  readonly pid: number;
  readonly output: { readonly stdout: string; readonly stderr: string };
  /** Resolves when a line of the standard output matches; rejects where the process ends before. */
  said(line: RegExp): Promise<string>;
  /** Its address without a final slash, once it listens. */
  listening(): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** Code and signal with which it ended, after its last output. */
  readonly exited: Promise<[code: number | null, signal: string | null]>;
}

/**
 * @param env these variables and no others
 * @param nodeOptions options of Node, such as `--expose-gc`
 * @param program where another one than the source begins, and the folder to run it in
 */
export function startMain(
  env: Readonly<Record<string, string>>,
  nodeOptions: readonly string[] = [],
  program = { main: 'src/main.ts', folder: root },
): GatewayProcess {
  const child = spawn(process.execPath, [...nodeOptions, program.main], {
    cwd: program.folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return watchProcess(child);
}

/** The same for a process that was started in another way, the simulators among them. */
export function watchProcess(child: ChildProcessByStdio<null, Readable, Readable>): GatewayProcess {
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  // `close` comes after the last output, `exit` may not.
  const exited = once(child, 'close').then(([code, signal]): [number | null, string | null] => [
    code,
    signal,
  ]);
  const said = (line: RegExp): Promise<string> => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const look = (): void => {
      const found = output.stdout.split('\n').find((one) => line.test(one));
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', look);
    look();
    void exited.then(() => reject(new Error(`It ended without saying ${line}: ${output.stderr}`)));
    return promise.finally(() => child.stdout.off('data', look));
  };
  return {
    pid: child.pid ?? 0,
    output,
    said,
    listening: async () => (JSON.parse(await said(/"url":"http/)) as { readonly url: string }).url,
    kill: (signal) => void child.kill(signal),
    exited,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
