import { Injectable, Logger } from '@nestjs/common';

export interface Flushable {
  flush(): void;
}

/**
 * Flushes senders once per event-loop turn: everything that arrived in one turn leaves in one write per client, and a
 * single message leaves at once. Under load a turn takes longer, so the next batch grows.
 */
@Injectable()
export class Batcher {
  private readonly logger = new Logger(Batcher.name);
  private scheduled = false;
  private readonly tasks = new Set<() => void>();
  private senders = new Set<Flushable>();

  /** Runs `task` at the end of this turn, before anything is sent. */
  beforeFlush(task: () => void): void {
    this.tasks.add(task);
    this.schedule();
  }

  /** Flushes `sender` at the end of this turn. */
  enqueue(sender: Flushable): void {
    this.senders.add(sender);
    this.schedule();
  }

  /** Sends everything queued for this turn; senders that are queued meanwhile wait for the next. */
  flush(): void {
    for (const task of this.tasks) {
      this.tasks.delete(task);
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
      if (this.tasks.size + this.senders.size > 0) this.schedule();
    });
  }

  /** A sender that throws must not stop the others. */
  private guard(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.logger.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }
}
