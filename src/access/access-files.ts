import { appendFileSync, chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { replaceFileSync } from '../files/durable-file.js';

export type AccessFile = 'owner.key' | 'session.secret' | 'ended-sessions';

/**
 * Small files of `DATA_DIR` that only the service's own user can read. If the directory cannot be written, their
 * content lasts until the process ends; one warning reports this.
 */
@Injectable()
export class AccessFiles {
  private readonly logger = new Logger(AccessFiles.name);
  private warned = false;

  constructor(private readonly config: AppConfig) {}

  pathOf(file: AccessFile): string {
    return join(this.config.history.dataDir, file);
  }

  /** The trimmed content; `null` if there is none. A file that others could read is made private. */
  read(file: AccessFile): string | null {
    try {
      const text = readFileSync(this.pathOf(file), 'utf8').trim();
      chmodSync(this.pathOf(file), 0o600);
      return text === '' ? null : text;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.warn(error);
      return null;
    }
  }

  /** @returns whether it was written */
  write(file: AccessFile, text: string): boolean {
    try {
      replaceFileSync(this.pathOf(file), text);
      return true;
    } catch (error) {
      this.warn(error);
      return false;
    }
  }

  append(file: AccessFile, line: string): void {
    try {
      appendFileSync(this.pathOf(file), `${line}\n`, { mode: 0o600, flush: true });
    } catch (error) {
      this.warn(error);
    }
  }

  private warn(error: unknown): void {
    if (this.warned) return;
    this.warned = true;
    this.logger.warn(
      `DATA_DIR cannot be written (${(error as NodeJS.ErrnoException).code}): generated keys and ` +
        'sessions end with this process. Make it writable, or set API_KEYS and SESSION_SECRET.',
    );
  }
}
