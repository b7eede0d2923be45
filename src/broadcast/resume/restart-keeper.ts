import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, Logger, Optional, type OnModuleInit } from '@nestjs/common';
import { AppConfig } from '../../config/app-config.js';
import { StateStore } from '../../state/state.store.js';
import { ChannelLog } from './channel-log.port.js';
import { readRestart, writeRestart, type Restart } from './restart-file.js';
import { StreamPositions } from './stream-positions.js';

/**
 * Preserves the state, its epoch and the latest changes of each channel across a clean restart, so that clients resume
 * without loss. The file is used once: after a kill there is none, and the store starts a new epoch.
 */
@Injectable()
export class RestartKeeper implements OnModuleInit {
  private readonly logger = new Logger(RestartKeeper.name);
  private readonly file: string;
  private readonly store: StateStore | null;

  constructor(
    config: AppConfig,
    private readonly log: ChannelLog,
    private readonly streams: StreamPositions,
    /** Absent with FRONTEND_ONLY: the other instance keeps the state. */
    @Optional() @Inject(StateStore) store: StateStore | null = null,
  ) {
    // In a cluster its log is what the next process continues from.
    this.store = store && !config.cluster.shared ? store : null;
    this.file = join(config.history.dataDir, 'restart.jsonl');
  }

  async onModuleInit(): Promise<void> {
    if (!this.store) return;
    try {
      const saved = await this.take();
      if (!saved) return;
      if (!this.store.restore(saved.state))
        return this.logger.log(
          'The saved state does not match the configured accounts. Starting a new epoch; clients get snapshots.',
        );
      this.log.restore(saved.tails);
      this.streams.restore(saved.streams);
    } catch (error) {
      const reason = (error as Error).message;
      this.logger.warn(
        `Cannot restore ${this.file}: ${reason}. Starting a new epoch; clients get snapshots.`,
      );
    }
  }

  /** Call it once no client is connected, so that no later change can reach one. */
  async save(): Promise<void> {
    if (!this.store) return;
    await writeRestart(this.file, {
      state: this.store.snapshotForRestart(),
      tails: this.log.tails(),
      streams: this.streams.save(),
    });
  }

  private async take(): Promise<Restart | null> {
    const saved = await readRestart(this.file).catch((error: unknown) => error as Error);
    // Before anything of it is used: after a kill it must not be read a second time.
    await rm(this.file, { force: true });
    if (saved instanceof Error) throw saved;
    return saved;
  }
}
