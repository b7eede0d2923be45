import type { LiveState } from '../live/live-store.js';
import type { LinkState } from '../live/model.js';
import { isConfirmed, standingOf } from './standing.js';

const NOW = 1_000_000_000;
const state = (change: object = {}): LiveState => ({
  connection: { phase: 'live', since: 0, attempt: 0, nextAttemptAt: null, reason: null },
  accounts: new Map([[1, {} as never]]),
  throttled: new Map(),
  connections: { links: [], egresses: [], control: { rest_paused: false, ws_paused: false } },
  incidents: null,
  alerts: null,
  clockOffset: 0,
  ...change,
});
const stream = (change: object) =>
  ({ kind: 'websocket', account_index: 1, poll_interval_effective: null, ...change }) as LinkState;

describe('the worst state', () => {
  it('is live only while every account is', () => {
    expect(standingOf(state(), { live: 1, accounts: 1 }, NOW).label).toBe('Live');
    expect(standingOf(state(), { live: 0, accounts: 1 }, NOW)).toMatchObject({
      tone: 'down',
      label: '0 of 1 live',
    });
    expect(standingOf(state(), { live: 0, accounts: 2 }, NOW).label).toBe('Loading');
  });

  it('is an exchange that is not heard on any connection', () => {
    const links = [
      stream({ state: 'waiting', last_message_at: NOW - 60_000, last_success_at: null, last_pong_at: null }),
    ];
    const down = state({
      connections: { links, egresses: [], control: { rest_paused: false, ws_paused: false } },
    });
    expect(standingOf(down, { live: 0, accounts: 1 }, NOW)).toEqual({
      tone: 'down',
      label: 'Exchange down',
      since: NOW - 60_000,
    });
  });

  it('is a pause, even over live accounts', () => {
    const control = { rest_paused: true, ws_paused: false };
    const paused = state({ connections: { links: [], egresses: [], control } });
    expect(standingOf(paused, { live: 1, accounts: 1 }, NOW)).toMatchObject({
      tone: 'warn',
      label: 'Paused',
    });
  });

  it('is the lost server before anything else', () => {
    const lost = state({
      connection: { phase: 'lost', since: 5, attempt: 1, nextAttemptAt: null, reason: null },
    });
    expect(standingOf(lost, { live: 1, accounts: 1 }, NOW)).toEqual({
      tone: 'down',
      label: 'Offline',
      since: 5,
    });
  });
});

it('a REST connection that was not asked for long is not confirmed', () => {
  const link = stream({
    kind: 'rest',
    state: 'connected',
    poll_interval_effective: 2,
    last_message_at: null,
    last_pong_at: null,
  });
  expect(isConfirmed({ ...link, last_success_at: NOW - 29_000 }, NOW)).toBe(true);
  expect(isConfirmed({ ...link, last_success_at: NOW - 31_000 }, NOW)).toBe(false);
  expect(isConfirmed({ ...link, last_success_at: null, state: 'waiting' }, NOW)).toBe(true);
});
