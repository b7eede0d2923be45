import { Injectable } from '@nestjs/common';

/** Counters since the start, for metrics. */
@Injectable()
export class BroadcastStats {
  /** Changes taken from the feed. */
  changes = 0;
  /** Told for each change that is given out: its channel, when its bytes came in, and when it went out, encoded. */
  onSent: (channel: string, receivedAt: number, sentAt: number) => void = () => undefined;
  connections = 0;
  /** Times a slow client was given the latest state instead of all that it missed. */
  conflations = 0;
  resumes = 0;
  /** Closes by the name of their code. */
  readonly closes: Record<string, number> = {};
  bytes = 0;
  writes = 0;

  closed(name: string): void {
    this.closes[name] = (this.closes[name] ?? 0) + 1;
  }
}
