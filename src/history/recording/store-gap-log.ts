import { Injectable } from '@nestjs/common';
import { Clock } from '../../clock/clock.js';
import type { Gap } from 'lighter-broadcaster-protocol/account';
import { ChangeFeed } from '../../state/change-feed.port.js';
import { GapLog, type WalkProgress } from '../../upstream/gap-log.port.js';
import { gapRow } from './gap-row.js';
import { HistoryRecorder } from './history.recorder.js';
import { HistoryStore } from '../history-store.port.js';

/** Gaps in the history store: durable before the call returns. */
@Injectable()
export class StoreGapLog extends GapLog {
  constructor(
    private readonly store: HistoryStore,
    private readonly feed: ChangeFeed,
    private readonly clock: Clock,
    private readonly recorder: HistoryRecorder,
  ) {
    super();
  }

  override async openGaps(accountIndex: number): Promise<Gap[]> {
    return (await this.store.checkpointOf(accountIndex)).open_gaps;
  }

  override async isFirstStart(accountIndex: number): Promise<boolean> {
    return (await this.store.checkpointOf(accountIndex)).first_start;
  }

  override async lastTradeId(accountIndex: number): Promise<string | null> {
    return (await this.store.checkpointOf(accountIndex)).last_trade_id;
  }

  override open(gap: Gap): Promise<void> {
    return this.write(gap, null);
  }

  override async progress(accountIndex: number): Promise<WalkProgress | null> {
    return (await this.store.checkpointOf(accountIndex)).progress;
  }

  /** Flushes first: what counts as read has to be on disk. */
  override async keepProgress(gap: Gap, progress: WalkProgress): Promise<void> {
    await this.recorder.flush();
    await this.write(gap, progress);
  }

  /** Flushes first: a gap closed on disk before its trades would lose them in a crash. */
  override async close(gap: Gap): Promise<void> {
    await this.recorder.flush();
    await this.write(gap, null);
  }

  /** The store sees every trade already. */
  override recorded(): void {}

  /** The store's last trade is the latest by time. */
  override async forgetTrades(): Promise<void> {}

  private write(gap: Gap, progress: WalkProgress | null): Promise<void> {
    const { epoch, seq } = this.feed.positionOf(`account/${gap.account_index}`);
    return this.store.append([gapRow(gap, { epoch, seq, received_at: this.clock.wallNow() }, progress)]);
  }
}
