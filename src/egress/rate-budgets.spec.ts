import { RateBudgets } from './rate-budgets.js';
import { SOCKET_LIMITS, SocketBudget } from './socket-budget.js';
import { TIER_LIMITS } from './tier-limits.js';

let now = 5_000_000;
const empty = { version: 1, saved_at: 0, clean: true, budgets: {}, addresses: {} } as const;
const fresh = (): RateBudgets => {
  const past = new RateBudgets(() => 0, null, null);
  past.ofEgress('direct', [1]);
  return new RateBudgets(() => now, { ...past.image(true), saved_at: 0 }, null);
};
const spend = (budget: ReturnType<RateBudgets['ofAccount']>, times: number): void => {
  for (let i = 0; i < times; i++) budget.spend('poll', 300).settle(now);
};

describe('the budget book', () => {
  beforeEach(() => void (now += 1_000_000));

  it('counts accounts of one L1 address together, from before the address was known too', () => {
    const budgets = new RateBudgets(() => now, empty, null);
    const [one, two] = [budgets.ofAccount(1), budgets.ofAccount(2)];
    expect(one).not.toBe(two);
    spend(one, 3);
    spend(two, 4);
    budgets.learnAddress(1, '0xAb');
    budgets.learnAddress(2, '0xaB');
    expect(budgets.ofAccount(1)).toBe(budgets.ofAccount(2));
    const presumed = 30;
    expect(budgets.ofAccount(1).usage(now).used).toBe(presumed + 7);
  });

  it('gives an egress the lowest tier of its accounts, and an address that of its account', () => {
    const budgets = fresh();
    const egress = budgets.ofEgress('direct', [1, 2]);
    budgets.learnTier(1, 'premium');
    expect(egress.limits).toBe(TIER_LIMITS.standard);
    expect(budgets.ofAccount(1).limits).toBe(TIER_LIMITS.premium);
    budgets.learnTier(2, 'builder');
    expect(egress.limits).toBe(TIER_LIMITS.premium);
  });

  it('keeps configured limits whatever the exchange tells', () => {
    const budgets = new RateBudgets(() => now, null, TIER_LIMITS.builder);
    budgets.learnTier(1, 'standard');
    expect(budgets.ofAccount(1).limits).toBe(TIER_LIMITS.builder);
  });

  it('goes on after a clean shutdown where it stopped', () => {
    const before = fresh();
    spend(before.ofEgress('direct', [1]), 10);
    before.learnAddress(1, '0xab');
    const after = new RateBudgets(() => now, before.image(true), null);
    expect(after.ofEgress('direct', [1]).usage(now).used).toBe(10);
    expect(after.ofAccount(1)).toBe(after.ofAccount(1));
    expect(Object.keys(after.image(true).budgets)).toContain('address/0xab');
  });

  it('remembers what the sockets of an egress sent, though not what they held', () => {
    const before = fresh();
    const sockets = new SocketBudget();
    before.keepSockets('direct', sockets);
    const connection = sockets.open(now);
    for (let i = 0; i < SOCKET_LIMITS.messagesPerMinute; i++) connection.sent(now, true);
    const after = new RateBudgets(() => now + 1_000, before.image(true), null);
    const again = new SocketBudget();
    after.keepSockets('direct', again);
    expect(again.waitToSend(now + 1_000, true)).toBeGreaterThan(55_000);
    expect(again.waitToSend(now + 61_000, true)).toBe(0);
    expect(again.waitToConnect(now + 1_000)).toBe(0);
  });

  it('presumes after a crash that polls went on since the last save, and knows what the reserve spent', () => {
    const before = fresh();
    spend(before.ofEgress('direct', [1]), 10);
    before.ofEgress('direct', [1]).spend('reserve', 600).settle(now);
    const killed = new RateBudgets(() => now + 1_000, before.image(false), null);
    const budget = killed.ofEgress('direct', [1]);
    expect(budget.usage(now + 1_000).used).toBe(10 + 1 + 5);
    expect(budget.wait('reserve', 300, now + 1_000)).toBe(0);
    const later = new RateBudgets(() => now + 100_000, before.image(false), null);
    expect(later.ofEgress('direct', [1]).usage(now + 100_000).used).toBe(0);
  });

  it('is not held up by a file that was written by a clock ahead of ours', () => {
    const before = fresh();
    spend(before.ofEgress('direct', [1]), 48);
    const earlier = now - 500_000;
    const budget = new RateBudgets(() => earlier, before.image(true), null).ofEgress('direct', [1]);
    expect(budget.wait('poll', 300, earlier)).toBeLessThan(61_000);
    expect(budget.wait('poll', 300, earlier)).toBeGreaterThan(0);
  });

  it('presumes half of the window for what the file does not know', () => {
    const budgets = new RateBudgets(() => now, fresh().image(true), null);
    expect(budgets.ofEgress('other', [1]).usage(now).used).toBe(30);
  });
});
