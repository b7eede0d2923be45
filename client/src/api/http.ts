import { underBase } from './base-path.js';
import type { components } from './schema.generated.js';

/** An error response of the API. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Seconds to wait before retrying, from `Retry-After`. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** Calls the API of this page's server. @throws {ApiError} also when the server is unreachable (status 0) */
export async function request<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(underBase(path), { credentials: 'same-origin', ...init }).catch(() => {
    throw new ApiError(0, 'UNREACHABLE', 'The server cannot be reached.');
  });
  if (!response.ok) throw await toError(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export function post<T>(path: string, body?: unknown): Promise<T> {
  return send<T>('POST', path, body);
}

export function send<T>(method: 'POST' | 'PUT' | 'PATCH', path: string, body?: unknown): Promise<T> {
  return request<T>(path, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
}

async function toError(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => ({}))) as Partial<components['schemas']['ProblemDto']>;
  const retryAfter = Number(response.headers.get('retry-after')) || null;
  const message = body.message ?? `The server answered ${response.status}.`;
  return new ApiError(response.status, body.code ?? 'UNKNOWN', message, retryAfter);
}
