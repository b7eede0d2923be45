import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { AccountLabel } from 'lighter-broadcaster-protocol/account';
import { AppConfig } from '../config/app-config.js';
import { replaceFile } from '../files/durable-file.js';
import { LabelStore } from './label-store.port.js';

/** Labels in `labels.json` of DATA_DIR, for HISTORY=off. */
@Injectable()
export class FileLabelStore extends LabelStore {
  private readonly path: string;
  private labels: Record<string, AccountLabel> = {};
  /** Writes of one path must not overlap. */
  private writing: Promise<void> = Promise.resolve();

  constructor(config: AppConfig) {
    super();
    this.path = join(config.history.dataDir, 'labels.json');
  }

  override async load(): Promise<ReadonlyMap<number, AccountLabel>> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '{}';
      throw error;
    });
    this.labels = JSON.parse(text) as Record<string, AccountLabel>;
    return new Map(Object.entries(this.labels).map(([index, label]) => [Number(index), label]));
  }

  override save(accountIndex: number, label: AccountLabel): Promise<void> {
    const written = this.writing.then(async () => {
      const next = { ...this.labels, [accountIndex]: label };
      await replaceFile(this.path, JSON.stringify(next, null, 2));
      // Only now: a label that was refused must not come with the next one.
      this.labels = next;
    });
    this.writing = written.catch(() => undefined);
    return written;
  }
}
