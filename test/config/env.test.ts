import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const envModule = new URL('../../src/config/env.ts', import.meta.url).href;

/** What `readEnv` hands on in a process with these variables. */
function readEnvIn(env: NodeJS.ProcessEnv): unknown {
  const script = `import { readEnv } from '${envModule}'; console.log(JSON.stringify(readEnv()));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    env,
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    encoding: 'utf8',
  });
  return JSON.parse(output);
}

describe('readEnv', () => {
  it('hands on the variables that are set, trimmed, and no others', () => {
    const env = { PORT: ' 4001\n', HOST: '', PIKTID_TOKEN: '  ', REDIS_URL: 'redis://x', SECRET: 'y' };
    expect(readEnvIn(env)).toEqual({ PORT: '4001', REDIS_URL: 'redis://x' });
  });
});
