import { Problem } from '../http/problems.js';
import type { RemoteAnswer } from './collector-api.port.js';

const TIMEOUT_MS = 30_000;
/** An answer is held in memory as a whole, as it may have to be filtered. */
const MAX_BYTES = 64 * 1024 * 1024;

/** Ends a request when nobody wants its answer any more, or when that takes too long. */
export function endOfRequest(left?: AbortSignal): AbortSignal {
  const late = AbortSignal.timeout(TIMEOUT_MS);
  return left ? AbortSignal.any([late, left]) : late;
}

/** Reads an answer of the collecting process. @throws Problem INVALID_REQUEST when it is too long */
export async function readAnswer({ status, headers, body }: Response): Promise<RemoteAnswer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES)
      throw new Problem(
        'INVALID_REQUEST',
        'The answer exceeds 64 MiB. Ask for a shorter span, or set limit.',
      );
    chunks.push(chunk);
  }
  return {
    status,
    contentType: headers.get('content-type') ?? 'application/json',
    text: Buffer.concat(chunks).toString(),
    retryAfter: headers.get('retry-after'),
  };
}
