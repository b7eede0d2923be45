import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '../../test/support/manual-clock.js';
import { BudgetFile } from './budget-file.js';
import { RateBudgets, type RateBudgetsImage } from './rate-budgets.js';
import { SOCKET_LIMITS, SocketBudget } from './socket-budget.js';
import { TIER_LIMITS } from './tier-limits.js';

const WALL = Date.parse('2026-11-01T00:00:00Z');
const EMPTY: RateBudgetsImage = {
  version: 2,
  saved_at: 0,
  clean: true,
  budgets: {},
  addresses: {},
  sockets: {},
};
/** Knows the direct egress, which has spent nothing for a long time. */
const QUIET = { ...EMPTY, budgets: { 'egress/direct': { poll: [], reserve: [] } } };

let clock: ManualClock;
beforeEach(() => (clock = new ManualClock(WALL)));

/** The next process, `ms` after this one by the wall clock. */
function after(ms: number, image: RateBudgetsImage): RateBudgets {
  clock = new ManualClock(WALL + clock.monotonic() + ms);
  clock.advance(777);
  clock.step(-777);
  return new RateBudgets(clock, image, null);
}

function spend(budget: ReturnType<RateBudgets['ofAccount']>, times: number): void {
  for (let i = 0; i < times; i++) budget.spend('poll', 300).settle(clock.monotonic());
}

const used = (budget: ReturnType<RateBudgets['ofAccount']>): number => budget.usage(clock.monotonic()).used;

describe('the rate budgets', () => {
  it('count accounts of one L1 address together, also from before it was known', () => {
    const budgets = new RateBudgets(clock, EMPTY, null);
    const [one, two] = [budgets.ofAccount(1), budgets.ofAccount(2)];
    expect(one).not.toBe(two);
    spend(one, 3);
    spend(two, 4);
    budgets.learnAddress(1, '0xAb');
    budgets.learnAddress(2, '0xaB');
    expect(budgets.ofAccount(1)).toBe(budgets.ofAccount(2));
    expect([budgets.partyOf(1), budgets.partyOf(2), budgets.partyOf(3)]).toEqual([
      'address/0xab',
      'address/0xab',
      'account/3',
    ]);
    const presumed = 30;
    expect(used(budgets.ofAccount(1))).toBe(presumed + 7);
  });

  it('spend an equal part of an address that others spend, too, and all of it again without them', () => {
    const budgets = new RateBudgets(clock, EMPTY, null);
    const limit = (index: number): number => budgets.ofAccount(index).usage(clock.monotonic()).limit;
    budgets.learnAddress(1, '0xAb');
    const full = limit(1);
    budgets.divide(new Map([['0xab', 1]]));
    expect(limit(1)).toBe(full / 2);
    // One that joins the address later spends the same part.
    budgets.learnAddress(2, '0xAB');
    expect(limit(2)).toBe(full / 2);
    expect(limit(3)).toBe(full);
    budgets.divide(new Map());
    expect(limit(2)).toBe(full);
  });

  it('give an egress the lowest tier of its accounts, and an address that of its account', () => {
    const budgets = new RateBudgets(clock, QUIET, null);
    const egress = budgets.ofEgress('direct', [1, 2]);
    budgets.learnTier(1, 'premium');
    expect(egress.limits).toBe(TIER_LIMITS.standard);
    expect(budgets.ofAccount(1).limits).toBe(TIER_LIMITS.premium);
    budgets.learnTier(2, 'builder');
    expect(egress.limits).toBe(TIER_LIMITS.premium);
  });

  it('prefer configured limits to those the exchange reports', () => {
    const budgets = new RateBudgets(clock, null, TIER_LIMITS.builder);
    budgets.learnTier(1, 'standard');
    expect(budgets.ofAccount(1).limits).toBe(TIER_LIMITS.builder);
  });

  it('continue after a clean shutdown', () => {
    const before = new RateBudgets(clock, QUIET, null);
    spend(before.ofEgress('direct', [1]), 10);
    before.learnAddress(1, '0xab');
    clock.advance(20_000);
    const next = after(5_000, before.image(true));
    const budget = next.ofEgress('direct', [1]);
    expect(used(budget)).toBe(10);
    clock.advance(34_000);
    expect(used(budget)).toBe(10);
    clock.advance(2_000);
    expect(used(budget)).toBe(0);
    expect(next.partyOf(1)).toBe('address/0xab');
  });

  it('remember what the sockets of an egress sent, though not what they held', () => {
    const before = new RateBudgets(clock, QUIET, null);
    const sockets = new SocketBudget();
    before.keepSockets('direct', sockets);
    const connection = sockets.open(clock.monotonic(), 5);
    for (let i = 0; i < SOCKET_LIMITS.messagesPerMinute; i++)
      connection.requested(clock.monotonic(), 'vital');
    const again = new SocketBudget();
    after(1_000, before.image(true)).keepSockets('direct', again);
    const now = clock.monotonic();
    expect(again.waitToSend(now, true, 'vital')).toBeGreaterThan(55_000);
    expect(again.waitToSend(now + 60_000, true, 'vital')).toBe(0);
    expect(again.waitToConnect(now)).toBe(0);
  });

  it('presume after a crash that polls continued since the last save, not the reserve', () => {
    const before = new RateBudgets(clock, QUIET, null);
    spend(before.ofEgress('direct', [1]), 10);
    before.ofEgress('direct', [1]).spend('reserve', 600).settle(clock.monotonic());
    const image = before.image(false);
    const budget = after(1_000, image).ofEgress('direct', [1]);
    expect(used(budget)).toBe(10 + 1 + 5);
    expect(budget.wait('reserve', 300, clock.monotonic())).toBe(0);
    expect(used(after(100_000, image).ofEgress('direct', [1]))).toBe(0);
  });

  it.each([-3_600_000, -500_000, 0])('clamp ages when the clock moved by %i ms between lives', (ms) => {
    const before = new RateBudgets(clock, QUIET, null);
    spend(before.ofEgress('direct', [1]), 48);
    clock.advance(10_000);
    const budget = after(ms, before.image(true)).ofEgress('direct', [1]);
    const wait = budget.wait('poll', 300, clock.monotonic());
    expect(wait).toBeGreaterThan(48_000);
    expect(wait).toBeLessThan(52_000);
  });

  it('presume half of the window for an egress missing from the file', () => {
    const budgets = new RateBudgets(clock, QUIET, null);
    expect(used(budgets.ofEgress('other', [1]))).toBe(30);
  });
});

