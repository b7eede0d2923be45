import type { HistoryStore } from './history-store.port.js';
import type { RowSink } from './row-sink.port.js';

/** Stands for the history where another process keeps it. Absent where this process does. Abstract class = DI token. */
export abstract class RecordingElsewhere {
  abstract readonly rows: RowSink;
  abstract readonly store: HistoryStore;
}
