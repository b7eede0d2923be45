import { Injectable } from '@nestjs/common';
import type { Gap } from 'lighter-broadcaster-protocol/account';
import { GapLog, type WalkProgress } from '../upstream/gap-log.port.js';
import { Engine, type HashWrite } from './engine.port.js';
import { Leadership } from './leadership.js';
import { Clock } from '../clock/clock.js';
import { gapRow } from '../history/recording/gap-row.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { LogWriter } from './log-writer.js';
import { SharedRows } from './recording/shared-rows.js';

/**
 * Gaps of a cluster, so that the next leader backfills what this one did not. Where a gap at a start begins is written with
 * the batch that holds the trade, by the log writer.
 */
@Injectable()
export class EngineGapLog extends GapLog {
  constructor(
    private readonly engine: Engine,
    private readonly leadership: Leadership,
    private readonly writer: LogWriter,
    private readonly rows: SharedRows,
    private readonly feed: ChangeFeed,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async openGaps(accountIndex: number): Promise<Gap[]> {
    const fields = await this.engine.hash(this.leadership.held.share, 'gaps');
    return [...fields.values()]
      .map((text) => JSON.parse(text) as Gap)
      .filter(({ account_index }) => account_index === accountIndex)
      .sort((a, b) => a.opened_at - b.opened_at);
  }

  override async isFirstStart(accountIndex: number): Promise<boolean> {
    return !this.writer.highestTrades.has(accountIndex);
  }

  override async lastTradeId(accountIndex: number): Promise<string | null> {
    return this.writer.highestTrades.get(accountIndex)?.toString() ?? null;
  }

  override async open(gap: Gap): Promise<void> {
    const set = new Map([[gap.gap_id, JSON.stringify(gap)]]);
    const writes: HashWrite[] = [{ name: 'gaps', clear: [], set, delete: [] }];
    const { highestTrades } = this.writer;
    const index = gap.account_index;
    if (!highestTrades.has(index)) writes.push(withoutTrades(index));
    await this.engine.write(this.leadership.held, writes);
    if (!highestTrades.has(index)) highestTrades.set(index, null);
    this.record(gap);
  }

  override async progress(accountIndex: number): Promise<WalkProgress | null> {
    const text = await this.engine.value(this.leadership.held.share, `walk:${accountIndex}`);
    const kept = text === null ? null : (JSON.parse(text) as { gap_id: string; progress: WalkProgress });
    const open = await this.openGaps(accountIndex);
    return kept && open.some(({ gap_id }) => gap_id === kept.gap_id) ? kept.progress : null;
  }

  override async keepProgress({ account_index, gap_id }: Gap, progress: WalkProgress): Promise<void> {
    await this.writer.idle();
    await this.engine.put(
      this.leadership.held,
      `walk:${account_index}`,
      JSON.stringify({ gap_id, progress }),
    );
  }

  override async close(gap: Gap): Promise<void> {
    this.record(gap);
    await this.writer.idle();
    await this.engine.write(this.leadership.held, [
      { name: 'gaps', clear: [], set: new Map(), delete: [gap.gap_id] },
    ]);
  }

  /** The log writer keeps it. */
  override recorded(): void {}

  override async forgetTrades(accountIndex: number): Promise<void> {
    this.writer.highestTrades.set(accountIndex, null);
    await this.engine.write(this.leadership.held, [withoutTrades(accountIndex)]);
  }

  private record(gap: Gap): void {
    const { epoch, seq } = this.feed.positionOf(`account/${gap.account_index}`);
    this.rows.push([gapRow(gap, { epoch, seq, received_at: this.clock.wallNow() })]);
  }
}

/** The account was started before, and none of its trades is known. */
function withoutTrades(accountIndex: number): HashWrite {
  return { name: 'marks', clear: [], set: new Map([[String(accountIndex), '']]), delete: [] };
}
