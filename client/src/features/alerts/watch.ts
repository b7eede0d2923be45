import { absolute, compareDecimals } from 'lighter-broadcaster-protocol/decimal';
import { formatDecimal, NUMBER_FORMATS } from '../../format/number-format.js';
import type { LiveState } from '../../live/live-store.js';
import type { AccountState, LinkState, Position, Trade } from '../../live/model.js';
import { configuredName, nameOf as accountLabel } from '../../portfolio/account-name.js';
import { heardAt, isTrying } from '../../portfolio/links.js';
import type { Preferences } from '../../preferences/preferences.js';

export interface Alert {
  /** Equal events have equal keys and alert once. */
  key: string;
  tone: 'up' | 'down' | 'warn';
  text: string;
  /** Keys of what it reports together: they do not alert one by one afterwards. */
  covers?: readonly string[];
}

/** Events selected by the user, with their formats for names and numbers. */
export type Listener = Pick<Preferences, 'alerts' | 'accountNames' | 'numberFormat'>;

/** Selected events between two states. Pure; `now` is server time. */
export function alertsBetween(before: LiveState, after: LiveState, listener: Listener, now: number): Alert[] {
  const { fill, positionClosed, liquidationPercent, linkDownSeconds } = listener.alerts;
  const alerts: Alert[] = [];
  for (const [index, account] of after.accounts) {
    const old = before.accounts.get(index);
    if (!old || old === account) continue;
    if (fill) alerts.push(...fills(old, account, listener));
    if (positionClosed) alerts.push(...closed(old, account, listener, now));
    if (liquidationPercent !== null)
      alerts.push(...nearLiquidation(account, listener, `${liquidationPercent}`));
  }
  if (linkDownSeconds !== null) alerts.push(...linksDown(after, listener, linkDownSeconds, now));
  return alerts;
}

/** More at once are not new fills but a reloaded list. */
const MOST_FILLS = 20;

function fills(before: AccountState, account: AccountState, listener: Listener): Alert[] {
  const { trades, account_index } = account;
  if (!before.trades || !trades || before.trades === trades) return [];
  const newest = before.trades[0];
  const known = newest ? trades.findIndex(({ trade_id }) => trade_id === newest.trade_id) : trades.length;
  if (known < 0 || known > MOST_FILLS) return [];
  return trades.slice(0, known).map((trade) => ({
    key: `fill ${trade.trade_id} ${account_index}`,
    tone: trade.side === 'buy' ? 'up' : 'down',
    text: `${nameOf(account, listener)}: ${fillText(trade, listener)}`,
  }));
}

function fillText({ side, size, symbol, price }: Trade, { numberFormat }: Listener): string {
  const [amount, at] = [size, price].map((decimal) => formatDecimal(decimal, NUMBER_FORMATS[numberFormat]));
  return `${side === 'buy' ? 'bought' : 'sold'} ${amount} ${symbol} at ${at}`;
}

function closed(before: AccountState, account: AccountState, listener: Listener, now: number): Alert[] {
  const { positions, account_index } = account;
  if (!before.positions || !positions || before.positions === positions) return [];
  const open = new Set(positions.map(({ market_id }) => market_id));
  return before.positions
    .filter(({ market_id }) => !open.has(market_id))
    .map((position) => ({
      key: `closed ${account_index} ${position.market_id} ${now}`,
      tone: 'warn',
      text: `${nameOf(account, listener)}: the ${positionText(position, listener)} is closed`,
    }));
}

function positionText({ symbol, size }: Position, { numberFormat }: Listener): string {
  const side = size.startsWith('-') ? 'short' : 'long';
  return `${side} position of ${formatDecimal(absolute(size), NUMBER_FORMATS[numberFormat])} ${symbol}`;
}

function nearLiquidation(account: AccountState, listener: Listener, percent: string): Alert[] {
  return (account.positions ?? [])
    .filter(
      ({ liquidation_distance }) =>
        liquidation_distance !== null && compareDecimals(liquidation_distance, percent) < 0,
    )
    .map(({ symbol, market_id, liquidation_distance }) => ({
      key: `liquidation ${account.account_index} ${market_id}`,
      tone: 'down',
      text: `${nameOf(account, listener)}: ${symbol} is ${liquidation_distance} % from liquidation`,
    }));
}

/** More connections than this are down for one reason. */
const MOST_LINKS = 3;

function keyOf({ link_id }: LinkState, since: number): string {
  return `down ${link_id} ${since}`;
}

/** While the page itself is disconnected, nothing is known to be down. */
function linksDown(
  { connections, connection, clockOffset }: LiveState,
  listener: Listener,
  seconds: number,
  now: number,
): Alert[] {
  if (connection.phase !== 'live') return [];
  const down = (connections?.links ?? []).filter(isTrying).flatMap((link) => {
    const since = heardAt(link) ?? connection.since + clockOffset;
    return now - since > seconds * 1_000 ? [{ link, since }] : [];
  });
  if (down.length > MOST_LINKS) {
    const text = `Exchange unreachable: ${down.length} connections have been down for more than ${seconds} s`;
    return [
      {
        key: 'exchange unreachable',
        tone: 'down',
        text,
        covers: down.map((each) => keyOf(each.link, each.since)),
      },
    ];
  }
  return down.map(({ link, since }): Alert => {
    const line = link.kind === 'rest' ? 'REST line' : 'stream';
    const text = `${nameOf(link, listener)}: the ${line} has been down for more than ${seconds} s`;
    return { key: keyOf(link, since), tone: 'down', text };
  });
}

/** The user's name for it, else the configured one. */
function nameOf(of: AccountState | LinkState, { accountNames }: Listener): string {
  const own = of.account_index === null ? undefined : accountNames[of.account_index];
  return own || ('account_name' in of ? configuredName(of.account_name) : accountLabel(of));
}
