#!/usr/bin/env node
/** The command `atelier-simulators`, for whatever Node runs it: one that is too old gets a sentence, not a syntax error. */

const wantedMajor = 24;

if (Number(process.versions.node.split('.')[0]) >= wantedMajor) await import('./main.ts');
else {
  process.stderr.write(`atelier-simulators: Node ${wantedMajor} is needed, this is ${process.version}\n`);
  process.exitCode = 1;
}
