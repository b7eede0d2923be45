import { FORWARDED } from '../access/forwarded-principal.js';
import type { ProxyMethod, RemoteAnswer } from '../frontend-only/collector-api.port.js';
import { endOfRequest, readAnswer } from '../frontend-only/remote-answer.js';
import { Problem } from '../http/problems.js';

/** A request that failed before an answer came. `reason` is short and holds no address. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/**
 * Asks another process of the cluster.
 * @param signed the principal on whose behalf, as `ForwardedPrincipals` signed it
 * @param left the caller has left
 * @throws NoAnswer, or Problem INVALID_REQUEST for an answer that is too long
 */
export async function requestProcess(
  address: string,
  method: ProxyMethod,
  path: string,
  signed: string,
  body?: object,
  left?: AbortSignal,
): Promise<RemoteAnswer> {
  try {
    const response = await fetch(`${address}${path}`, {
      method,
      headers: {
        [FORWARDED]: signed,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: endOfRequest(left),
      redirect: 'error',
    });
    return await readAnswer(response);
  } catch (error) {
    if (error instanceof Problem) throw error;
    const cause = (error as Error).cause;
    throw new NoAnswer(
      cause instanceof Error && 'code' in cause ? String(cause.code) : (error as Error).name,
    );
  }
}
