import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, Logger, Optional, type OnModuleInit } from '@nestjs/common';
import { AppConfig } from '../../config/app-config.js';
import { StateStore } from '../../state/state.store.js';
import { ChannelLog } from './channel-log.port.js';
import { readRestart, writeRestart, type Restart } from './restart-file.js';

/**
 * Carries the state, its epoch and the tail of each channel over a clean restart, so that clients resume as if nothing
 * had happened. The file is used once: after a kill there is none, and the store starts a new epoch.
 */
@Injectable()
export class RestartKeeper implements OnModuleInit {
  private readonly logger = new Logger(RestartKeeper.name);
  private readonly file: string;

  constructor(
    config: AppConfig,
    private readonly log: ChannelLog,
    /** Absent where the feed is another instance's: then the past is kept there. */
    @Optional() @Inject(StateStore) private readonly store: StateStore | null,
  ) {
    this.file = join(config.history.dataDir, 'restart.jsonl');
  }

  async onModuleInit(): Promise<void> {
    if (!this.store) return;
    const saved = await this.take();
    if (!saved) return;
    if (!this.store.restore(saved.state))
      return this.logger.log('The state of the last run does not fit: a new epoch');
    this.log.restore(saved.tails);
  }

  /** To be called when no client is left that a later change could reach. */
  async save(): Promise<void> {
    if (!this.store) return;
    await writeRestart(this.file, { state: this.store.snapshotForRestart(), tails: this.log.tails() });
  }

  private async take(): Promise<Restart | null> {
    try {
      return await readRestart(this.file);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      this.logger.warn('The state of the last run can not be read: a new epoch');
      return null;
    } finally {
      await rm(this.file, { force: true });
    }
  }
}
