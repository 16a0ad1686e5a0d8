import { useEffect, useState } from 'react';
import { useCredentials } from '../screen/credentials.tsx';
import { Icon } from './icons.tsx';
import { type Trouble, troubleWords } from './trouble.ts';

/** Says what is missing, why, and what helps; where a backend asked for patience, it waits as long. */
export function TroubleNote({ trouble, onRetry, isRetrying }: TroubleNoteProps) {
  const { title, hint, remedy } = troubleWords(trouble);
  const { openCredentials } = useCredentials();
  const secondsLeft = useCountdown(trouble);
  return (
    <div className="trouble" role="alert">
      <Icon name="warning" />
      <div>
        <p className="trouble-title">{title}</p>
        <p className="trouble-hint">{hint}</p>
        <div className="trouble-actions">
          {remedy === 'token' && (
            <button type="button" className="button" onClick={openCredentials}>
              Change token
            </button>
          )}
          {remedy !== 'none' && (
            <button
              type="button"
              className="button"
              onClick={onRetry}
              disabled={isRetrying || secondsLeft > 0}
            >
              {retryLabel(isRetrying, secondsLeft)}
            </button>
          )}
        </div>
      </div>
    </div>
  );
}

interface TroubleNoteProps {
  readonly trouble: Trouble;
  readonly onRetry: () => void;
  readonly isRetrying: boolean;
}

function retryLabel(isRetrying: boolean, secondsLeft: number): string {
  if (isRetrying) return 'Trying …';
  return secondsLeft > 0 ? `Try again in ${secondsLeft} s` : 'Try again';
}

/** Whole seconds until another try makes sense, from the moment that this trouble is shown. */
function useCountdown(trouble: Trouble): number {
  const waitMs = trouble.retryAfterMs ?? 0;
  const [passed, setPassed] = useState({ trouble, ms: 0 });
  const leftMs = waitMs - (passed.trouble === trouble ? passed.ms : 0);
  const isWaiting = leftMs > 0;
  useEffect(() => {
    if (!isWaiting) return;
    const startedMs = performance.now();
    const timer = setInterval(() => setPassed({ trouble, ms: performance.now() - startedMs }), 250);
    return () => clearInterval(timer);
  }, [trouble, isWaiting]);
  return Math.max(0, Math.ceil(leftMs / 1000));
}
