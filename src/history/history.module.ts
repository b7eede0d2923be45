import { Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import { IncidentWriter } from '../incidents/incident-writer.port.js';
import { FaultBoard } from './fault-board.js';
import { HistoryController } from './http/history.controller.js';
import { SumsController } from './http/sums.controller.js';
import { SupabaseStatusController } from './http/supabase-status.controller.js';
import { HistoryHealth } from './history-health.service.js';
import { HISTORY_OPTIONS, historyOptions, type HistoryOptions } from './history-options.js';
import { HistoryReads } from './history-reads.service.js';
import { HistoryStore } from './history-store.port.js';
import { HistoryRecorder } from './history.recorder.js';
import { OffStore } from './off/off.store.js';
import { SqliteStore } from './sqlite/sqlite.store.js';
import { StoreGapLog } from './store-gap-log.js';
import { SupabaseStore } from './supabase/supabase.store.js';

/** Closes the store after everybody has written what they had. */
@Injectable()
class StoreCloser implements OnApplicationShutdown {
  constructor(@Inject(HistoryStore) private readonly store: HistoryStore) {}

  onApplicationShutdown(): Promise<void> {
    return this.store.close();
  }
}

function openStore(
  options: HistoryOptions,
  clock: Clock,
  incidents: IncidentWriter,
): Promise<HistoryStore> | HistoryStore {
  const faults = new FaultBoard(clock, incidents);
  if (!options.enabled) return new OffStore();
  if (!options.supabase) return SqliteStore.open(options, clock, faults);
  return SupabaseStore.open({ ...options, ...options.supabase }, clock, faults);
}

/** Needs ChangeFeed, AccountTextSource, IncidentWriter, Clock and AppConfig from the wiring. */
@Module({
  controllers: [HistoryController, SumsController, SupabaseStatusController],
  providers: [
    { provide: HISTORY_OPTIONS, useFactory: historyOptions, inject: [AppConfig] },
    { provide: HistoryStore, useFactory: openStore, inject: [HISTORY_OPTIONS, Clock, IncidentWriter] },
    StoreCloser,
    HistoryRecorder,
    HistoryReads,
    HistoryHealth,
    StoreGapLog,
  ],
  exports: [HistoryStore, HistoryHealth, HistoryRecorder, HistoryReads, StoreGapLog],
})
export class HistoryModule {}
