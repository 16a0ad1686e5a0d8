/** Prints the creation times of two jobs as `Temporal.Instant` has them; Node has `Temporal` with `--harmony-temporal`. */

import { createGatewayClient } from '#client/react.ts';
import { DatesDocument } from './generated/graphql.ts';
import { scalarTable } from './generated/scalars.ts';

declare const Temporal: { readonly Instant: { from(text: string): object } };

const [url = '', id = ''] = process.argv.slice(2);
const client = createGatewayClient({
  url,
  scalars: { table: scalarTable, parsers: { DateTime: (text) => Temporal.Instant.from(text) } },
});
const { data, error } = await client.query(DatesDocument, { id, text: 'a' }).toPromise();
if (!data) throw error ?? new Error('no data');
const born: readonly unknown[] = data.jobs.nodes.map((job) => job.born);
for (const instant of born) process.stdout.write(`${Object.prototype.toString.call(instant)} ${instant}\n`);
