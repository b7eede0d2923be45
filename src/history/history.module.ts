import { KeyvCacheableMemory } from '@cacheable/memory';
import { CacheModule } from '@nestjs/cache-manager';
import { Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Keyv } from 'keyv';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import { IncidentWriter } from '../incidents/incident-writer.port.js';
import { HistoryHealth } from './history-health.service.js';
import { HISTORY_OPTIONS, historyOptions, type HistoryOptions } from './history-options.js';
import { HistoryReads } from './history-reads.service.js';
import { HistoryStore } from './history-store.port.js';
import { CashFlowRecorder } from './recording/cash-flow-recorder.js';
import { HistoryRecorder } from './recording/history.recorder.js';
import { openStoreOrFault } from './open-store.js';
import { StoreGapLog } from './recording/store-gap-log.js';

/** Sums over all trades are slow, so recent answers are cached briefly. */
const SUMS_FOR_MS = 5000;
const SUMS_CACHED = 200;

/** Closes the store after every other part has written its rows. */
@Injectable()
class StoreCloser implements OnApplicationShutdown {
  constructor(@Inject(HistoryStore) private readonly store: HistoryStore) {}

  onApplicationShutdown(): Promise<void> {
    return this.store.close();
  }
}

/** Needs ChangeFeed, AccountTextSource, IncidentWriter, Clock and AppConfig from the modules beside it. */
@Module({
  imports: [
    CacheModule.register({
      stores: [new Keyv({ store: new KeyvCacheableMemory({ lruSize: SUMS_CACHED }) })],
      ttl: SUMS_FOR_MS,
    }),
  ],
  providers: [
    { provide: HISTORY_OPTIONS, useFactory: historyOptions, inject: [AppConfig] },
    {
      provide: HistoryStore,
      useFactory: (options: HistoryOptions, clock: Clock, incidents: IncidentWriter) =>
        openStoreOrFault(options, clock, incidents),
      inject: [HISTORY_OPTIONS, Clock, IncidentWriter],
    },
    StoreCloser,
    HistoryRecorder,
    CashFlowRecorder,
    HistoryReads,
    HistoryHealth,
    StoreGapLog,
  ],
  exports: [HistoryStore, HistoryHealth, HistoryRecorder, CashFlowRecorder, HistoryReads, StoreGapLog],
})
export class HistoryModule {}
