import { expect, it } from 'vitest';
import { actions } from '#test/support/soak/actions.ts';
import { runSoak } from '#test/support/soak/soak.ts';

it('answers well and leaves nothing behind under mixed load with random faults', async () => {
  const lines: string[] = [];
  const report = await runSoak({ seed: 7, seconds: 12, clients: 8, say: (line) => void lines.push(line) });
  expect(report.violations).toEqual([]);
  expect(Object.keys(report.begun).sort()).toEqual(Object.keys(actions).sort());
  expect(Object.keys(report.faultsByKind).length).toBeGreaterThan(3);
  expect(Object.keys(report.errorsByCode)).toEqual(expect.arrayContaining(['BAD_USER_INPUT']));
}, 120_000);
