import type { Clock } from '../../clock/clock.js';
import type { FailedRequest } from './refusal.js';

/** Longer than a slow project takes; giving up early would send the same rows forever. */
const TIMEOUT_MS = 120_000;

/** A failed request to Supabase. */
export class SupabaseFailed extends Error {
  constructor(readonly failure: FailedRequest) {
    super(failure.message);
    this.name = 'SupabaseFailed';
  }
}

/** A fetch that resolves only with successful answers of PostgREST; anything else rejects with `SupabaseFailed`. */
export function checkedFetch(clock: Clock): typeof fetch {
  return async (input, init) => {
    const abort = new AbortController();
    const timer = clock.after(TIMEOUT_MS, () =>
      abort.abort(new Error(`no answer in ${TIMEOUT_MS / 1000} s`)),
    );
    try {
      const response = await fetch(input, { ...init, signal: abort.signal });
      const text = await response.text();
      if (!response.ok) throw new SupabaseFailed(failureOf(response, text));
      if (/text\/html/.test(response.headers.get('content-type') ?? ''))
        throw new SupabaseFailed(notPostgrest(response.status));
      return new Response(text || null, { status: response.status, headers: response.headers });
    } catch (error) {
      throw error instanceof SupabaseFailed ? error : new SupabaseFailed(noAnswer(error as Error));
    } finally {
      timer.cancel();
    }
  };
}

function failureOf({ status, headers }: Response, text: string): FailedRequest {
  const retryAfter = Number(headers.get('retry-after') ?? NaN);
  const body = jsonOf(text);
  return {
    status,
    code: body.code ?? null,
    message: body.message ?? 'the answer is not from PostgREST',
    retry_after_ms: Number.isFinite(retryAfter) ? retryAfter * 1_000 : null,
  };
}

function jsonOf(text: string): { code?: string; message?: string } {
  try {
    return (JSON.parse(text) ?? {}) as { code?: string; message?: string };
  } catch {
    return {};
  }
}

function notPostgrest(status: number): FailedRequest {
  return { status, code: null, message: 'the answer is an HTML page', retry_after_ms: null };
}

function noAnswer({ message, cause }: Error): FailedRequest {
  const reason = (cause as Error | undefined)?.message ?? message;
  return { status: 0, code: null, message: reason, retry_after_ms: null };
}
