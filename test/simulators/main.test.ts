import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { watchProcess } from '#test/support/gateway-process.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

function run(...args: readonly string[]) {
  return watchProcess(
    spawn(process.execPath, [main, ...args], { env: {}, stdio: ['ignore', 'pipe', 'pipe'] }),
  );
}

describe('node test/simulators/main.ts', () => {
  it('runs only the backends that it is told to, until it is told to stop', async () => {
    await using simulators = run('--only', 'sartiq', '--sartiq', '0');
    const line = await simulators.said(/^Sartiq /);
    const { status } = await fetch(`${line.replace('Sartiq ', '')}/set-designs/`);
    expect(status).toBe(401);
    simulators.kill('SIGTERM');
    expect(await simulators.exited).toEqual([0, null]);
    expect(simulators.output).toEqual({ stdout: `${line}\n`, stderr: '' });
  });

  it('names the backends that there are for an unknown one', async () => {
    await using simulators = run('--only', 'sartic');
    expect(await simulators.exited).toEqual([1, null]);
    expect(simulators.output.stderr).toBe(
      'simulators: there is no sartic; known: piktid, sartiq, acusight\n',
    );
  });
});
