/** The page of `docs/clients/hooks.md`: a screen of panels over one operation. */

import type { ResultOf } from '@graphql-typed-document-node/core';
import { type ReactNode, useState } from 'react';
import { Provider } from 'urql';
import { type FragmentRef, partOf, present } from '#client/index.ts';
import { createGatewayClient, Panel, useConnection, useFragmentPart } from '#client/react.ts';
import {
  JobCardFragmentDoc,
  JobsPanelFragmentDoc,
  MoreJobsDocument,
  SetDesignsPanelFragmentDoc,
  TaskProgressFragmentDoc,
} from '../generated/graphql.ts';
import {
  useGalleryScreenQuery,
  useUploadBaseImagesMutation,
  useWatchUploadSubscription,
} from '../generated/hooks.ts';

export function App({ url }: { readonly url: string }): ReactNode {
  const [client] = useState(() => createGatewayClient({ url }));
  return (
    <Provider value={client}>
      <GalleryScreen />
    </Provider>
  );
}

function GalleryScreen(): ReactNode {
  const { data, error, refetch } = useGalleryScreenQuery({ first: 12 });
  if (!data) return <p>{error ? error.message : 'Loading …'}</p>;
  return (
    <main>
      <JobsPanel query={data} onRetry={refetch} />
      <SetDesignsPanel query={data} />
    </main>
  );
}

interface JobsPanelProps {
  readonly query: FragmentRef<typeof JobsPanelFragmentDoc>;
  readonly onRetry: () => void;
}

type Jobs = ResultOf<typeof JobsPanelFragmentDoc>['jobs'];

function JobsPanel({ query, onRetry }: JobsPanelProps): ReactNode {
  const { data } = useFragmentPart(JobsPanelFragmentDoc, query);
  return (
    <Panel
      of={data}
      fallback={({ message }) => (
        <p>
          {message}{' '}
          <button type="button" onClick={onRetry}>
            Retry
          </button>
        </p>
      )}
    >
      {() => <JobList first={data.jobs} />}
    </Panel>
  );
}

function JobList({ first }: { readonly first: Jobs }): ReactNode {
  const { nodes, hasMore, isLoadingMore, error, loadMore } = useConnection({
    first,
    more: MoreJobsDocument,
    variables: { first: 12 },
    select: (data) => data.jobs,
  });
  return (
    <>
      {nodes.map((job) => (
        <JobCard key={job.id} job={job} />
      ))}
      {error && <p>{error.message}</p>}
      {hasMore && (
        <button type="button" onClick={loadMore} disabled={isLoadingMore}>
          More
        </button>
      )}
    </>
  );
}

function JobCard({ job }: { readonly job: FragmentRef<typeof JobCardFragmentDoc> }): ReactNode {
  const { data } = useFragmentPart(JobCardFragmentDoc, job);
  return (
    <article>
      {data.jobId}: {data.images.nodes.length} images
    </article>
  );
}

function SetDesignsPanel({
  query,
}: {
  readonly query: FragmentRef<typeof SetDesignsPanelFragmentDoc>;
}): ReactNode {
  const { data, unavailable } = useFragmentPart(SetDesignsPanelFragmentDoc, query);
  return (
    <Panel of={data} fallback={({ message }) => <p>{message}</p>}>
      {() => (
        <ul>
          {present(data.setDesigns.nodes).map(({ id, name }) => (
            <li key={id}>{name}</li>
          ))}
          {unavailable.length > 0 && <li>{unavailable.length} could not be read</li>}
        </ul>
      )}
    </Panel>
  );
}

/** Sends a ZIP of base images, and shows what becomes of it. */
export function Upload({
  setDesignId,
  subjectId,
}: {
  readonly setDesignId: string;
  readonly subjectId: string;
}): ReactNode {
  const [upload, { fetching, error }] = useUploadBaseImagesMutation();
  const [taskId, setTaskId] = useState<string | null>(null);
  const send = async (file: Blob): Promise<void> => {
    const { data } = await upload({ input: { setDesignId, subjectId, file } });
    const task = partOf(TaskProgressFragmentDoc, data.uploadSetDesignBaseImages.uploadTask);
    setTaskId(task?.taskId ?? null);
  };
  return (
    <>
      <input
        type="file"
        accept=".zip"
        disabled={fetching}
        onChange={({ target }) =>
          void (target.files?.[0] && send(target.files[0]).catch(() => setTaskId(null)))
        }
      />
      {error && <p>{error.message}</p>}
      {taskId && <UploadProgress taskId={taskId} />}
    </>
  );
}

function UploadProgress({ taskId }: { readonly taskId: string }): ReactNode {
  const { data, error, restart } = useWatchUploadSubscription(
    { taskId },
    { isLast: ({ uploadTask }) => partOf(TaskProgressFragmentDoc, uploadTask)?.completedAt !== null },
  );
  if (error && !data)
    return (
      <button type="button" onClick={restart}>
        {error.message}: try again
      </button>
    );
  const task = data && partOf(TaskProgressFragmentDoc, data.uploadTask);
  return <progress max={100} value={task?.progress ?? 0} />;
}
