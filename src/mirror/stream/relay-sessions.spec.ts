import { ManualClock } from '../../../test/support/manual-clock.js';
import type { Principal } from '../../access/principal.js';
import type { AppConfig } from '../../config/app-config.js';
import type { RelayContext } from './relay-session.js';
import { RelaySessions } from './relay-sessions.js';

const ALICE: Principal = { name: 'alice', scope: 'read', accounts: null, rate: null };
const STALE_AFTER_MS = 10_000;

it('a caller holds no more than 32 sessions at once, lost ones included', () => {
  const clock = new ManualClock();
  const config = { mirror: { staleAfterMs: STALE_AFTER_MS } } as AppConfig;
  const sessions = new RelaySessions(config, clock);
  const open = (principal = ALICE) => sessions.open('new', principal, {} as RelayContext).session;
  const held = Array.from({ length: 32 }, () => open());
  expect(() => open()).toThrow('Too Many Requests');
  expect(open({ ...ALICE, name: 'bob' }).isClosed).toBe(false);
  sessions.left(held[0]!);
  expect(() => open()).toThrow('Too Many Requests');
  clock.advance(STALE_AFTER_MS);
  expect([held[0]!.isClosed, open().isClosed]).toEqual([true, false]);
  sessions.onModuleDestroy();
});
