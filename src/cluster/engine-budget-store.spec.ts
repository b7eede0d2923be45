import { engineOf, lead, LEASE } from '../../test/support/cluster.harness.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import type { RateBudgetsImage } from '../egress/rate-budgets.js';
import { EngineBudgetStore } from './engine-budget-store.js';
import { EngineMemory } from './engine-memory.js';
import { Leadership } from './leadership.js';
import { SHARE } from './log-feed.js';

const EMPTY: RateBudgetsImage = {
  version: 2,
  saved_at: 0,
  clean: false,
  budgets: {},
  addresses: {},
  sockets: {},
};

describe('the budgets of several shares', () => {
  it('learn which L1 addresses another share follows now', async () => {
    const clock = new ManualClock();
    const memory = new EngineMemory(clock);
    const storeOf = async (share: string, other: string, accounts: number[]): Promise<EngineBudgetStore> => {
      const engine = engineOf(memory, share);
      const held = await engine.acquire(share, 10 * LEASE);
      const leadership = new Leadership(engine, held!, clock.monotonic(), LEASE, clock);
      const others = new Map([[other, new Set(accounts)]]);
      return EngineBudgetStore.load(engine, leadership, LEASE, clock, others);
    };
    const first = await storeOf('0', '1', [3]);
    const second = await storeOf('1', '0', [7]);
    expect(first.elsewhere()).toEqual(new Map());
    // Account 9 has moved away from the second share.
    await second.write(() => ({ ...EMPTY, addresses: { 3: '0xab', 9: '0xcd' } }));
    clock.advance(2_000);
    await first.write(() => ({ ...EMPTY, addresses: { 7: '0xab' } }));
    expect(first.elsewhere()).toEqual(new Map([['0xab', 1]]));
    const known = first.elsewhere();
    clock.advance(2_000);
    await first.write(() => ({ ...EMPTY, addresses: { 7: '0xab' } }));
    expect(first.elsewhere()).toBe(known);
    await second.write(() => ({ ...EMPTY, addresses: { 3: '0xab' } }));
    expect(second.elsewhere()).toEqual(new Map([['0xab', 1]]));
  });
});

describe('the budgets of a share that is handed over', () => {
  it('are those of the last request before it', async () => {
    const clock = new ManualClock();
    const memory = new EngineMemory(clock);
    const [engine, next] = [engineOf(memory, 'leader'), engineOf(memory, 'next')];
    const { writer, leadership } = await lead(memory, clock, 'leader');
    const store = await EngineBudgetStore.load(engine, leadership, LEASE, clock);
    writer.beforeRelease = () => store.close();
    let spent: RateBudgetsImage = EMPTY;
    await store.write(() => spent);
    spent = { ...EMPTY, addresses: { 3: '0xab' } };
    await writer.onModuleDestroy();
    expect(JSON.parse((await next.value(SHARE, 'budget'))!)).toMatchObject({ addresses: { 3: '0xab' } });
    await expect(store.writeLast(() => EMPTY)).resolves.toBeUndefined();
  });
});
