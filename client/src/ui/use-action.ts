import { useMutation, type UseMutationResult } from '@tanstack/react-query';
import { ApiError } from '../api/http.js';
import { announce } from './toasts.js';

/** Runs a control action and announces the result. */
export function useAction(
  name: string,
  done: string,
  act: () => Promise<unknown>,
): UseMutationResult<unknown, Error, void> {
  return useMutation({
    mutationFn: act,
    onSuccess: () => announce({ tone: 'up', text: done }),
    onError: (error) => announce({ tone: 'down', text: `${name} failed: ${inWords(error)}` }),
  });
}

function inWords(error: Error): string {
  if (!(error instanceof ApiError)) return error.message;
  if (error.status === 403) return 'your key may only read. Sign in with an admin key.';
  if (error.status === 429) return `too often. Try again in ${error.retryAfter ?? 60} s.`;
  return error.message;
}
