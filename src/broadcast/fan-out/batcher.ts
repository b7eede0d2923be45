import { Injectable, Logger } from '@nestjs/common';

/** What sends when a turn ends. */
export interface Sender {
  flush(): void;
}

/**
 * Gathers what one turn of the event loop brought and sends it at its end: whatever arrived together leaves in one
 * write per client, and a lone message leaves at once. Under flood a turn takes longer, so the next one carries more.
 */
@Injectable()
export class Batcher {
  private readonly logger = new Logger(Batcher.name);
  private scheduled = false;
  private readonly before = new Set<() => void>();
  private senders = new Set<Sender>();

  /** Runs `task` at the end of this turn, before anything is sent. */
  run(task: () => void): void {
    this.before.add(task);
    this.schedule();
  }

  send(sender: Sender): void {
    this.senders.add(sender);
    this.schedule();
  }

  /** Sends what waits for the end of the turn; what that adds waits for the next. */
  flush(): void {
    for (const task of this.before) {
      this.before.delete(task);
      this.guard(task);
    }
    const senders = this.senders;
    this.senders = new Set();
    for (const sender of senders) this.guard(() => sender.flush());
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.flush();
      this.scheduled = false;
      if (this.before.size + this.senders.size > 0) this.schedule();
    });
  }

  /** One sender that fails must not hold the others back. */
  private guard(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }
}
