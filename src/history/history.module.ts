import { KeyvCacheableMemory } from '@cacheable/memory';
import { CacheModule } from '@nestjs/cache-manager';
import { Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Keyv } from 'keyv';
import { Clock } from '../clock/clock.js';
import { AppConfig } from '../config/app-config.js';
import { IncidentWriter } from '../incidents/incident-writer.port.js';
import { HistoryHealth } from './history-health.service.js';
import { HISTORY_OPTIONS, historyOptions, type HistoryOptions } from './history-options.js';
import { HistoryRetention } from './history-retention.js';
import { HistoryReads } from './history-reads.service.js';
import { HistoryStore } from './history-store.port.js';
import { CashFlowRecorder } from './recording/cash-flow-recorder.js';
import { HistoryRecorder } from './recording/history.recorder.js';
import { openStore, openStoreOrFault } from './open-store.js';
import { FaultBoard } from './fault-board.js';
import { RecordingElsewhere } from './recording-elsewhere.port.js';
import { StoreGapLog } from './recording/store-gap-log.js';
import { StoreRowSink } from './recording/store-row-sink.js';
import { RowSink } from './row-sink.port.js';

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

/** The store of this process, or what stands for that of another one. */
function storeFor(
  options: HistoryOptions,
  clock: Clock,
  incidents: IncidentWriter,
  elsewhere?: RecordingElsewhere,
): HistoryStore | Promise<HistoryStore> {
  if (options.enabled && elsewhere) return elsewhere.store;
  // Rows of another process wait until a store opens; only those of this one are lost without it.
  if (options.enabled && !options.records) return openStore(options, clock, new FaultBoard(clock, incidents));
  return openStoreOrFault(options, clock, incidents);
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
      useFactory: storeFor,
      inject: [HISTORY_OPTIONS, Clock, IncidentWriter, { token: RecordingElsewhere, optional: true }],
    },
    {
      provide: RowSink,
      useFactory: (
        store: HistoryStore,
        clock: Clock,
        incidents: IncidentWriter,
        elsewhere?: RecordingElsewhere,
      ): RowSink => elsewhere?.rows ?? new StoreRowSink(store, clock, incidents),
      inject: [HistoryStore, Clock, IncidentWriter, { token: RecordingElsewhere, optional: true }],
    },
    HistoryRetention,
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
