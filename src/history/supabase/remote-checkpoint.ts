import type { Clock } from '../../clock/clock.js';
import type { AccountCheckpoint } from '../history-store.port.js';
import type { Thread } from '../sqlite/worker-thread.js';
import type { Writer } from '../sqlite/writer.js';
import type { SupabaseApi } from './supabase-api.js';

/** How long a start waits for Supabase to tell what earlier lives left behind. */
const PATIENCE_MS = 5_000;

/**
 * Memory of earlier lives whose data directory is gone (a host without a disk): Supabase is asked once for the accounts
 * that the local file knows nothing of.
 */
export class RemoteCheckpoint {
  private readonly asked: Promise<ReadonlySet<number>>;

  constructor(
    private readonly writer: Thread<Writer>,
    private readonly api: Pick<SupabaseApi, 'resume'>,
    private readonly clock: Clock,
    accounts: readonly number[],
  ) {
    this.asked = this.ask(accounts);
  }

  /**
   * An account of which Supabase could not be asked counts as started before, with nothing known: everything that the
   * exchange still has is fetched again, and what is there already is not stored twice.
   */
  async checkpointOf(accountIndex: number): Promise<AccountCheckpoint> {
    const unanswered = await this.asked;
    const checkpoint = await this.writer.call('checkpointOf', accountIndex);
    return unanswered.has(accountIndex) ? { ...checkpoint, first_start: false } : checkpoint;
  }

  /** Resolves when the answer is there, or is no longer waited for. */
  async done(): Promise<void> {
    await this.asked;
  }

  /** @returns the accounts of which nothing is known but that they may have a past. */
  private async ask(accounts: readonly number[]): Promise<ReadonlySet<number>> {
    const unknown: number[] = [];
    for (const index of accounts) {
      if ((await this.writer.call('checkpointOf', index)).first_start) unknown.push(index);
    }
    if (unknown.length === 0) return new Set();
    const stop = new AbortController();
    const rows = await Promise.race([
      this.api.resume(unknown).catch(() => null),
      this.clock.sleep(PATIENCE_MS, stop.signal).then(() => null),
    ]);
    stop.abort();
    if (rows === null) return new Set(unknown);
    await this.writer.call('adopt', rows);
    return new Set();
  }
}
