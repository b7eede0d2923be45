import { Injectable } from '@nestjs/common';
import { TradeHistory, type TradePage, type TradePagePurpose } from '../upstream/trade-history.port.js';
import { AccountReader } from './account-reader.js';
import { ExchangeTokens } from './exchange-tokens.js';

/** Fills gaps from the exchange's REST trades; spends only the reserve. */
@Injectable()
export class LighterTradeHistory extends TradeHistory {
  constructor(
    private readonly reader: AccountReader,
    private readonly tokens: ExchangeTokens,
  ) {
    super();
  }

  override readable(accountIndex: number): boolean {
    return this.tokens.has(accountIndex);
  }

  override async page(
    accountIndex: number,
    cursor: string | null,
    signal: AbortSignal,
    purpose: TradePagePurpose,
  ): Promise<TradePage> {
    const spend = { use: 'reserve', purpose } as const;
    const page = await this.reader.tradePage(accountIndex, cursor, spend, signal);
    const unreadable = (page.update.unreadable ?? []).map(({ id }) => id);
    return { update: page.update, nextCursor: page.cursor, unreadable };
  }
}
