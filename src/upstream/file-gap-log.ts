import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Clock, Timer } from '../clock/clock.js';
import type { Gap } from 'lighter-broadcaster-protocol/account';
import { replaceFile } from '../files/durable-file.js';
import { compareIds } from 'lighter-broadcaster-protocol/delta';
import { GapLog, type WalkProgress } from './gap-log.port.js';

interface AccountMemory {
  last_trade_id: string | null;
  open_gaps: Gap[];
  /** Of the reading for the open gaps. */
  progress?: WalkProgress;
}
type Memory = Record<string, AccountMemory>;

/** File of the log inside the data folder. */
export const GAP_FILE = 'gaps.json';

/** How long a recorded trade may wait for the disk. */
const FLUSH_AFTER_MS = 5_000;

/** Gap log in one small file, replaced as a whole. Concurrent writes share one. */
export class FileGapLog extends GapLog implements OnApplicationShutdown {
  private readonly logger = new Logger(FileGapLog.name);
  private memory: Memory | null = null;
  private loading: Promise<Memory> | null = null;
  private writing: Promise<void> | null = null;
  private queued: Promise<void> | null = null;
  private flushTimer: Timer | null = null;

  /** @param folder the data folder; created when missing. */
  constructor(
    private readonly folder: string,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async openGaps(accountIndex: number): Promise<Gap[]> {
    return ((await this.load())[accountIndex]?.open_gaps ?? []).toSorted(byAge);
  }

  override async isFirstStart(accountIndex: number): Promise<boolean> {
    return !(await this.load())[accountIndex];
  }

  override async lastTradeId(accountIndex: number): Promise<string | null> {
    return (await this.load())[accountIndex]?.last_trade_id ?? null;
  }

  override async open(gap: Gap): Promise<void> {
    const account = this.of(await this.load(), gap.account_index);
    account.open_gaps = [...account.open_gaps.filter(({ gap_id }) => gap_id !== gap.gap_id), gap];
    await this.save();
  }

  override async progress(accountIndex: number): Promise<WalkProgress | null> {
    return (await this.load())[accountIndex]?.progress ?? null;
  }

  override async keepProgress({ account_index }: Gap, progress: WalkProgress): Promise<void> {
    this.of(await this.load(), account_index).progress = progress;
    await this.save();
  }

  override async close(gap: Gap): Promise<void> {
    const account = this.of(await this.load(), gap.account_index);
    account.open_gaps = account.open_gaps.filter(({ gap_id }) => gap_id !== gap.gap_id);
    delete account.progress;
    await this.save();
  }

  /** Written with a delay: an id that lags behind only makes the next gap reach further back. */
  override recorded(accountIndex: number, tradeId: string): void {
    if (!this.memory) return;
    const account = this.of(this.memory, accountIndex);
    if (account.last_trade_id === null || compareIds(tradeId, account.last_trade_id) > 0)
      account.last_trade_id = tradeId;
    this.flushTimer ??= this.clock.after(FLUSH_AFTER_MS, () => {
      this.flush().catch((error: unknown) =>
        this.logger.error(`the gap log cannot be written: ${String(error)}`),
      );
    });
  }

  override async forgetTrades(accountIndex: number): Promise<void> {
    this.of(await this.load(), accountIndex).last_trade_id = null;
    await this.save();
  }

  /** Writes the ids passed to `recorded`. */
  async flush(): Promise<void> {
    this.flushTimer?.cancel();
    this.flushTimer = null;
    if (this.memory) await this.save();
  }

  onApplicationShutdown(): Promise<void> {
    return this.flush();
  }

  private of(memory: Memory, accountIndex: number): AccountMemory {
    return (memory[accountIndex] ??= { last_trade_id: null, open_gaps: [] });
  }

  private load(): Promise<Memory> {
    this.loading ??= this.read().catch((error: unknown) => {
      this.loading = null;
      throw error;
    });
    return this.loading;
  }

  private async read(): Promise<Memory> {
    const path = join(this.folder, GAP_FILE);
    try {
      this.memory = JSON.parse(await readFile(path, 'utf8')) as Memory;
    } catch (error) {
      if (error instanceof SyntaxError)
        throw new Error(`${path} is damaged: ${error.message}`, { cause: error });
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      this.memory = {};
    }
    return this.memory;
  }

  /** Resolves when all that is in memory now is on the disk. */
  private save(): Promise<void> {
    if (!this.writing) return (this.writing = this.write().finally(() => (this.writing = null)));
    this.queued ??= this.writing
      .catch(() => undefined)
      .then(() => {
        this.queued = null;
        return this.save();
      });
    return this.queued;
  }

  private write(): Promise<void> {
    return replaceFile(join(this.folder, GAP_FILE), JSON.stringify(this.memory));
  }
}

function byAge(a: Gap, b: Gap): number {
  return a.opened_at - b.opened_at || (a.gap_id < b.gap_id ? -1 : 1);
}
