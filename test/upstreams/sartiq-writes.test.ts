import { describe, expect, it } from 'vitest';
import { withDeadline } from '#src/http/deadline.ts';
import { createJsonClient } from '#src/http/json-client.ts';
import { createTransport } from '#src/http/transport.ts';
import { createSartiqClient } from '#src/upstreams/sartiq/client.ts';
import { createSartiqWrites } from '#src/upstreams/sartiq/writes.ts';
import { startSartiq } from '#test/simulators/sartiq/start-sartiq.ts';
import { smallWorldSize, tokenOf } from '#test/simulators/simulator.ts';
import { eventually } from '#test/support/eventually.ts';
import { someOrigin } from '#test/support/origin.ts';

describe('requestCompletion', () => {
  it('is sent once to a Sartiq that never answers, and may have happened', async () => {
    await using sartiq = await startSartiq({ size: smallWorldSize });
    await using transport = createTransport({
      upstream: 'sartiq',
      baseUrl: new URL(sartiq.url),
      maxAnswerBytes: 1_000_000,
    });
    const send = withDeadline(transport.send, { upstream: 'sartiq', timeoutMs: 400, now: Date.now });
    const json = createJsonClient({ upstream: 'sartiq', send, now: Date.now });
    const writes = createSartiqWrites(json, createSartiqClient(json), {
      credential: { kind: 'caller', token: tokenOf('sartiq', 'giulia') },
      ...someOrigin,
      signal: new AbortController().signal,
    });
    const setDesignId = sartiq.data.setDesigns[0]?.id ?? '';
    sartiq.inject({ kind: 'hang' });
    await expect(
      writes.requestCompletion({ setDesignId, subjectIds: [], shotTypeIds: [] }),
    ).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
      details: { upstream: 'sartiq', mayHaveHappened: true },
    });
    const path = `/set-designs/${setDesignId}/request-completion`;
    await eventually(() => expect(sartiq.requests).toMatchObject([{ method: 'POST', path, aborted: true }]));
  });
});
