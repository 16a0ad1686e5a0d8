/**
 * Where the gateway finds the files that come with it, whether it runs from its source or from a bundle: beside the nearest
 * `package.json` above its code. Reads none of them.
 */

import { findPackageJSON } from 'node:module';
import { pathToFileURL } from 'node:url';

/** @param path from the folder of `package.json`, such as `examples/operations/` */
export function projectFile(path: string): URL {
  const manifest = findPackageJSON(import.meta.url);
  if (manifest === undefined) throw new Error('The gateway runs without the package.json that belongs to it');
  return new URL(path, pathToFileURL(manifest));
}
