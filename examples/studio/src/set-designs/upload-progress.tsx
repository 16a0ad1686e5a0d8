import { useEffect, useId, useRef } from 'react';
import { partOf } from '#client/index.ts';
import { Panel } from '#client/react.ts';
import {
  type UploadProgressFragment,
  UploadProgressFragmentDoc,
  type WatchUploadSubscription,
} from '../generated/graphql.ts';
import { useWatchUploadSubscription } from '../generated/hooks.ts';
import { TroubleNote } from '../ui/trouble-note.tsx';
import { troubleOf } from '../ui/trouble-of.ts';
import { counted } from '../ui/words.ts';

interface UploadProgressProps {
  readonly taskId: string;
  readonly onDone: () => void;
}

/** The work on a file that Sartiq has, as the subscription tells it: from its present state to its last. */
export function UploadProgress({ taskId, onDone }: UploadProgressProps) {
  const live = useWatchUploadSubscription({ taskId }, { isLast: ({ uploadTask }) => isLast(uploadTask) });
  const note = (trouble: Parameters<typeof TroubleNote>[0]['trouble']) => (
    <TroubleNote trouble={trouble} isRetrying={false} onRetry={live.restart} />
  );
  if (live.error && live.isOver) return note(troubleOf(live.error));
  return (
    <Panel of={live.data} fallback={note}>
      {() => <Progress task={taskOf(live.data)} onDone={onDone} />}
    </Panel>
  );
}

function taskOf(data: WatchUploadSubscription | undefined): UploadProgressFragment | null {
  return partOf(UploadProgressFragmentDoc, data?.uploadTask);
}

function isLast(task: WatchUploadSubscription['uploadTask']): boolean {
  const state = partOf(UploadProgressFragmentDoc, task);
  return state === null || state.status === 'FAILED' || state.completedAt !== null;
}

interface ProgressProps extends Pick<UploadProgressProps, 'onDone'> {
  readonly task: UploadProgressFragment | null;
}

function Progress({ task, onDone }: ProgressProps) {
  const labelId = useId();
  const isDone = task?.status === 'COMPLETED';
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });
  useEffect(() => {
    if (isDone) done.current();
  }, [isDone]);
  return (
    <div className="progress">
      <p id={labelId} role="status">
        {wordsOf(task)}
      </p>
      <progress aria-labelledby={labelId} max={100} value={task?.progress ?? 0} />
    </div>
  );
}

function wordsOf(task: UploadProgressFragment | null): string {
  if (task === null || task.status === 'PENDING') return 'Waiting for Sartiq to open the file …';
  const { status, processedItems, totalItems, imagesProcessed, imagesSkipped, errorMessage } = task;
  if (status === 'FAILED') return errorMessage ?? 'The upload failed.';
  if (status !== 'COMPLETED') return `${processedItems} of ${counted(totalItems, 'file')} …`;
  const skipped = imagesSkipped > 0 ? `, ${imagesSkipped} skipped: no shot type has that name` : '';
  return `${counted(imagesProcessed, 'image')} added${skipped}.`;
}
