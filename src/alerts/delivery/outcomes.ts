import { scrubber } from '../../secrets/scrubber.js';
import type { DeliveryOutcome } from './alert-channel.port.js';
import type { FarAnswer } from './alert-http.js';
import { shortened } from './alert-message.js';

const LONGEST_ANSWER = 200;
/** A far side that asks for more is asked again after this. */
const LONGEST_WAIT_MS = 3_600_000;

/** The outcome that an HTTP answer means where the far side says no more than its status. */
export function outcomeOf(answer: FarAnswer, retryAfterMs = retryAfter(answer)): DeliveryOutcome {
  const { status } = answer;
  const said = described(answer);
  if (status >= 200 && status < 300) return { result: 'delivered', answer: said };
  if (status === 429) return { result: 'retry', answer: said, retryAfterMs };
  if (status === 408 || status === 425 || status >= 500)
    return { result: 'retry', answer: said, retryAfterMs };
  if (status === 400 || status === 413 || status === 422) return { result: 'rejected', answer: said };
  return { result: 'misconfigured', answer: said };
}

/** The outcome of an attempt that got no answer. */
export function outcomeOfError(error: unknown): DeliveryOutcome {
  const { message, code } = scrubber.scrubError(error) as Error & { code?: string };
  const named = code === undefined || message.includes(code) ? '' : ` (${code})`;
  return {
    result: 'retry',
    answer: short(`No answer: ${message || 'connection failed'}${named}`),
    retryAfterMs: null,
  };
}

/** Status and the beginning of the text, scrubbed. */
export function described({ status, text }: FarAnswer, said = text): string {
  const words = said.replaceAll(/\s+/g, ' ').trim();
  return short(words === '' ? String(status) : `${status}: ${words}`);
}

function short(text: string): string {
  return shortened(scrubber.scrub(text), LONGEST_ANSWER);
}

/** Milliseconds that `Retry-After` asks for, in seconds or as a date against the far side's own `Date`. */
export function retryAfter({ header }: FarAnswer): number | null {
  const asked = header('retry-after');
  if (asked === null) return null;
  if (/^\d+(\.\d+)?$/.test(asked)) return bounded(Number(asked) * 1000);
  return bounded(Date.parse(asked) - Date.parse(header('date') ?? ''));
}

export function bounded(ms: number): number | null {
  return Number.isFinite(ms) && ms >= 0 ? Math.min(Math.ceil(ms), LONGEST_WAIT_MS) : null;
}

/** JSON of an answer; `null` if it is none. */
export function jsonOf({ text }: FarAnswer): Record<string, unknown> | null {
  try {
    const parsed = JSON.parse(text) as unknown;
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
