/**
 * What stands in, without an engine, for the images that the Dockerfiles begin with: this process' own Node where the
 * official image brings one, and of the distroless one the folders, the users and, from this machine, the C and C++
 * libraries that it is known for. Nothing else is there, so whoever needs more fails here as well.
 */

import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export interface BaseImage {
  readonly variables: Readonly<Record<string, string>>;
  readonly user: string;
  /** Fills an empty folder. */
  fill(root: string): Promise<void>;
}

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Throws for an image that nothing stands in for. */
export function baseImage(name: string): BaseImage {
  const version = /^node:([\d.]+)-trixie-slim$/.exec(name)?.[1];
  if (version !== undefined) return nodeImage(version);
  if (/^gcr\.io\/distroless\/cc-debian13:nonroot@sha256:[0-9a-f]{64}$/.test(name)) return distrolessImage;
  throw new Error(`Nothing stands in for the image ${name}: add it to scripts/image/base-images.ts`);
}

function nodeImage(version: string): BaseImage {
  if (version !== process.versions.node)
    throw new Error(
      `The image has Node ${version}, and this is ${process.versions.node}: make them the same`,
    );
  return {
    variables: { PATH: path },
    user: '0:0',
    fill: (root) => copyInto(root, process.execPath, nodePath),
  };
}

/** Where the official image has it. */
const nodePath = '/usr/local/bin/node';

const distrolessImage: BaseImage = {
  variables: { PATH: path, SSL_CERT_FILE: '/etc/ssl/certs/ca-certificates.crt' },
  user: '65532:65532',
  fill: async (root) => {
    for (const folder of ['dev', 'etc', 'home/nonroot', 'proc', 'tmp'])
      await mkdir(join(root, folder), { recursive: true });
    await writeFile(
      join(root, 'etc/passwd'),
      'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n',
    );
    for (const library of await librariesOfNode()) await copyInto(root, library, library);
  },
};

/** The libraries of Debian's libc6, libgcc-s1 and libstdc++6, the loader among them. */
const ofBase = /\/(?:ld-linux[-\w]*|libc|libdl|libm|libpthread|libgcc_s|libstdc\+\+)\.so\.\d+$/;

/** Those that this machine's loader finds for Node, as far as the image has them. None where there is no such loader. */
async function librariesOfNode(): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [];
  const { stdout } = await promisify(execFile)('ldd', [process.execPath]);
  return [...stdout.matchAll(/(\/\S+) \(0x/g)]
    .map(([, found = '']) => found)
    .filter((found) => ofBase.test(found));
}

async function copyInto(root: string, from: string, to: string): Promise<void> {
  const target = join(root, to);
  await mkdir(dirname(target), { recursive: true });
  await copyFile(from, target);
  await chmod(target, 0o755);
}
