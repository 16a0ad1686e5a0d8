// @ts-check
// What a project in plain JavaScript does with the package. Prints what it got as JSON.

import { failureOf, takeResult } from 'atelier-client';
import { createGatewayClient, useOperation } from 'atelier-client/react';
import { gql } from 'urql';

const [url = ''] = process.argv.slice(2);
const client = createGatewayClient({ url });
const { data, error } = await client
  .query(gql('{ jobs(first: 1) { totalCount } setDesigns(first: 1) { totalCount } }'), {})
  .toPromise();
const result = takeResult({ data, errors: error?.graphQLErrors });
let thrown;
try {
  thrown = result.data.setDesigns;
} catch (failure) {
  thrown = /** @type {Error} */ (failure).name;
}
process.stdout.write(
  JSON.stringify({
    jobs: result.data.jobs.totalCount,
    thrown,
    code: failureOf(result.data, 'setDesigns')?.code,
    unavailable: result.unavailable.map(({ upstream, path }) => [upstream, ...path]),
    hook: typeof useOperation,
  }),
);
