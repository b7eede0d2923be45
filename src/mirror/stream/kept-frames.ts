import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { FrameRelay, type RelayedFrame } from '../../upstream-ws/frame-relay.port.js';
import { valueOf, withValues } from '../splice.js';

/** A frame for clients, from one of the exchange. */
export type KeptListener = (frame: RelayedFrame, update: string | null) => void;

/**
 * What the exchange's stream last said in the channels that are passed on as they come, for snapshots: whole frames of
 * `user_stats`, rows of the others.
 */
@Injectable()
export class KeptFrames implements OnModuleInit, OnModuleDestroy {
  /** Last frame of `user_stats` by account. */
  readonly userStats = new Map<number, string>();
  /** Text of the last `shares` by account. */
  readonly shares = new Map<number, string>();
  /** Row of each market in `market_stats`. */
  readonly marketStats = new Map<number, string>();
  private marketFrame: string | null = null;
  private readonly assetFrames = new Map<number, string>();
  /** Rows of the last snapshot of `account_all_assets`; `null` after an update. */
  private readonly assets = new Map<number, string | null>();
  private listener: KeptListener = () => undefined;
  private stop: () => void = () => undefined;

  constructor(private readonly relay: FrameRelay) {}

  onModuleInit(): void {
    this.stop = this.relay.onFrame((frame) => this.listener(frame, this.keep(frame)));
  }

  onModuleDestroy(): void {
    this.stop();
  }

  /** Calls back for each frame, with the text to pass on as an update; `null` when it says nothing new to a follower. */
  listen(listener: KeptListener): void {
    this.listener = listener;
  }

  /** Whether the exchange's frames of all markets are followed now. */
  get marketsHeld(): boolean {
    return this.relay.marketsHeld;
  }

  /** Text of the last `timestamp` in `market_stats`, read only when a snapshot needs it. */
  get marketTime(): string {
    return timeIn(this.marketFrame);
  }

  /** Text of the last `timestamp` in `account_all_assets`. */
  assetTime(account: number): string {
    return timeIn(this.assetFrames.get(account));
  }

  private keep(frame: RelayedFrame): string | null {
    switch (frame.channel) {
      case 'user_stats':
        return this.keepStats(frame);
      case 'account_all_assets':
        return this.keepAssets(frame);
      case 'account_all_positions':
        if (frame.kind === 'subscribed') this.keepShares(frame);
        return null;
      case 'market_stats':
        return this.keepMarkets(frame);
      case 'account_all':
        return frame.kind === 'update' ? frame.text : null;
      default:
        return null;
    }
  }

  /** A new snapshot is news only where it differs: the exchange is subscribed anew for reasons of our own. */
  private keepStats({ subject, kind, text }: RelayedFrame): string | null {
    const account = Number(subject);
    const before = this.userStats.get(account);
    this.userStats.set(account, text);
    if (kind === 'update') return text;
    if (before !== undefined && valueOf(before, 'stats') === valueOf(text, 'stats')) return null;
    return asUpdate(text, 'user_stats');
  }

  private keepAssets({ subject, kind, text, updates }: RelayedFrame): string | null {
    const account = Number(subject);
    this.assetFrames.set(account, text);
    if (kind === 'update') {
      // It names some assets only: what a later snapshot repeats is not known any more.
      this.assets.set(account, null);
      return text;
    }
    const rows = updates.flatMap((update) => (update.type === 'assets' ? update.rows : []));
    const content = JSON.stringify(rows.map((row) => row.text));
    const before = this.assets.get(account);
    this.assets.set(account, content);
    return before === content ? null : asUpdate(text, 'account_all_assets');
  }

  private keepShares({ subject, text }: RelayedFrame): void {
    const shares = valueOf(text, 'shares');
    if (shares !== undefined) this.shares.set(Number(subject), shares);
  }

  private keepMarkets({ kind, text, updates }: RelayedFrame): string | null {
    let moved = false;
    for (const update of updates) {
      if (update.type !== 'market-stats') continue;
      for (const row of update.rows) {
        moved ||= this.marketStats.get(row.market_id) !== row.text;
        this.marketStats.set(row.market_id, row.text);
      }
    }
    this.marketFrame = text;
    if (kind === 'update') return text;
    return moved ? asUpdate(text, 'market_stats') : null;
  }
}

function timeIn(frame: string | null | undefined): string {
  return (frame ? valueOf(frame, 'timestamp') : undefined) ?? '0';
}

function asUpdate(text: string, channel: string): string {
  return withValues(text, { type: `"update/${channel}"` });
}
