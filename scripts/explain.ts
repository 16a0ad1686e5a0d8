/** `npm run explain`: the cost of operations in upstream requests, see `docs/explain.md`. The work is in `explain/`. */

import { text } from 'node:stream/consumers';
import { runExplain } from './explain/run-explain.ts';

const { stdin, stdout, stderr } = process;

// Whoever reads only the beginning, as `head` does, closes the pipe.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runExplain(process.argv.slice(2), {
  folder: process.cwd(),
  readStdin: () => text(stdin),
  write: (output) => stdout.write(output),
  writeError: (output) => stderr.write(output),
  // Knows NO_COLOR.
  isColoured: stdout.isTTY === true && stdout.hasColors(),
});
