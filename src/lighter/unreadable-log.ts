import { Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { IncidentWriter } from '../incidents/incident-writer.port.js';
import type { Unreadable } from '../state/reported.js';
import type { Update } from '../state/update.js';

/** While a field stays unreadable, its incident is repeated this often, with the count so far. */
const REPEAT_MS = 10 * 60_000;

interface Streak {
  count: number;
  reportedAt: number;
}

/** Reports rows and fields that could not be read, once per kind and field. */
@Injectable()
export class UnreadableLog {
  private readonly streaks = new Map<string, Streak>();

  constructor(
    private readonly clock: Clock,
    private readonly incidents: IncidentWriter,
  ) {}

  note(updates: readonly Update[]): void {
    for (const update of updates)
      if ('unreadable' in update) for (const each of update.unreadable ?? []) this.noteOne(update, each);
  }

  private noteOne(update: Update, { id, field, reason }: Unreadable): void {
    const account_index = 'account_index' in update ? update.account_index : null;
    const source = 'arrival' in update && update.arrival.source === 'stream' ? 'websocket' : 'rest';
    const key = [account_index, source, update.type, field].join('/');
    const now = this.clock.monotonic();
    const streak = this.streaks.get(key) ?? { count: 0, reportedAt: -Infinity };
    this.streaks.set(key, streak);
    streak.count += 1;
    if (now - streak.reportedAt < REPEAT_MS) return;
    streak.reportedAt = now;
    const row = id === null ? '' : ` ${id}`;
    this.incidents.report({
      account_index,
      source,
      severity: 'warning',
      error_type: 'datum-unreadable',
      message: `${update.type}${row}: ${field} ${reason}; ${streak.count} so far`,
    });
  }
}