describe('the budget file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'budget-file-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (content: unknown): void =>
    writeFileSync(join(folder, 'rate-budget.json'), JSON.stringify(content));

  it('reads the stamps of version 1 as ages, none of them negative', () => {
    const spent = (at: number): object => ({ at, requests: 3, weight: 900 });
    write({
      version: 1,
      saved_at: WALL,
      clean: true,
      budgets: { 'egress/direct': { poll: [spent(WALL - 20_000), spent(WALL + 5_000)], reserve: [] } },
      addresses: { 1: '0xab' },
    });
    expect(new BudgetFile(folder).read()).toEqual({
      version: 2,
      saved_at: WALL,
      clean: true,
      budgets: {
        'egress/direct': {
          poll: [
            expect.objectContaining({ age: 20_000, requests: 3, weight: 900 }),
            expect.objectContaining({ age: 0 }),
          ],
          reserve: [],
        },
      },
      addresses: { 1: '0xab' },
      sockets: {},
    });
  });

  it('returns what was written, and nothing for a file that cannot be understood', async () => {
    const budgets = new RateBudgets(clock, QUIET, null);
    spend(budgets.ofEgress('direct', [1]), 3);
    const file = new BudgetFile(folder);
    await file.write(() => budgets.image(false));
    expect(file.read()).toEqual(budgets.image(false));
    write({ ...budgets.image(true), budgets: { x: { poll: [{ age: 'old' }], reserve: [] } } });
    expect(file.read()).toBeNull();
    write({ ...budgets.image(true), version: 3 });
    expect(file.read()).toBeNull();
  });

  it('ignores writes after the last one', async () => {
    const budgets = new RateBudgets(clock, QUIET, null);
    const file = new BudgetFile(folder);
    const [first, last] = [file.write(() => budgets.image(false)), file.writeLast(() => budgets.image(true))];
    await Promise.all([first, last, file.write(() => budgets.image(false))]);
    expect(file.read()).toMatchObject({ clean: true });
  });
});
