import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import { IncidentWriter } from '../incidents/incident-writer.port.js';
import type { TradesUpdate } from '../state/update.js';
import { GapKeeper } from './gap-keeper.js';
import { GapLog } from './gap-log.port.js';
import { Ingest } from './ingest.js';
import { TradeHistory } from './trade-history.port.js';

/** The gap keepers of all configured accounts. */
@Injectable()
export class GapKeepers implements OnModuleDestroy {
  private readonly keepers: ReadonlyMap<number, GapKeeper>;

  constructor(
    config: AppConfig,
    clock: Clock,
    log: GapLog,
    history: TradeHistory,
    incidents: IncidentWriter,
    ingest: Ingest,
  ) {
    const parts = { clock, log, history, incidents, apply: ingest.apply.bind(ingest) };
    this.keepers = new Map(config.accounts.map(({ index }) => [index, new GapKeeper(index, parts)]));
  }

  /** Opens the gap that every life of ours begins with. */
  start(): void {
    for (const keeper of this.keepers.values()) void keeper.start();
  }

  lost(accountIndex: number, cause: string): void {
    this.keepers.get(accountIndex)?.lost(cause);
  }

  /** The line is up, yet some fill did not get through: it is as if it had been down for that moment. */
  missed(accountIndex: number, cause: string): void {
    this.lost(accountIndex, cause);
    this.confirmed(accountIndex);
  }

  confirmed(accountIndex: number): void {
    this.keepers.get(accountIndex)?.confirmed();
  }

  admit(update: TradesUpdate): void {
    this.keepers.get(update.account_index)?.admit(update);
  }

  onModuleDestroy(): void {
    for (const keeper of this.keepers.values()) keeper.stop();
  }
}
