import type { LinkState } from '../live/model.js';

/** Whether a connection is down involuntarily: its retry schedule is running. */
export function isTrying({ state }: LinkState): boolean {
  return state === 'waiting' || state === 'connecting' || state === 'refused';
}

/** Time of the last message, server time; `null` if never. */
export function heardAt({ last_success_at, last_message_at, last_pong_at }: LinkState): number | null {
  return Math.max(last_success_at ?? 0, last_message_at ?? 0, last_pong_at ?? 0) || null;
}
