import type { Principal } from '../access/principal.js';

export type ProxyMethod = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** An answer of the collecting process. The body stays text, so that no number in it is parsed and written again. */
export interface RemoteAnswer {
  status: number;
  contentType: string;
  text: string;
  /** Its `Retry-After`; `null` without one. */
  retryAfter: string | null;
}

/** REST API of the process that collects. */
export abstract class CollectorApi {
  /** Names it in errors, as in `The instance at REMOTE_API_BASE`. */
  abstract readonly label: string;
  /**
   * @param path path and query, built here: never text of a caller
   * @param principal whose rights the other process applies
   * @param body validated here
   * @param left aborts when the caller no longer wants the answer
   * @throws Problem when it cannot be reached.
   */
  abstract request(
    method: ProxyMethod,
    path: string,
    principal: Principal,
    body?: object,
    left?: AbortSignal,
  ): Promise<RemoteAnswer>;
}
