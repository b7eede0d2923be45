import { ApiError, post, request } from './http.js';
import type { components } from './schema.generated.js';

/** The signed-in key; `accounts` is `null` for all. */
export type LoginSession = components['schemas']['SessionDto'];

let linkFailed = false;

/** Whether the page was opened with a sign-in link that the server refused. */
export function hasFailedLink(): boolean {
  return linkFailed;
}

/** Redeems the sign-in link that the page was opened with, if any. @returns `null` when sign-in is required */
export async function currentSession(): Promise<LoginSession | null> {
  const ticket = takeTicket();
  try {
    if (ticket !== null) return await post<LoginSession>('/api/session', { ticket });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    linkFailed = true;
  }
  try {
    return await request<LoginSession>('/api/session');
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

/** The ticket of a link `/#ticket=…`. It leaves the address at once, because it is a credential. */
function takeTicket(): string | null {
  const ticket = new URLSearchParams(location.hash.slice(1)).get('ticket');
  if (ticket !== null) history.replaceState(history.state, '', location.pathname + location.search);
  return ticket;
}

export function signIn(key: string): Promise<LoginSession> {
  return post<LoginSession>('/api/session', { key });
}

export function signOut(): Promise<void> {
  return request<void>('/api/session', { method: 'DELETE' });
}
