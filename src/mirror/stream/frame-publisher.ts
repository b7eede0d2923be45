import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type Commit, RowFeed } from '../../state/row-feed.port.js';
import { rowsTaken, type TakenRow, type TakenRows } from '../../state/rows-taken.js';
import type { OrdersUpdate, PositionsUpdate, TradesUpdate, Update } from '../../state/update.js';
import type { RelayedFrame } from '../../upstream-ws/frame-relay.port.js';
import { byMarket, valueOf, withValues } from '../splice.js';
import { MirrorMarketChannels } from '../markets/mirror-market-channels.js';
import { type AccountChannel, type MirrorAccountKind, keyOf, ordersKey } from './mirror-channel.js';
import { Followers } from './followers.js';
import { KeptFrames } from './kept-frames.js';
import { highestNonce, Snapshots } from './snapshots.js';

type ListUpdate = PositionsUpdate | OrdersUpdate | TradesUpdate;

/** Makes the update frames of followed channels, from what the state took and from the exchange's own frames. */
@Injectable()
export class FramePublisher implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(FramePublisher.name);
  private readonly nonces = new Map<string, string>();
  private stop: () => void = () => undefined;

  constructor(
    private readonly rows: RowFeed,
    private readonly followers: Followers,
    private readonly kept: KeptFrames,
    private readonly snapshots: Snapshots,
    private readonly markets: MirrorMarketChannels,
  ) {}

  onModuleInit(): void {
    this.stop = this.rows.onCommit((commit) => {
      if (!this.followers.isEmpty) this.guard(() => this.committed(commit));
    });
    this.markets.onFrame = (key, text, receivedMono) => this.followers.publish(key, text, receivedMono);
    this.kept.listen((frame, update) => {
      if (!this.followers.isEmpty) this.guard(() => this.relayed(frame, update));
    });
  }

  onModuleDestroy(): void {
    this.stop();
  }

  /** Sends the channel's snapshot again: what moved cannot be said by an update. */
  restate(channel: AccountChannel): void {
    const { key } = channel;
    if (!this.followers.has(key) || this.snapshots.fault(channel) !== null) return;
    this.followers.publish(key, this.snapshots.of(channel, null), null);
  }

  private committed({ update, before, after }: Commit): void {
    const account = after.state.account_index;
    if (!this.followers.hasAccount(account)) return;
    const taken = rowsTaken({ update, before, after });
    if (!taken) return;
    const frame = taken.frame ?? null;
    if (frame !== null || taken.rows.length > 0) this.publishRows(account, taken, update as ListUpdate);
    if (taken.lost) this.restateList(account, taken.list);
  }

  private publishRows(account: number, taken: TakenRows, update: ListUpdate): void {
    const kind = `account_all_${taken.list}` as const;
    const key = keyOf(kind, account);
    if (this.followers.has(key))
      this.followers.publish(
        key,
        taken.frame ?? rebuilt(kind, account, taken, update.frame),
        receivedIn(update),
      );
    if (taken.list === 'orders') this.publishMarkets(account, taken.rows, receivedIn(update));
    // Fills of the stream come in frames of their own.
    if (taken.list === 'trades' && update.arrival.source === 'rest')
      this.publishRecovered(account, taken.rows);
  }

  private publishMarkets(account: number, rows: readonly TakenRow[], receivedMono: number | null): void {
    for (const [market, own] of Map.groupBy(rows, ({ market_id }) => market_id)) {
      const key = ordersKey(market, account);
      if (!this.followers.has(key)) continue;
      const nonce = highestNonce([...own, { text: `{"nonce":${this.nonces.get(key) ?? '0'}}` }]);
      this.nonces.set(key, nonce);
      this.followers.publish(
        key,
        `{"account":${account},"channel":"account_orders:${market}","nonce":${nonce},` +
          `"orders":${byMarket(own)},"type":"update/account_orders"}`,
        receivedMono,
      );
    }
  }

  private publishRecovered(account: number, rows: readonly TakenRow[]): void {
    const key = keyOf('account_all', account);
    if (!this.followers.has(key)) return;
    this.followers.publish(
      key,
      `{"account":${account},"channel":"${key}","funding_histories":{},"positions":{},"shares":[],` +
        `"trades":${byMarket(rows)},"type":"update/account_all"}`,
      null,
    );
  }

  /** Rows left a list without a word of the exchange: only a new snapshot can say that. */
  private restateList(account: number, list: TakenRows['list']): void {
    if (list === 'trades') return;
    for (const { channel } of this.followers.all()) {
      if (channel.account !== account) continue;
      const shows = list === 'orders' ? /orders/ : /^account_all(_positions)?$/;
      if (shows.test(channel.kind)) this.restate(channel);
    }
  }

  private relayed(frame: RelayedFrame, update: string | null): void {
    if (frame.channel === 'market_stats') {
      if (update !== null) this.relayMarkets(frame, update);
      return;
    }
    const key = `${frame.channel}:${frame.subject}`;
    const known = this.followers.of(key);
    if (!known) return;
    if (update !== null) this.followers.publish(key, update, receivedIn(...frame.updates));
    else if (frame.channel === 'account_all' && known.channel.account !== null) this.restate(known.channel);
  }

  private relayMarkets({ updates }: RelayedFrame, update: string): void {
    const receivedMono = receivedIn(...updates);
    if (this.followers.has('market_stats:all'))
      this.followers.publish('market_stats:all', update, receivedMono);
    let time: string | undefined;
    for (const one of updates) {
      if (one.type !== 'market-stats') continue;
      for (const { market_id, text } of one.rows) {
        const key = `market_stats:${market_id}`;
        if (!this.followers.has(key)) continue;
        time ??= valueOf(update, 'timestamp') ?? '0';
        this.followers.publish(
          key,
          `{"channel":"${key}","market_stats":${text},"timestamp":${time},"type":"update/market_stats"}`,
          receivedMono,
        );
      }
    }
  }

  /** The state and the stream must not suffer from a frame that cannot be passed on. */
  private guard(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }
}

/** When the frame of the stream came that these updates were read in (monotonic); `null` for what REST reported. */
function receivedIn(...updates: readonly Update[]): number | null {
  for (const update of updates)
    if ('arrival' in update) return update.arrival.source === 'stream' ? update.arrival.received_mono : null;
  return null;
}

/** An update frame of some rows; the other members as in the exchange's frame, if there was one. */
function rebuilt(
  kind: MirrorAccountKind,
  account: number,
  taken: TakenRows,
  frame: string | undefined,
): string {
  const rows = taken.list === 'positions' ? byId(taken.rows) : byMarket(taken.rows);
  if (frame !== undefined) return withValues(frame, { [taken.list]: rows });
  const shares = taken.list === 'positions' ? ',"shares":[]' : '';
  return `{"channel":"${kind}:${account}","${taken.list}":${rows}${shares},"type":"update/${kind}"}`;
}

function byId(rows: readonly TakenRow[]): string {
  return `{${rows.map(({ market_id, text }) => `"${market_id}":${text}`).join(',')}}`;
}
