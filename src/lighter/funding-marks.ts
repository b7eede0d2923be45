import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Millis } from 'lighter-broadcaster-protocol/account';
import { AppConfig } from '../config/app-config.js';
import { replaceFile } from '../files/durable-file.js';

const NAME = 'funding.json';

/** The newest funding payment up to which all payments were read. */
export interface FundingMark {
  funding_id: string;
  timestamp: Millis;
}

/** Remembers across restarts how far the funding of each account was read. */
@Injectable()
export class FundingMarks implements OnApplicationShutdown {
  private readonly log = new Logger(FundingMarks.name);
  private readonly path: string;
  private readonly marks = new Map<string, FundingMark>();
  /** The write that runs, and whether marks have changed since it began. */
  private writing: Promise<void> | null = null;
  private isChanged = false;

  constructor(config: AppConfig) {
    this.path = join(config.history.dataDir, NAME);
    for (const [account, mark] of Object.entries(this.read())) this.marks.set(account, mark);
  }

  of(accountIndex: number): FundingMark | null {
    return this.marks.get(String(accountIndex)) ?? null;
  }

  /** Without the file, funding is read from its first page again, which is slower but loses nothing. */
  set(accountIndex: number, mark: FundingMark): void {
    if (this.of(accountIndex)?.funding_id === mark.funding_id) return;
    this.marks.set(String(accountIndex), mark);
    this.isChanged = true;
    this.writing ??= this.write();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.writing;
  }

  /** Every account is paid in the same minute, so that marks set during a write share the next one. */
  private async write(): Promise<void> {
    while (this.isChanged) {
      this.isChanged = false;
      try {
        await replaceFile(this.path, JSON.stringify(Object.fromEntries(this.marks)));
      } catch (error) {
        this.log.warn(
          `${NAME} cannot be written: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`,
        );
      }
    }
    this.writing = null;
  }

  private read(): Record<string, FundingMark> {
    try {
      const parsed: unknown = JSON.parse(readFileSync(this.path, 'utf8'));
      return Object.fromEntries(Object.entries(parsed as object).filter(([, mark]) => isMark(mark)));
    } catch {
      return {};
    }
  }
}

function isMark(value: unknown): value is FundingMark {
  const { funding_id, timestamp } = (value ?? {}) as Partial<FundingMark>;
  return typeof funding_id === 'string' && typeof timestamp === 'number';
}
