import type { Clock, Timer } from '../../../clock/clock.js';
import type { Cohort } from '../../fan-out/cohort.js';
import type { EventIdSource } from '../../fan-out/send-queue.js';
import type { StreamPositions } from '../../resume/stream-positions.js';

const PERIOD_MS = 1000;

/** Event ids of one event stream: a new one when its position moved, at most once a second. */
export class EventIds implements EventIdSource {
  private readonly streamId: string;
  private sentAt = -Infinity;
  private timer: Timer | null = null;
  private cohort: Cohort | null = null;
  private end = 0;

  constructor(
    private readonly positions: StreamPositions,
    private readonly clock: Clock,
  ) {
    this.streamId = positions.start();
  }

  next(cohort: Cohort, retry: () => void): string | null {
    const moved = cohort !== this.cohort || cohort.end !== this.end;
    if (!moved || cohort.feeds.length === 0) return null;
    const wait = this.sentAt + PERIOD_MS - this.clock.monotonic();
    if (wait > 0) {
      this.timer ??= this.clock.after(wait, () => {
        this.timer = null;
        retry();
      });
      return null;
    }
    this.sentAt = this.clock.monotonic();
    this.cohort = cohort;
    this.end = cohort.end;
    return this.positions.add(this.streamId, cohort.positions());
  }

  stop(): void {
    this.timer?.cancel();
    this.positions.close(this.streamId);
  }
}
