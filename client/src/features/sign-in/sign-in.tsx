import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { ApiError } from '../../api/http.js';
import { hasFailedLink, signIn } from '../../api/login-session.js';
import { Button } from '../../ui/button.js';

/** Asks for an API key once; the server keeps the session in an HttpOnly cookie. */
export default function SignIn() {
  const [key, setKey] = useState('');
  const queries = useQueryClient();
  const attempt = useMutation({
    mutationFn: () => signIn(key.trim()),
    onSuccess: (session) => {
      queries.setQueryData(['session'], session);
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    attempt.mutate();
  };
  return (
    <main className="grid min-h-dvh place-items-center p-4">
      <form
        onSubmit={submit}
        className="bg-panel border-line flex w-88 max-w-full flex-col gap-3 rounded-xl border p-6 shadow-sm"
      >
        <div>
          <h1 className="text-base font-semibold">Lighter Broadcaster</h1>
          <p className="text-muted mt-1">Sign in with an API key of this service to see its accounts.</p>
        </div>
        <label className="flex flex-col gap-1 font-medium">
          API key
          <input
            type="password"
            name="key"
            autoComplete="current-password"
            autoFocus
            required
            value={key}
            onChange={(event) => setKey(event.target.value)}
            aria-invalid={attempt.isError}
            aria-describedby="sign-in-help"
            className="border-line-strong bg-page h-9 rounded-md border px-2.5 font-mono font-normal"
          />
        </label>
        {hasFailedLink() && !attempt.error && (
          <p role="alert" className="text-down">
            This sign-in link was used already, or has expired.
          </p>
        )}
        {attempt.error && (
          <p role="alert" className="text-down">
            {inWords(attempt.error)}
          </p>
        )}
        <Button
          type="submit"
          look="primary"
          className="!h-9"
          disabled={attempt.isPending || key.trim() === ''}
        >
          {attempt.isPending ? 'Signing in …' : 'Sign in'}
        </Button>
        <p id="sign-in-help" className="text-muted text-xs">
          No key yet? The operator of this service creates one with{' '}
          <code>npm run keys -- create --name you --scope read</code>, or a link to sign in with{' '}
          <code>npm run keys -- link</code>.
        </p>
      </form>
    </main>
  );
}

function inWords(error: Error): string {
  if (error instanceof ApiError && error.status === 401)
    return 'Unknown key. Check that you copied all of it.';
  if (error instanceof ApiError && error.status === 429)
    return 'Too many attempts. Wait a minute, then try again.';
  return error.message;
}
