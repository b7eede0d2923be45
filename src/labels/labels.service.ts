import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { AccountLabel } from 'lighter-broadcaster-protocol/account';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import { Problem } from '../http/problems.js';
import { Ingest } from '../upstream/ingest.js';
import { LabelStore } from './label-store.port.js';

const NONE: AccountLabel = { label: null, group: null, tags: [] };

/** What people call accounts: the stored value of each field, otherwise the configured one. */
@Injectable()
export class LabelsService implements OnApplicationBootstrap {
  private readonly logger = new Logger(LabelsService.name);
  private readonly stored = new Map<number, AccountLabel>();

  constructor(
    private readonly store: LabelStore,
    private readonly config: AppConfig,
    private readonly ingest: Ingest,
    private readonly clock: Clock,
  ) {}

  /** A restart image of the state may carry older labels. */
  async onApplicationBootstrap(): Promise<void> {
    try {
      for (const [index, label] of await this.store.load()) this.stored.set(index, label);
    } catch (error) {
      this.logger.error(`Labels of accounts cannot be read: ${(error as Error).message}`);
    }
    for (const { index } of this.config.accounts) this.publish(index);
  }

  /**
   * Changes the given fields; `null` returns a field to its configured value.
   * @returns the label as readers see it now; `null` when nothing is set
   * @throws Problem ACCOUNT_NOT_FOUND, or the error of the disk: nothing is changed then
   */
  async change(accountIndex: number, fields: Partial<AccountLabel>): Promise<AccountLabel | null> {
    if (!this.config.accounts.some(({ index }) => index === accountIndex))
      throw new Problem('ACCOUNT_NOT_FOUND', `Account ${accountIndex} is not configured`);
    const label = { ...(this.stored.get(accountIndex) ?? NONE), ...fields };
    await this.store.save(accountIndex, label);
    this.stored.set(accountIndex, label);
    return this.publish(accountIndex);
  }

  private publish(account_index: number): AccountLabel | null {
    const { label: configured } = this.config.accounts.find(({ index }) => index === account_index)!;
    const stored = this.stored.get(account_index) ?? NONE;
    const merged: AccountLabel = {
      label: stored.label ?? configured?.label ?? null,
      group: stored.group ?? configured?.group ?? null,
      tags: stored.tags,
    };
    const isSet = merged.label !== null || merged.group !== null || merged.tags.length > 0;
    const label = isSet ? merged : null;
    this.ingest.apply({ type: 'label', account_index, label, at: this.clock.wallNow() });
    return label;
  }
}
