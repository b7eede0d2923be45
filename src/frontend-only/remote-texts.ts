import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { SYSTEM } from '../access/principal.js';
import { Clock, type Timer } from '../clock/clock.js';
import { Problem } from '../http/problems.js';
import { fromTextsJson } from '../state/account-texts-json.js';
import type { TextsJson } from 'lighter-broadcaster-protocol/account-texts';
import { AccountTextSource, type AccountTexts } from '../state/account-texts.port.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { CollectorApi } from './collector-api.port.js';

const REFRESH_MS = 1000;
/** Texts that were not read for this long are not refreshed. */
const INTEREST_MS = 30_000;

const NOTHING: AccountTexts = {
  account: null,
  account_received_at: null,
  account_revision: 0,
  orders: new Map(),
  orderMarkets: new Map(),
  positions: new Map(),
  assets: new Map(),
  trades: new Map(),
};

interface Entry {
  texts: AccountTexts;
  /** The account has changed since they were requested. */
  outdated: boolean;
  /** A request is under way: another one could be answered before it. */
  fetching: boolean;
  /** Monotonic time of the last read. */
  readAt: number;
}

/** The exchange's texts of the other instance: fetched at the start, then at most once a second while they change and are read. */
@Injectable()
export class RemoteTexts extends AccountTextSource implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(RemoteTexts.name);
  private readonly entries = new Map<number, Entry>();
  private timer: Timer | null = null;

  constructor(
    private readonly feed: ChangeFeed,
    private readonly api: CollectorApi,
    private readonly clock: Clock,
  ) {
    super();
  }

  onModuleInit(): void {
    this.feed.subscribe('raw texts', (change) => {
      if (change.entity === 'account') this.entryOf(change.account_index).outdated = true;
    });
    this.timer = this.clock.every(REFRESH_MS, () => this.refresh());
  }

  onModuleDestroy(): void {
    this.timer?.cancel();
  }

  override texts(index: number): AccountTexts | undefined {
    if (!this.feed.account(index)) return undefined;
    const entry = this.entryOf(index);
    entry.readAt = this.clock.monotonic();
    return entry.texts;
  }

  private entryOf(index: number): Entry {
    let entry = this.entries.get(index);
    if (!entry)
      this.entries.set(
        index,
        (entry = { texts: NOTHING, outdated: true, fetching: false, readAt: this.clock.monotonic() }),
      );
    return entry;
  }

  /** Accounts do not wait for each other. */
  private refresh(): void {
    const since = this.clock.monotonic() - INTEREST_MS;
    for (const [index, entry] of this.entries) {
      if (entry.outdated && !entry.fetching && entry.readAt >= since) void this.fetch(index, entry);
    }
  }

  private async fetch(index: number, entry: Entry): Promise<void> {
    entry.outdated = false;
    entry.fetching = true;
    try {
      const { status, text } = await this.api.request('GET', `/api/accounts/${index}/texts`, SYSTEM);
      if (status !== 200) throw new Problem('UPSTREAM_FAILED', `the other instance answered ${status}`);
      entry.texts = fromTextsJson(JSON.parse(text) as TextsJson);
    } catch (error) {
      entry.outdated = true;
      this.logger.warn(`Raw data of account ${index} was not fetched: ${(error as Error).message}`);
    } finally {
      entry.fetching = false;
    }
  }
}
