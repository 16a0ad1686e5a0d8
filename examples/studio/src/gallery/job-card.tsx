import { type FragmentRef, partOf } from '#client/index.ts';
import { useConnection } from '#client/react.ts';
import {
  type GalleryJobFragment,
  GalleryJobFragmentDoc,
  type GalleryPageQueryVariables,
  type JobImageRowsFragment,
  JobImageRowsFragmentDoc,
  JobImagesDocument,
} from '../generated/graphql.ts';
import { MoreOfList } from '../ui/more-of-list.tsx';
import { counted, dateText, wordOf } from '../ui/words.ts';
import type { Viewing } from '../viewer/viewing.ts';
import { JobImages } from './job-images.tsx';

interface JobCardProps {
  readonly job: FragmentRef<typeof GalleryJobFragmentDoc>;
  /** Which images, and in which order: the same for all cards. */
  readonly variables: GalleryPageQueryVariables;
  readonly onView: (viewing: Viewing) => void;
}

/** A job that has disappeared since has no further images. */
const noRows: JobImageRowsFragment = {
  __typename: 'ImageConnection',
  totalCount: 0,
  pageInfo: { __typename: 'PageInfo', hasNextPage: false, endCursor: null },
  nodes: [],
};

export function JobCard({ job: ref, variables, onView }: JobCardProps) {
  const job = partOf(GalleryJobFragmentDoc, ref);
  const first = partOf(JobImageRowsFragmentDoc, job.images);
  const { imageFilter = null, imageOrder = null } = variables;
  const list = useConnection({
    first,
    more: JobImagesDocument,
    variables: { jobId: job.jobId, imageFilter, imageOrder },
    select: (data) => (data.job ? partOf(JobImageRowsFragmentDoc, data.job.images) : noRows),
  });
  const left = first.totalCount - list.nodes.length;
  return (
    <article className="job" aria-label={titleOf(job)} data-job={job.jobId}>
      <JobHead job={job} />
      <JobImages images={list.nodes} onView={onView} />
      <MoreOfList list={list}>{`Show ${Math.min(24, left)} more of ${first.totalCount}`}</MoreOfList>
      {first.totalCount === 0 && <p className="hint">This job has no images of that kind.</p>}
    </article>
  );
}

function JobHead({ job }: { readonly job: GalleryJobFragment }) {
  const { jobStatus, jobType, identityName, createdAt, createdBy, totalImages, failedImages } = job;
  const facts = [wordOf(jobType), identityName, counted(totalImages, 'image')];
  if (failedImages > 0) facts.push(`${failedImages} failed`);
  return (
    <header className="job-head">
      <h3>{titleOf(job)}</h3>
      <span className={`status status-${jobStatus}`}>{wordOf(jobStatus)}</span>
      <p className="job-facts">{facts.filter(Boolean).join(' · ')}</p>
      <p className="job-made">
        <time dateTime={createdAt}>{dateText(createdAt)}</time>
        {createdBy && ` by ${createdBy}`}
      </p>
    </header>
  );
}

function titleOf({ projectName, jobId }: Pick<GalleryJobFragment, 'projectName' | 'jobId'>): string {
  return projectName ?? `Job ${jobId.slice(0, 8)}`;
}
