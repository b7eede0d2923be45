import type { Account } from './account.js';
import type { Chain } from './chain.js';
import type { Changes } from './changes.js';
import type { Market } from './market.js';
import type { Funding } from './records.js';

/** Charges every open position of `market` the funding `rate`, scaled by 1e6; longs pay when it is positive. */
export function payFunding(
  accounts: Iterable<Account>,
  market: Market,
  rate: bigint,
  chain: Chain,
  changes: Changes,
): Funding[] {
  const paid: Funding[] = [];
  for (const account of accounts) {
    const position = account.positions.get(market.id);
    if (!position || position.size === 0n) continue;
    const payment = (position.size * market.mark * rate) / 1_000_000n;
    const timestamp = chain.now();
    const transactionTime = chain.nextTime();
    const funding = {
      id: chain.nextFundingId(),
      transactionTime,
      market,
      timestamp,
      change: -payment,
      rate,
      size: position.size,
    };
    position.fundingPaid += payment;
    account.collateral -= payment;
    account.fundings.push(funding);
    account.transactionTime = transactionTime;
    const change = changes.of(account);
    change.fundings.push(funding);
    change.markets.add(market.id);
    change.collateral = true;
    paid.push(funding);
  }
  return paid;
}
