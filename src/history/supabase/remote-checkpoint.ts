import type { Clock } from '../../clock/clock.js';
import type { AccountCheckpoint } from '../history-store.port.js';
import type { Thread } from '../sqlite/worker-thread.js';
import type { Writer } from '../sqlite/writer.js';
import type { SupabaseApi } from './supabase-api.js';

/** How long a start waits for Supabase to return the checkpoint of earlier runs. */
const TIMEOUT_MS = 5_000;

/**
 * Checkpoint of earlier runs whose data directory is gone (a host without a disk): queries Supabase once for the accounts that are
 * unknown to the local file.
 */
export class RemoteCheckpoint {
  private readonly unanswered: Promise<ReadonlySet<number>>;

  constructor(
    private readonly writer: Thread<Writer>,
    private readonly api: Pick<SupabaseApi, 'resume'>,
    private readonly clock: Clock,
    accounts: readonly number[],
  ) {
    this.unanswered = this.query(accounts);
  }

  /**
   * If Supabase did not answer for an account, the account counts as started before with nothing known: everything that the
   * exchange still has is fetched again, and rows that exist are not stored twice.
   */
  async checkpointOf(accountIndex: number): Promise<AccountCheckpoint> {
    const unanswered = await this.unanswered;
    const checkpoint = await this.writer.call('checkpointOf', accountIndex);
    return unanswered.has(accountIndex) ? { ...checkpoint, first_start: false } : checkpoint;
  }

  /** Resolves when the answer has arrived or timed out. */
  async done(): Promise<void> {
    await this.unanswered;
  }

  /** @returns the accounts whose past is unknown because Supabase did not answer */
  private async query(accounts: readonly number[]): Promise<ReadonlySet<number>> {
    const unknown: number[] = [];
    for (const index of accounts) {
      if ((await this.writer.call('checkpointOf', index)).first_start) unknown.push(index);
    }
    if (unknown.length === 0) return new Set();
    const stop = new AbortController();
    const rows = await Promise.race([
      this.api.resume(unknown).catch(() => null),
      this.clock.sleep(TIMEOUT_MS, stop.signal).then(() => null),
    ]);
    stop.abort();
    const isKnown = rows !== null && (await this.adopt(rows));
    return new Set(isKnown ? [] : unknown);
  }

  /** @returns whether the disk took the rows; its next write reports that it did not */
  private adopt(rows: Parameters<Writer['adopt']>[0]): Promise<boolean> {
    return this.writer.call('adopt', rows).then(
      () => true,
      () => false,
    );
  }
}
