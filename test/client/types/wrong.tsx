/** What does not compile. Each `//!` names the error of the line after it; `test/client/types.test.ts` compares. */

import type { ReactNode } from 'react';
import { type FragmentRef, partOf } from '#client/index.ts';
import { Panel, useConnection, useFragmentPart } from '#client/react.ts';
import {
  AssetsPanelFragmentDoc,
  JobCardFragmentDoc,
  MoreJobsDocument,
} from '../../../examples/generated/graphql.ts';
import {
  useMoreJobsQuery,
  useStudioQuery,
  useUploadBaseImagesMutation,
  useWatchUploadSubscription,
} from '../../../examples/generated/hooks.ts';

export function WrongField(): ReactNode {
  const { data } = useStudioQuery();
  //! TS2339
  const unselected = data?.jobs.nodes[0]?.projectName;
  //! TS2551
  return `${unselected} ${data?.jobs.nodes[0]?.jobID}`;
}

export function MissingVariable(): ReactNode {
  //! TS2554
  useWatchUploadSubscription();
  //! TS2741
  useWatchUploadSubscription({});
  //! TS2322
  useWatchUploadSubscription({ taskId: 7 });
  //! TS2353
  useMoreJobsQuery({ last: 5 });
  //! TS2322
  useStudioQuery({ first: 5 });
  return null;
}

export function UnmaskedFragment(): ReactNode {
  const { data } = useMoreJobsQuery();
  const [job] = data?.jobs.nodes ?? [];
  //! TS2339
  return job?.jobStatus;
}

export function OtherFragment({ job }: { readonly job: FragmentRef<typeof JobCardFragmentDoc> }): ReactNode {
  //! TS2769
  useFragmentPart(AssetsPanelFragmentDoc, job);
  //! TS2769
  return partOf(AssetsPanelFragmentDoc, job)?.assets.nodes.length;
}

export function NothingYet(): ReactNode {
  const { data } = useStudioQuery();
  //! TS18048
  return data.jobs.totalCount;
}

export function PlainNullable({ job }: { readonly job: FragmentRef<typeof JobCardFragmentDoc> }): ReactNode {
  const { data } = useFragmentPart(JobCardFragmentDoc, job);
  //! TS18047
  return data.projectName.length;
}

export function NoId(): ReactNode {
  const { data } = useStudioQuery();
  const { nodes } = useConnection({
    //! TS2322
    first: data?.jobs,
    more: MoreJobsDocument,
    variables: {},
    select: ({ jobs }) => jobs,
  });
  return nodes.length;
}

export function NoFile(): ReactNode {
  const [upload] = useUploadBaseImagesMutation();
  //! TS2741
  const send = () => upload({ input: { setDesignId: 'x', subjectId: 'y' } });
  //! TS2769
  return <Panel>{() => String(send)}</Panel>;
}
