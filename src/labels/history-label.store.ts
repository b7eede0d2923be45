import { Injectable } from '@nestjs/common';
import type { AccountLabel } from 'lighter-broadcaster-protocol/account';
import { Clock } from '../clock/clock.js';
import { HistoryStore } from '../history/history-store.port.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { LabelStore } from './label-store.port.js';

/** Labels in the table `account_labels` of the history. */
@Injectable()
export class HistoryLabelStore extends LabelStore {
  constructor(
    private readonly store: HistoryStore,
    private readonly feed: ChangeFeed,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async load(): Promise<ReadonlyMap<number, AccountLabel>> {
    const rows = await this.store.kept('account_labels', 0);
    return new Map(
      rows.map(({ account_index, label, group_name, tags }) => [
        account_index ?? -1,
        { label, group: group_name, tags: JSON.parse(tags ?? '[]') as string[] },
      ]),
    );
  }

  override async save(account_index: number, { label, group, tags }: AccountLabel): Promise<void> {
    const { epoch, seq } = this.feed.positionOf(`account/${account_index}`);
    const at = this.clock.wallNow();
    const values = { account_index, timestamp: at, label, group_name: group, tags: JSON.stringify(tags) };
    const origin = { epoch, seq, received_at: at, raw_data: null };
    await this.store.append([{ table: 'account_labels', values: { ...values, ...origin } }]);
  }
}
