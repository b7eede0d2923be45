import { compareDecimals } from '../../format/decimal.js';
import type { LiveState } from '../../live/live-store.js';
import type { AccountState, LinkState, Trade } from '../../live/model.js';
import type { AlertPreferences } from '../../preferences/preferences.js';

export interface Alert {
  /** The same event has the same key: it is told once. */
  key: string;
  tone: 'up' | 'down' | 'warn';
  text: string;
}

/** What happened between two states that the user wants to hear of. Pure; `now` is the server's clock. */
export function alertsBetween(
  before: LiveState,
  after: LiveState,
  wanted: AlertPreferences,
  now: number,
): Alert[] {
  const moved = [...after.accounts.values()].filter(
    (account) => before.accounts.get(account.account_index) !== account,
  );
  return [
    ...moved.flatMap((account) => {
      const old = before.accounts.get(account.account_index);
      if (!old) return [];
      return [
        ...(wanted.fill ? fills(old, account) : []),
        ...(wanted.positionClosed ? closed(old, account) : []),
        ...(wanted.liquidationPercent === null
          ? []
          : nearLiquidation(account, String(wanted.liquidationPercent))),
      ];
    }),
    ...(wanted.linkDownSeconds === null ? [] : linksDown(after, wanted.linkDownSeconds, now)),
  ];
}

/** More at once are not fills but a list that was read anew. */
const MOST_FILLS = 20;

function fills(before: AccountState, { name, trades }: AccountState): Alert[] {
  if (!before.trades || !trades || before.trades === trades) return [];
  const newest = before.trades[0];
  const known = newest ? trades.findIndex(({ trade_id }) => trade_id === newest.trade_id) : trades.length;
  if (known < 0 || known > MOST_FILLS) return [];
  return trades.slice(0, known).map((trade) => ({
    key: `fill ${trade.trade_id} ${name}`,
    tone: trade.side === 'buy' ? 'up' : 'down',
    text: `${name}: ${fillText(trade)}`,
  }));
}

function fillText({ side, size, symbol, price }: Trade): string {
  return `${side === 'buy' ? 'bought' : 'sold'} ${size} ${symbol} at ${price}`;
}

function closed(before: AccountState, { name, positions }: AccountState): Alert[] {
  if (!before.positions || !positions || before.positions === positions) return [];
  const open = new Set(positions.map(({ market_id }) => market_id));
  return before.positions
    .filter(({ market_id }) => !open.has(market_id))
    .map(({ symbol, size, market_id }) => ({
      key: `closed ${name} ${market_id} ${size}`,
      tone: 'warn',
      text: `${name}: the ${symbol} position of ${size} is closed`,
    }));
}

function nearLiquidation({ name, positions }: AccountState, percent: string): Alert[] {
  return (positions ?? [])
    .filter(
      ({ liquidation_distance }) =>
        liquidation_distance !== null && compareDecimals(liquidation_distance, percent) < 0,
    )
    .map(({ symbol, market_id, liquidation_distance }) => ({
      key: `liquidation ${name} ${market_id}`,
      tone: 'down',
      text: `${name}: ${symbol} is ${liquidation_distance} % from liquidation`,
    }));
}

function linksDown({ connections }: LiveState, seconds: number, now: number): Alert[] {
  return (connections?.links ?? [])
    .filter((link) => isDown(link) && downSince(link) !== null && now - downSince(link)! > seconds * 1_000)
    .map((link) => ({
      key: `down ${link.link_id} ${downSince(link)}`,
      tone: 'down',
      text: `${link.account_name}: the ${link.kind === 'rest' ? 'REST line' : 'stream'} is down for more than ${seconds} s`,
    }));
}

function isDown({ state }: LinkState): boolean {
  return state === 'waiting' || state === 'refused' || state === 'connecting';
}

function downSince({ last_success_at, last_message_at }: LinkState): number | null {
  return last_success_at ?? last_message_at;
}
