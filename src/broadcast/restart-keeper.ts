import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable, Logger, Optional, type OnModuleInit } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import type { Change } from '../state/change.js';
import type { RestartImage } from '../state/restart-image.js';
import { StateStore } from '../state/state.store.js';
import { ChannelLog } from './channel-log.port.js';

interface Saved {
  state: RestartImage;
  tails: Change[];
}

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
    this.file = join(config.history.dataDir, 'restart.json');
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
    const saved: Saved = { state: this.store.snapshotForRestart(), tails: this.log.tails() };
    await mkdir(join(this.file, '..'), { recursive: true });
    await writeFile(`${this.file}.new`, JSON.stringify(saved), { mode: 0o600 });
    await rename(`${this.file}.new`, this.file);
  }

  private async take(): Promise<Saved | null> {
    let text: string;
    try {
      text = await readFile(this.file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
    await rm(this.file);
    try {
      return JSON.parse(text) as Saved;
    } catch {
      this.logger.warn('The state of the last run can not be read: a new epoch');
      return null;
    }
  }
}
