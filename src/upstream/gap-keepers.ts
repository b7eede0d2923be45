import { Injectable, type OnModuleDestroy, Optional } from '@nestjs/common';
import { compareIds } from 'lighter-broadcaster-protocol/delta';
import { Clock, type Timer } from '../clock/clock.js';
import { ExchangeClock } from '../clock/exchange-clock.js';
import { AppConfig } from '../config/app-config.js';
import { IncidentWriter } from '../incidents/incident-writer.port.js';
import { ChangeFeed } from '../state/change-feed.port.js';
import { DemandFeed } from '../state/demand.js';
import type { TradesUpdate } from '../state/update.js';
import { GapKeeper } from './gap-keeper.js';
import { GapLog } from './gap-log.port.js';
import { Ingest } from './ingest.js';
import { NoRecorder, RecorderHold } from './recorder-hold.port.js';
import { TradeHistory } from './trade-history.port.js';

/** Each account's newest page of trades is checked for missed fills this often, … */
const AUDIT_EVERY_MS = 20 * 60_000;
/** … and less often with many accounts: at most a quarter of the reserve of one egress, two pages a minute. */
const AUDIT_PAUSE_MS = 30_000;

/** The gap keepers of all configured accounts. */
@Injectable()
export class GapKeepers implements OnModuleDestroy {
  private readonly keepers: ReadonlyMap<number, GapKeeper>;
  private readonly recorder: RecorderHold;
  private auditTimer: Timer | null = null;
  private unsubscribe: () => void = () => undefined;

  constructor(
    config: AppConfig,
    private readonly clock: Clock,
    exchangeClock: ExchangeClock,
    log: GapLog,
    history: TradeHistory,
    incidents: IncidentWriter,
    ingest: Ingest,
    feed: ChangeFeed,
    private readonly demands: DemandFeed,
    @Optional() recorder?: RecorderHold,
  ) {
    this.recorder = recorder ?? new NoRecorder();
    const context = {
      clock,
      exchangeClock,
      log,
      history,
      recorder: this.recorder,
      incidents,
      settleMs: config.lighter.gapSettleMs,
      apply: ingest.apply.bind(ingest),
      isFilled: (accountIndex: number, tradeId: string): boolean => {
        const trades = feed.account(accountIndex)?.trades ?? [];
        const oldest = trades.at(-1);
        return (
          trades.length >= config.lighter.tradesKept ||
          (!!oldest && compareIds(oldest.trade_id, tradeId) <= 0)
        );
      },
    };
    this.keepers = new Map(config.accounts.map(({ index }) => [index, new GapKeeper(index, context)]));
  }

  /** Opens the gap with which every life of the process begins. */
  start(): void {
    const keepers = [...this.keepers.values()];
    for (const keeper of keepers) void keeper.start();
    this.recorder.onOverflow((accountIndex, lowestTradeId) =>
      this.keepers.get(accountIndex)?.recorderOverflowed(lowestTradeId),
    );
    this.unsubscribe = this.demands.onDemand('gap-keepers', (demand) => {
      if (demand.kind === 'check-fills') this.keepers.get(demand.account_index)?.check();
    });
    if (keepers.length === 0) return;
    let next = 0;
    const pause = Math.max(AUDIT_PAUSE_MS, AUDIT_EVERY_MS / keepers.length);
    this.auditTimer = this.clock.every(pause, () => void keepers[next++ % keepers.length]!.audit());
  }

  lost(accountIndex: number, cause: string): void {
    this.keepers.get(accountIndex)?.lost(cause);
  }

  /** The stream is up, but a fill did not get through: treated as if it had been down for a moment. */
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
    this.auditTimer?.cancel();
    this.unsubscribe();
    for (const keeper of this.keepers.values()) keeper.stop();
  }
}
