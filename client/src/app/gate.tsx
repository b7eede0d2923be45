import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { useSession } from '../api/use-session.js';
import { useLive, useLiveStore } from '../live/use-live.js';
import { Button } from '../ui/button.js';
import { Notice } from '../ui/notice.js';

const SignIn = lazy(() => import('../features/sign-in/sign-in.js'));

/** Shows the app to signed-in users only; the live connection runs behind it. A refused connection checks the session again. */
export function Gate({ children }: { children: ReactNode }) {
  const store = useLiveStore();
  const queries = useQueryClient();
  const { data: session, error, refetch } = useSession();
  const lostAt = useLive(({ connection }) =>
    connection.phase === 'lost' && connection.attempt <= 1 ? connection.since : null,
  );
  const who = session?.name;
  useEffect(() => {
    if (who === undefined) return;
    store.start();
    return () => store.stop();
  }, [store, who]);
  useEffect(() => {
    if (lostAt !== null) void queries.invalidateQueries({ queryKey: ['session'] });
  }, [lostAt, queries]);
  if (session === null)
    return (
      <Suspense>
        <SignIn />
      </Suspense>
    );
  if (error && !session)
    return (
      <Notice
        title="Could not check your session"
        action={<Button onClick={() => void refetch()}>Try again</Button>}
      >
        {error.message} The page continues once the server answers.
      </Notice>
    );
  return children;
}
