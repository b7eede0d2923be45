import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Message } from '../../broadcast/fan-out/message.js';
import { type Commit, RowFeed } from '../../state/row-feed.port.js';
import { rowsTaken, type TakenRow, type TakenRows } from '../../state/rows-taken.js';
import type { OrdersUpdate, PositionsUpdate, TradesUpdate } from '../../state/update.js';
import type { RelayedFrame } from '../../upstream-ws/frame-relay.port.js';
import { byMarket, valueOf, withValues } from '../splice.js';
import { MirrorMarketChannels } from '../markets/mirror-market-channels.js';
import {
  type AccountChannel,
  type MirrorAccountKind,
  keyOf,
  type MirrorChannel,
  ordersKey,
} from './mirror-channel.js';
import { KeptFrames } from './kept-frames.js';
import type { MirrorSocket } from './mirror-socket.js';
import { highestNonce, Snapshots } from './snapshots.js';

type ListUpdate = PositionsUpdate | OrdersUpdate | TradesUpdate;

/** Holds the subscriptions of all sockets, and makes each update frame once for all of them. */
@Injectable()
export class FramePublisher implements OnModuleInit, OnModuleDestroy {
  /** Frames made, and frames given to sockets. */
  made = 0;
  given = 0;
  private readonly logger = new Logger(FramePublisher.name);
  private readonly followers = new Map<string, { channel: MirrorChannel; sockets: Set<MirrorSocket> }>();
  /** Subscriptions by account. */
  private readonly counts = new Map<number, number>();
  private readonly nonces = new Map<string, string>();
  private stop: () => void = () => undefined;

  constructor(
    private readonly rows: RowFeed,
    private readonly kept: KeptFrames,
    private readonly snapshots: Snapshots,
    private readonly markets: MirrorMarketChannels,
  ) {}

  onModuleInit(): void {
    this.stop = this.rows.onCommit((commit) => this.guard(() => this.committed(commit)));
    this.markets.onFrame = (key, text) => this.publish(key, text);
    this.kept.listen((frame, update) => this.guard(() => this.relayed(frame, update)));
  }

  onModuleDestroy(): void {
    this.stop();
  }

  add(socket: MirrorSocket, channel: MirrorChannel): void {
    const known = this.followers.get(channel.key) ?? { channel, sockets: new Set() };
    this.followers.set(channel.key, known);
    known.sockets.add(socket);
    socket.subscriptions.set(channel.key, channel);
    if (channel.account !== null) this.count(channel.account, 1);
  }

  remove(socket: MirrorSocket, channel: MirrorChannel): void {
    const known = this.followers.get(channel.key);
    socket.subscriptions.delete(channel.key);
    if (!known?.sockets.delete(socket)) return;
    if (known.sockets.size === 0) this.followers.delete(channel.key);
    if (channel.account !== null) this.count(channel.account, -1);
  }

  get subscriptions(): number {
    let sum = 0;
    for (const { sockets } of this.followers.values()) sum += sockets.size;
    return sum;
  }

  isFollowed(key: string): boolean {
    return this.followers.has(key);
  }

  /** Every followed channel, with its sockets. */
  followed(): Iterable<{ channel: MirrorChannel; sockets: ReadonlySet<MirrorSocket> }> {
    return this.followers.values();
  }

  /** Sends the channel's snapshot again: what moved cannot be said by an update. */
  restate(channel: AccountChannel): void {
    const { key } = channel;
    if (!this.followers.has(key) || this.snapshots.fault(channel) !== null) return;
    this.publish(key, this.snapshots.of(channel, null));
  }

  private committed({ update, before, after }: Commit): void {
    const account = after.state.account_index;
    if (!this.counts.has(account)) return;
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
      this.publish(key, taken.frame ?? rebuilt(kind, account, taken, update.frame));
    if (taken.list === 'orders') this.publishMarkets(account, taken.rows);
    // Fills of the stream come in frames of their own.
    if (taken.list === 'trades' && update.arrival.source === 'rest')
      this.publishRecovered(account, taken.rows);
  }

  private publishMarkets(account: number, rows: readonly TakenRow[]): void {
    for (const [market, own] of Map.groupBy(rows, ({ market_id }) => market_id)) {
      const key = ordersKey(market, account);
      if (!this.followers.has(key)) continue;
      const nonce = highestNonce([...own, { text: `{"nonce":${this.nonces.get(key) ?? '0'}}` }]);
      this.nonces.set(key, nonce);
      this.publish(
        key,
        `{"account":${account},"channel":"account_orders:${market}","nonce":${nonce},` +
          `"orders":${byMarket(own)},"type":"update/account_orders"}`,
      );
    }
  }

  private publishRecovered(account: number, rows: readonly TakenRow[]): void {
    const key = keyOf('account_all', account);
    if (!this.followers.has(key)) return;
    this.publish(
      key,
      `{"account":${account},"channel":"${key}","funding_histories":{},"positions":{},"shares":[],` +
        `"trades":${byMarket(rows)},"type":"update/account_all"}`,
    );
  }

  /** Rows left a list without a word of the exchange: only a new snapshot can say that. */
  private restateList(account: number, list: TakenRows['list']): void {
    if (list === 'trades') return;
    for (const { channel } of [...this.followers.values()]) {
      if (channel.account !== account) continue;
      const shows = list === 'orders' ? /orders/ : /^account_all(_positions)?$/;
      if (shows.test(channel.kind)) this.restate(channel);
    }
  }

  private relayed(frame: RelayedFrame, update: string | null): void {
    if (this.followers.size === 0) return;
    if (frame.channel === 'market_stats') {
      if (update !== null) this.relayMarkets(frame, update);
      return;
    }
    const key = `${frame.channel}:${frame.subject}`;
    const known = this.followers.get(key);
    if (!known) return;
    if (update !== null) this.publish(key, update);
    else if (frame.channel === 'account_all' && known.channel.account !== null) this.restate(known.channel);
  }

  private relayMarkets({ updates }: RelayedFrame, update: string): void {
    if (this.followers.has('market_stats:all')) this.publish('market_stats:all', update);
    let time: string | undefined;
    for (const one of updates) {
      if (one.type !== 'market-stats') continue;
      for (const { market_id, text } of one.rows) {
        const key = `market_stats:${market_id}`;
        if (!this.followers.has(key)) continue;
        time ??= valueOf(update, 'timestamp') ?? '0';
        this.publish(
          key,
          `{"channel":"${key}","market_stats":${text},"timestamp":${time},"type":"update/market_stats"}`,
        );
      }
    }
  }

  private publish(key: string, text: string): void {
    const known = this.followers.get(key);
    if (!known) return;
    const message = new Message(text);
    this.made += 1;
    this.given += known.sockets.size;
    for (const socket of known.sockets) socket.send(message);
  }

  private count(account: number, by: 1 | -1): void {
    const now = (this.counts.get(account) ?? 0) + by;
    if (now > 0) this.counts.set(account, now);
    else this.counts.delete(account);
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
