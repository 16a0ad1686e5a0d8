/** What compiles, with exactly these types. Never runs. */

import type { ReactNode } from 'react';
import { expectTypeOf } from 'vitest';
import { type FragmentRef, partOf, takeResult, unavailableIn } from '#client/index.ts';
import { Panel, useConnection, useFragmentPart } from '#client/react.ts';
import {
  AssetsPanelFragmentDoc,
  JobCardFragmentDoc,
  JobsPanelFragmentDoc,
  MoreJobsDocument,
  TaskProgressFragmentDoc,
} from '../../../examples/generated/graphql.ts';
import {
  useGalleryScreenQuery,
  useMoreJobsQuery,
  useUploadBaseImagesMutation,
  useWatchUploadSubscription,
} from '../../../examples/generated/hooks.ts';
import { unmask } from '../../../examples/generated/index.ts';

export function Screen(): ReactNode {
  const { data } = useGalleryScreenQuery();
  return (
    data && (
      <Panel of={data} fallback={({ upstream }) => upstream}>
        {() => <Jobs query={data} />}
      </Panel>
    )
  );
}

function Jobs({ query }: { readonly query: FragmentRef<typeof JobsPanelFragmentDoc> }): ReactNode {
  const { data } = useFragmentPart(JobsPanelFragmentDoc, query);
  // Null only where something failed, and then it throws: no `?.` is needed on the way.
  expectTypeOf(data.jobs.totalCount).toEqualTypeOf<number>();
  expectTypeOf(unavailableIn(data, 'jobs')[0]?.retryAfterMs).toEqualTypeOf<number | null | undefined>();
  return data.jobs.nodes.map((job) => <JobCard key={job.id} job={job} />);
}

function JobCard({ job }: { readonly job: FragmentRef<typeof JobCardFragmentDoc> }): ReactNode {
  const { data } = useFragmentPart(JobCardFragmentDoc, job);
  expectTypeOf(data.createdAt).toEqualTypeOf<string>();
  expectTypeOf(data.images.nodes[0]?.id).toEqualTypeOf<string | undefined>();
  // A job without a project is no failure.
  expectTypeOf(data.projectName).toEqualTypeOf<string | null>();
  expectTypeOf(unmask(JobCardFragmentDoc, job)).toEqualTypeOf(data);
  return data.projectName ?? data.jobId;
}

export function Matches({
  query,
}: {
  readonly query: FragmentRef<typeof AssetsPanelFragmentDoc>;
}): ReactNode {
  const { assets } = partOf(AssetsPanelFragmentDoc, query);
  // Lists whose rows may fail have rows that are there.
  return assets.nodes.flatMap(({ datasetImages }) =>
    datasetImages.flatMap(({ annotations }) => annotations[0]?.id),
  );
}

export function List(): ReactNode {
  const { data } = useMoreJobsQuery({ first: 5 }, { requestPolicy: 'cache-and-network' });
  const { nodes, error } = useConnection({
    first: data?.jobs,
    more: MoreJobsDocument,
    variables: { first: 5 },
    select: ({ jobs }) => jobs,
  });
  expectTypeOf(error?.code).not.toBeAny();
  return nodes.map((job) => <JobCard key={job.id} job={job} />);
}

export function Upload(): ReactNode {
  const [upload] = useUploadBaseImagesMutation();
  const { data } = useWatchUploadSubscription(
    { taskId: 'x' },
    { isLast: ({ uploadTask }) => uploadTask === null },
  );
  const send = async (file: File): Promise<boolean> => {
    const { data } = await upload({ input: { setDesignId: 'x', subjectId: 'y', file } });
    expectTypeOf(data.uploadSetDesignBaseImages.userErrors[0]?.code).toEqualTypeOf<
      'CONFLICT' | 'INVALID' | 'NOT_FOUND' | undefined
    >();
    return data.uploadSetDesignBaseImages.uploadTask !== null;
  };
  expectTypeOf(send).returns.resolves.toBeBoolean();
  // A task that does not exist is no failure.
  const task = data && partOf(TaskProgressFragmentDoc, data.uploadTask);
  expectTypeOf(task).toEqualTypeOf<NonNullable<typeof task> | null | undefined>();
  return task?.status;
}

expectTypeOf(takeResult<{ readonly a: 1 }>({}).data).toEqualTypeOf<{ readonly a: 1 }>();
