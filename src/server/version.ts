/** Which version of the gateway this is, as `package.json` says. */

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { projectFile } from './project-files.ts';

const manifest = z.object({ version: z.string() });

export function readVersion(): string {
  const text = readFileSync(projectFile('package.json'), 'utf8');
  return manifest.parse(JSON.parse(text)).version;
}
