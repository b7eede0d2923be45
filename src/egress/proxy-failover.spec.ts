import { ManualClock } from '../../test/support/manual-clock.js';
import { parseProxy } from '../config/accounts/proxy.js';
import { Egress } from './egress.js';
import { ProxyFailover } from './proxy-failover.js';
import { RateBudget } from './rate-budget.js';
import { TIER_LIMITS } from './tier-limits.js';

let clock: ManualClock;
let first: Egress;
let second: Egress;
let failover: ProxyFailover;
const current = (by = failover): Egress => by.current('rest', clock.monotonic());
const ban = (egress: Egress): void => egress.noteFault('rest', { kind: 'cdn-blocked', message: 'blocked' });

function egressNamed(id: string): Egress {
  const proxy = { ...parseProxy(`http://127.0.0.1:9`)!, id };
  return new Egress(id, proxy, new RateBudget(TIER_LIMITS.standard), clock, () => undefined);
}

beforeEach(() => {
  clock = new ManualClock();
  [first, second] = [egressNamed('first'), egressNamed('second')];
  failover = new ProxyFailover([first, second]);
});
afterEach(() => Promise.all([first.close(), second.close()]));

describe('proxy failover', () => {
  it('leaves a failing egress for the next one, and returns when a probe succeeds', () => {
    expect(current()).toBe(first);
    ban(first);
    expect(current()).toBe(second);
    clock.advance(60_000);
    expect(current()).toBe(first);
    ban(first);
    clock.advance(60_000);
    expect(current()).toBe(second);
    clock.advance(60_000);
    expect(current()).toBe(first);
    first.noteSuccess('rest');
    expect(current()).toBe(first);
  });

  it('lets one account probe a rested egress while the others stay away', () => {
    const other = new ProxyFailover([first, second]);
    ban(first);
    clock.advance(60_000);
    expect([current(), current(other), current()]).toEqual([first, second, first]);
    clock.advance(30_000);
    expect([current(other), current()]).toEqual([first, second]);
    first.noteSuccess('rest');
    expect([current(), current(other)]).toEqual([first, first]);
  });

  it('judges each transport on its own', () => {
    ban(first);
    expect(failover.current('websocket', clock.monotonic())).toBe(first);
    expect(first.state([]).transports).toMatchObject({
      rest: { healthy: false, fault: 'cdn-blocked', rests_until: clock.wallNow() + 60_000 },
      websocket: { healthy: true, fault: null, rests_until: null },
    });
  });

  it('uses the one whose rest ends first while all fail', () => {
    ban(first);
    clock.advance(1);
    ban(second);
    expect(current()).toBe(first);
  });

  it('ignores steps of the wall clock', () => {
    ban(first);
    clock.step(86_400_000);
    expect(current()).toBe(second);
    clock.step(-2 * 86_400_000);
    clock.advance(60_000);
    expect(current()).toBe(first);
  });

  it('tries every egress again when an operator asks for it', () => {
    ban(first);
    first.noteRateLimited('websocket', null, 'a');
    failover.lift();
    expect(current()).toBe(first);
    expect(first.budget.wait('poll', 300, clock.monotonic())).toBe(0);
    expect(first.sockets.waitToConnect(clock.monotonic())).toBe(0);
  });
});
