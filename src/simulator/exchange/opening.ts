import type { Account } from './account.js';
import type { Market } from './market.js';
import type { Random } from './random.js';
import type { SimulatedVenue } from './simulated-venue.js';

const PAST_TRADES = 10;
const HOUR_MS = 3_600_000;
/** About 150 USDC a trade. */
const TYPICAL_QUOTE = 150_000_000n;
/** Rate scaled by 1e6. */
const PAST_FUNDING = 12n;

/** Creates the past of every account: ten trades, the resulting positions, a funding payment, and two resting orders. */
export function openAccounts(venue: SimulatedVenue, random: Random, now: number): void {
  const bulls = new Set(venue.accounts.filter(() => random.chance(0.5)));
  for (let round = 0; round < PAST_TRADES; round += 1) {
    venue.at(now - (PAST_TRADES - round) * HOUR_MS, () => {
      for (const account of venue.accounts) pastTrade(venue, account, random, round, bulls.has(account));
    });
  }
  venue.at(now - HOUR_MS / 2, () => {
    for (const market of venue.markets) venue.fund(market, PAST_FUNDING);
  });
  venue.transaction(() => {
    for (const account of venue.accounts) {
      restOrder(venue, account, mainMarket(venue, account), random, true);
      restOrder(venue, account, lastMarket(venue), random, false);
    }
  });
}

/** Two thirds of the trades are in the account's main market, the rest in the last one; every third round reduces. */
function pastTrade(
  venue: SimulatedVenue,
  account: Account,
  random: Random,
  round: number,
  bull: boolean,
): void {
  const elsewhere = round % 3 === 2;
  const reduces = round > 2 && round % 3 === 1;
  const market = elsewhere ? lastMarket(venue) : mainMarket(venue, account);
  const buys = (elsewhere ? !bull : bull) !== reduces;
  const price = market.mark + (market.mark * BigInt(random.int(-8, 8))) / 1000n;
  const size = market.sizeWorth(reduces ? TYPICAL_QUOTE / 3n : TYPICAL_QUOTE);
  venue.deal({ account, market, isAsk: !buys, size, price });
}

function restOrder(
  venue: SimulatedVenue,
  account: Account,
  market: Market,
  random: Random,
  buys: boolean,
): void {
  const away = (market.mark * BigInt(random.int(30, 80))) / 1000n;
  const price = market.mark + (buys ? -away : away);
  venue.rest({ account, market, isAsk: !buys, size: market.sizeWorth(TYPICAL_QUOTE), price });
}

function mainMarket(venue: SimulatedVenue, account: Account): Market {
  return venue.markets[account.index % (venue.markets.length - 1)] as Market;
}

function lastMarket(venue: SimulatedVenue): Market {
  return venue.markets[venue.markets.length - 1] as Market;
}
