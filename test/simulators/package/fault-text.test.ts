import { describe, expect, it } from 'vitest';
import { faultWords, parseFault } from './fault-text.ts';

describe('parseFault', () => {
  it('reads the example of each fault', () => {
    const read = Object.values(faultWords).map(({ example }) => parseFault(example));
    expect(read.map(({ fault }) => fault.kind)).toEqual([
      'delay',
      'status',
      'hang',
      'reset',
      'broken-json',
      'cut-body',
      'slow-drip',
      'content-type',
      'huge-body',
      'rewrite',
    ]);
  });

  it('reads who is meant, which requests, and how many', () => {
    expect(parseFault(' sartiq  status=503 method=GET path=/set-designs/ times=2')).toEqual({
      upstreams: ['sartiq'],
      fault: { kind: 'status', status: 503, method: 'GET', path: '/set-designs/', times: 2 },
    });
    expect(parseFault('all hang')).toEqual({
      upstreams: ['piktid', 'sartiq', 'acusight'],
      fault: { kind: 'hang' },
    });
    expect(parseFault('piktid status=429 retry-after=7').fault).toMatchObject({
      headers: { 'retry-after': '7' },
    });
  });

  it('takes a star in a path for any text, and everything else as it is', () => {
    const { path } = parseFault('piktid hang path=/jobs/*/results.x').fault;
    expect(path).toBeInstanceOf(RegExp);
    const fits = ['/jobs/a-b/results.x', '/jobs/a/b/results.x', '/jobs/a/resultsyx', '/x/jobs/a/results.x'];
    expect(fits.map((one) => (path as RegExp).test(one))).toEqual([true, true, false, false]);
  });

  it('leaves a field out at any depth, and changes nothing else', () => {
    const { fault } = parseFault('piktid without=size');
    if (fault.kind !== 'rewrite') throw new Error(fault.kind);
    expect(fault.body({ data: [{ size: 1, name: 'a', in: { size: 2 } }, null], size: 3, count: 1 })).toEqual({
      data: [{ name: 'a', in: {} }, null],
      count: 1,
    });
  });

  it.each([
    ['', 'there is no backend ""; known: piktid, sartiq, acusight, all'],
    ['pikt hang', 'there is no backend "pikt"'],
    ['piktid', 'there is no fault ""; known: delay, status,'],
    ['piktid constructor', 'there is no fault "constructor"'],
    ['piktid delay', 'it is written delay=MS, for example `sartiq delay=800`'],
    ['piktid delay=soon', '"soon" is no whole number from 0 to 600000'],
    ['piktid status=200', '"200" is no whole number from 400 to 599'],
    ['piktid hang=3', 'it is written hang, for example'],
    ['piktid hang times=0', '"0" is no whole number from 1'],
    ['piktid hang twice', 'there is no word "twice"; known: method, path, times'],
    ['piktid hang retry-after=1', 'retry-after goes with status only'],
    ['piktid without=', 'a value is missing'],
  ])('says what is wrong with "%s"', (text, reason) => {
    expect(() => parseFault(text)).toThrow(`the fault "${text}" is wrong: `);
    expect(() => parseFault(text)).toThrow(reason);
  });
});
