import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../clock/clock.js';
import { AppConfig } from '../../config/app-config.js';
import { replaceFile } from '../../files/durable-file.js';
import { ExchangeRefusal } from '../exchange-answers.js';
import type { Passed } from '../upstream-cache.js';
import { answerOf, type MirrorAnswer } from './mirror-answer.js';

const NAME = 'mirror-catalogue.json';
/** Endpoints that clients ask first, before anything else works for them. */
const KEPT: ReadonlySet<string> = new Set(['orderBookDetails', 'assetDetails', '/info']);
const MAX_AGE_MS = 24 * 3_600_000;
const WRITE_EVERY_MS = 10 * 60_000;

interface Copy {
  text: string;
  /** Epoch ms. */
  at: number;
}

/**
 * A copy on disk of what clients ask for first, used until the exchange has answered once in this life: many clients that
 * start at once, right after this service did, must not fail on a spent rate limit.
 */
@Injectable()
export class Catalogue {
  private readonly logger = new Logger(Catalogue.name);
  private readonly path: string;
  private readonly copies: Map<string, Copy>;
  private readonly answered = new Set<string>();
  private readonly writtenAt = new Map<string, number>();
  private writing: Promise<void> = Promise.resolve();

  constructor(
    config: AppConfig,
    private readonly clock: Clock,
  ) {
    this.path = join(config.history.dataDir, NAME);
    this.copies = this.read();
  }

  keeps(endpoint: string): boolean {
    return KEPT.has(endpoint);
  }

  /** The exchange's answer; the copy while it has none. @throws ExchangeRefusal */
  async answer(endpoint: string, ask: () => Promise<Passed>): Promise<MirrorAnswer> {
    try {
      const passed = await ask();
      if (passed.status < 300) this.keep(endpoint, passed);
      return answerOf(passed);
    } catch (error) {
      const copy = this.copies.get(endpoint);
      const ageMs = copy ? this.clock.wallNow() - copy.at : Infinity;
      if (!copy || this.answered.has(endpoint) || ageMs > MAX_AGE_MS || !(error instanceof ExchangeRefusal))
        throw error;
      const headers = { 'x-lighter-source': 'store', 'x-lighter-age-ms': String(Math.max(0, ageMs)) };
      return { status: 200, body: copy.text, headers };
    }
  }

  private keep(endpoint: string, { text, ageMs }: Passed): void {
    this.answered.add(endpoint);
    this.copies.set(endpoint, { text, at: this.clock.wallNow() - ageMs });
    const now = this.clock.monotonic();
    if (now - (this.writtenAt.get(endpoint) ?? -Infinity) < WRITE_EVERY_MS) return;
    this.writtenAt.set(endpoint, now);
    this.writing = this.writing
      .then(() => replaceFile(this.path, JSON.stringify(Object.fromEntries(this.copies))))
      .catch((error: unknown) =>
        this.logger.warn(`${NAME} cannot be written: ${(error as NodeJS.ErrnoException).code}`),
      );
  }

  private read(): Map<string, Copy> {
    try {
      const saved = Object.entries(JSON.parse(readFileSync(this.path, 'utf8')) as Record<string, Copy>);
      return new Map(
        saved.filter(([, copy]) => typeof copy.text === 'string' && typeof copy.at === 'number'),
      );
    } catch (error) {
      const { code, name } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT') this.logger.warn(`${NAME} cannot be read: ${code ?? name}`);
      return new Map();
    }
  }
}
