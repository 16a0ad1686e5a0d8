/** `npm run build`: the gateway as its image has it, in `dist`. `node dist/main.js` starts it. */

import { fileURLToPath } from 'node:url';
import { bundleGateway } from './build/bundle.ts';

const { bytes, packages } = await bundleGateway(fileURLToPath(new URL('../dist', import.meta.url)));
process.stdout.write(`dist: ${(bytes / 1e6).toFixed(1)} MB, with code of ${packages.length} packages\n`);
