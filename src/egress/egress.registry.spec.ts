import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '../../test/support/manual-clock.js';
import type { AppConfig } from '../config/app-config.js';
import { parseProxy } from '../config/accounts/proxy.js';
import type { Egress } from './egress.js';
import { EgressRegistry } from './egress.registry.js';
import type { EgressFaultKind } from './transport-monitor.js';

const dataDir = mkdtempSync(join(tmpdir(), 'egress-registry-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

let clock: ManualClock;
let registry: EgressRegistry;
let incidents: string[];

/** Accounts 1, 2, … with the proxies named, in their order of preference; none is direct. */
function withProxies(...proxies: string[][]): void {
  clock = new ManualClock();
  incidents = [];
  const accounts = proxies.map((ids, position) => ({
    index: position + 1,
    proxies: ids.map((id) => ({ ...parseProxy('http://127.0.0.1:9')!, id })),
  }));
  const config = { lighter: { tier: 'standard' }, history: { dataDir }, accounts };
  registry = new EgressRegistry(config as unknown as AppConfig, clock, {
    report: ({ error_type }) => void incidents.push(error_type),
  });
}
afterEach(() => registry.onApplicationShutdown());

const named = (id: string): Egress => registry.all().find((egress) => egress.id === id)!;
const fail = (id: string, kind: EgressFaultKind = 'cdn-blocked'): void =>
  named(id).noteFault('rest', { kind, message: id });
const used = (): string[] =>
  [...registry.users()].flatMap(([{ id }, accounts]) => accounts.map((index) => `${index} ${id}`)).sort();

describe('the egress registry', () => {
  it('moves the accounts of a banned egress to their next proxy, with one incident', () => {
    withProxies(['a', 'b'], ['a', 'c'], ['c']);
    fail('a');
    fail('a');
    expect(used()).toEqual(['1 b', '2 c', '3 c']);
    expect(incidents).toEqual(['egress-banned']);
    expect(registry.states().find(({ egress_id }) => egress_id === 'a')).toMatchObject({
      healthy: false,
      fault: 'cdn-blocked',
      accounts: [],
    });
    named('a').noteSuccess('rest');
    expect(used()).toEqual(['1 a', '2 a', '3 c']);
  });

  it('moves no account when most egresses begin to fail alike within a minute', () => {
    withProxies(['a', 'b'], ['b', 'c'], ['c', 'a']);
    fail('a');
    expect(used()).toEqual(['1 b', '2 b', '3 c']);
    clock.advance(30_000);
    fail('b');
    expect(used()).toEqual(['1 a', '2 b', '3 c']);
    expect(
      registry
        .states()
        .filter(({ healthy }) => healthy)
        .map(({ egress_id }) => egress_id),
    ).toEqual(['c']);
  });

  it('moves them when the others failed long ago, or for another reason', () => {
    withProxies(['a', 'b'], ['b', 'c'], ['c', 'a']);
    fail('a');
    clock.advance(60_000);
    fail('b');
    fail('c', 'geo-blocked');
    named('c').noteSuccess('rest');
    expect(used()).toContain('2 c');
  });

  it('keeps REST and WebSocket apart', () => {
    withProxies(['a', 'b']);
    named('a').noteFault('websocket', { kind: 'upgrade-refused', message: '' });
    expect(used()).toEqual(['1 a']);
    expect(registry.failoverOf(1).current('websocket', clock.monotonic()).id).toBe('b');
  });

  it('uses the only egress even while it is unhealthy', () => {
    withProxies(['a']);
    fail('a');
    expect(used()).toEqual(['1 a']);
  });

  it('lets the markets use any egress, direct only if some account is', () => {
    withProxies(['a'], ['b']);
    const markets = registry.failoverOfMarkets()!;
    named('a').noteFault('websocket', { kind: 'geo-blocked', message: '' });
    expect(markets.current('websocket', clock.monotonic()).id).toBe('b');
    expect(markets.egresses.map(({ id }) => id)).toEqual(['a', 'b']);
    withProxies(['a'], []);
    expect(registry.failoverOfMarkets()!.egresses.map(({ id }) => id)).toEqual(['direct', 'a']);
    withProxies();
    expect(registry.failoverOfMarkets()).toBeNull();
  });

  it('reports the largest number of accounts that share one egress', () => {
    withProxies(['a'], ['b'], ['c']);
    expect(registry.largestGroup).toBe(1);
    withProxies(['a'], ['a', 'b'], ['a'], []);
    expect(registry.largestGroup).toBe(2);
    withProxies();
    expect(registry.largestGroup).toBe(0);
  });

  it('lifts the blocks of one account or of all', () => {
    withProxies(['a'], ['b']);
    for (const id of ['a', 'b']) named(id).noteRateLimited('rest', 300_000, 'one');
    const blocked = (): (number | null)[] =>
      ['a', 'b'].map((id) => named(id).budget.blockedUntil(clock.monotonic()));
    registry.lift(1);
    expect(blocked()).toEqual([null, 300_000]);
    registry.lift();
    expect(blocked()).toEqual([null, null]);
  });
});
