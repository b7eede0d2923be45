import { Injectable } from '@nestjs/common';
import type { Market } from 'lighter-broadcaster-protocol/operations';
import { ChangeFeed } from '../../state/change-feed.port.js';
import type { Change, StreamName } from '../../state/change.js';
import { ChannelSource, type StreamedChannel } from './channel-source.port.js';

const NAME = /^market\/(\d{1,9})$/;

/** `market/{id}`: catalog entry and statistics; every change carries the whole market. Visible to every principal. */
@Injectable()
export class MarketChannels extends ChannelSource {
  constructor(private readonly feed: ChangeFeed) {
    super();
  }

  override open(name: string): StreamedChannel<Market, Market> | null {
    const id = Number(NAME.exec(name)?.[1] ?? NaN);
    if (name !== `market/${id}` || !this.feed.market(id)) return null;
    const stream: StreamName = `market/${id}`;
    return {
      kind: 'streamed',
      name,
      view: '',
      stream,
      state: () => {
        const market = this.feed.market(id);
        if (!market) throw new Error(`Market ${id} is no longer in the change feed.`);
        return market;
      },
      project: (change: Change) =>
        change.entity === 'market' ? { type: 'change', data: change.market } : null,
      merge: (_older, newer) => newer,
    };
  }

  override mayCome(name: string): boolean {
    return NAME.test(name) && !this.feed.hasAllMarkets();
  }

  override available(): string[] {
    return this.feed.markets().map((market) => `market/${market.market_id}`);
  }
}
