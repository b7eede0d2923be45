import { Injectable } from '@nestjs/common';
import type { AccountState } from 'lighter-broadcaster-protocol/account';
import { sum } from 'lighter-broadcaster-protocol/decimal';
import type { Principal } from '../../access/principal.js';
import { type MirroredAccount, MirroredAccounts, staleReason } from '../mirrored-accounts.js';
import { byMarket, valueOf, withValues } from '../splice.js';
import { MirrorMarketChannels } from '../markets/mirror-market-channels.js';
import {
  ACCOUNT_KINDS,
  type AccountChannel,
  failedToSubscribe,
  type MirrorChannel,
} from './mirror-channel.js';
import { KeptFrames } from './kept-frames.js';

/** The `subscribed/…` frame of a channel: the exchange's own rows, as they are now. */
@Injectable()
export class Snapshots {
  constructor(
    private readonly accounts: MirroredAccounts,
    private readonly kept: KeptFrames,
    private readonly markets: MirrorMarketChannels,
  ) {}

  /** @throws ExchangeRefusal 30012 while it is not known, or stale */
  of(channel: MirrorChannel, principal: Principal | null): string {
    if (channel.kind === 'market_stats') return this.marketStats(channel.market, channel.name);
    if (channel.account === null) return this.markets.snapshot(channel);
    const account = this.accounts.one(principal, channel.account);
    const fault = staleReason(account.state, ACCOUNT_KINDS[channel.kind]);
    if (fault !== null) throw failedToSubscribe(fault);
    return this.accountFrame(channel, account);
  }

  /** Why the channel cannot be followed now; `null` when it can. */
  fault(channel: MirrorChannel): string | null {
    if (channel.kind === 'market_stats') return this.kept.marketsHeld ? null : 'the market stream is lost';
    if (channel.account === null) return this.markets.fault(channel);
    return staleReason(this.accounts.one(null, channel.account).state, ACCOUNT_KINDS[channel.kind]);
  }

  private accountFrame({ kind, name, market }: AccountChannel, account: MirroredAccount): string {
    const { texts, state, index } = account;
    const type = `"type":"subscribed/${kind}"`;
    const head = `"channel":"${name}"`;
    switch (kind) {
      case 'account_all_positions':
        return `{${head},"positions":${mapOf(texts.positions)},"shares":${this.sharesOf(index)},${type}}`;
      case 'account_all_orders':
        return `{${head},"orders":${byMarket(ordersOf(account))},${type}}`;
      case 'account_orders': {
        const rows = ordersOf(account).filter((row) => row.market_id === market);
        return `{"account":${index},${head},"nonce":${highestNonce(rows)},"orders":${byMarket(rows)},${type}}`;
      }
      case 'account_all_trades':
        return `{${head},${volumes(state)},"trades":{},${type}}`;
      case 'account_all_assets':
        return `{"assets":${mapOf(texts.assets)},${head},"timestamp":${this.kept.assetTime(index)},${type}}`;
      case 'user_stats': {
        const frame = this.kept.userStats.get(index);
        if (frame === undefined) throw failedToSubscribe(`summary of ${index}: no frame yet`);
        return withValues(frame, { type: '"subscribed/user_stats"' });
      }
      case 'account_all':
        return (
          `{"account":${index},"assets":${mapOf(texts.assets)},${head},${volumes(state)},` +
          `"funding_histories":{},"positions":${mapOf(texts.positions)},"shares":${this.sharesOf(index)},` +
          `"trades":{},${type}}`
        );
    }
  }

  private sharesOf(index: number): string {
    return this.kept.shares.get(index) ?? '[]';
  }

  private marketStats(market: number | 'all', name: string): string {
    if (!this.kept.marketsHeld) throw failedToSubscribe('the market stream is lost');
    const row = market === 'all' ? mapOf(this.kept.marketStats) : this.kept.marketStats.get(market);
    if (row === undefined) throw failedToSubscribe(`no statistics of market ${market} yet`);
    return (
      `{"channel":"${name}","market_stats":${row},"timestamp":${this.kept.marketTime},` +
      `"type":"subscribed/market_stats"}`
    );
  }
}

/** The highest book nonce of these orders, as the exchange spells it; 0 without any. */
export function highestNonce(rows: Iterable<{ text: string }>): string {
  let highest = '0';
  for (const { text } of rows) {
    const nonce = valueOf(text, 'nonce') ?? '0';
    if (/^\d{1,20}$/.test(nonce) && BigInt(nonce) > BigInt(highest)) highest = nonce;
  }
  return highest;
}

/** Rows by id. */
export function mapOf(rows: ReadonlyMap<number, string>): string {
  return `{${[...rows].map(([id, text]) => `"${id}":${text}`).join(',')}}`;
}

function ordersOf({ texts }: MirroredAccount): { market_id: number; text: string }[] {
  return [...texts.orders].map(([id, text]) => ({ market_id: texts.orderMarkets.get(id)!, text }));
}

/** Volumes of the last report plus the fills since. */
function volumes({ volumes: known, trades, sections }: AccountState): string {
  const reportedAt = sections.volumes.confirmed_at ?? Infinity;
  const since = (trades ?? []).filter(({ timestamp }) => timestamp > reportedAt);
  const amounts = since.map(({ usd_amount }) => usd_amount);
  return (['daily', 'monthly', 'total', 'weekly'] as const)
    .map((span) => `"${span}_volume":${numberOf(sum([known?.[`${span}_volume`] ?? '0', ...amounts]))}`)
    .join(',');
}

/** As a JSON number, which the exchange writes there: without trailing zeros. */
function numberOf(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}
