import { Injectable } from '@nestjs/common';

/** Counters since startup, for metrics. */
@Injectable()
export class BroadcastStats {
  /** Changes received from the change feed. */
  changes = 0;
  /** Called once per change sent, with its channel, the time its bytes were received and the time it was encoded (epoch ms). */
  onSent: (channel: string, receivedAt: number, sentAt: number) => void = () => undefined;
  connections = 0;
  /** Times a slow client's queued changes were replaced by the latest state. */
  conflations = 0;
  resumes = 0;
  /** Closed connections by the name of their close code. */
  readonly closes: Record<string, number> = {};
  bytes = 0;
  writes = 0;

  closed(name: string): void {
    this.closes[name] = (this.closes[name] ?? 0) + 1;
  }
}
