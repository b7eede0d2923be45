import type { LiveState } from '../live/live-store.js';
import type { LinkState } from '../live/model.js';
import { heardOver, isConfirmed, isSilent, standingOf } from './standing.js';

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

describe('the state of a REST connection', () => {
  const rest = (heardMs: number, change: object = {}): LinkState => ({
    ...stream({ kind: 'rest', state: 'connected', egress_id: 'e', poll_interval_effective: 2, ...change }),
    last_success_at: NOW - heardMs,
    last_message_at: null,
    last_pong_at: null,
  });
  const confirmed = (link: LinkState, ...others: LinkState[]): boolean =>
    isConfirmed(link, heardOver([link, ...others]), NOW);

  it('is confirmed while it was heard lately', () => {
    expect(confirmed(rest(29_000))).toBe(true);
    expect(confirmed(rest(31_000))).toBe(false);
    expect(confirmed({ ...rest(0), last_success_at: null })).toBe(false);
    expect(confirmed(rest(40_000, { state: 'waiting' }))).toBe(true);
  });

  it('is confirmed by its egress between two rare requests, but not in an outage', () => {
    const rare = rest(100_000, { poll_interval_effective: 50 });
    const pushed = { ...stream({ egress_id: 'e' }), last_success_at: null, last_pong_at: null };
    expect(confirmed(rare, { ...pushed, last_message_at: NOW - 5_000 })).toBe(true);
    expect(confirmed(rare, { ...pushed, last_message_at: NOW - 40_000 })).toBe(false);
    expect(confirmed(rare, { ...pushed, egress_id: 'other', last_message_at: NOW })).toBe(false);
  });

  it('does not make a silent egress healthy', () => {
    const heard = heardOver([rest(40_000, { poll_interval_effective: 50 })]);
    expect(isSilent(heard.get('e'), NOW)).toBe(true);
    expect(isSilent(heard.get('e'), NOW - 15_000)).toBe(false);
    expect(isSilent(undefined, NOW)).toBe(true);
  });
});
