import { Inject, Injectable, Optional } from '@nestjs/common';
import { HistoryElsewhere } from './history-elsewhere.port.js';
import type { HistoryStatus } from './history-status.js';
import { HistoryStore } from './history-store.port.js';
import { HistoryRecorder } from './recording/history.recorder.js';

/** Status of recorder and store combined, for health, metrics and `/api/supabase/status`. */
@Injectable()
export class HistoryHealth {
  constructor(
    private readonly store: HistoryStore,
    private readonly recorder: HistoryRecorder,
    /** Absent where this process is the service. */
    @Optional() @Inject(HistoryElsewhere) private readonly elsewhere: HistoryElsewhere | null = null,
  ) {
    elsewhere?.provide(() => this.own());
  }

  status(): HistoryStatus {
    return this.elsewhere?.status() ?? this.own();
  }

  private own(): HistoryStatus {
    const status = this.store.status();
    return {
      ...status,
      lag_rows: status.lag_rows + this.recorder.waiting,
      lag_seconds: Math.max(status.lag_seconds, this.recorder.waitingSeconds),
      dropped_rows: status.dropped_rows + this.recorder.dropped,
    };
  }
}
