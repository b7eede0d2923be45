import { ApiError, post, request } from './http.js';
import type { components } from './schema.generated.js';

/** The signed-in key; `accounts` is `null` for all. */
export type Session = components['schemas']['SessionDto'];

/** @returns `null` when sign-in is required */
export async function currentSession(): Promise<Session | null> {
  try {
    return await request<Session>('/api/session');
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export function signIn(key: string): Promise<Session> {
  return post<Session>('/api/session', { key });
}

export function signOut(): Promise<void> {
  return request<void>('/api/session', { method: 'DELETE' });
}
