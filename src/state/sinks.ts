import type { Change } from './change.js';
import type { ChangeSink } from './change-feed.port.js';
import type { AccountUpdate } from './update.js';

/** Subscribers. A throwing sink does not affect the others; its failure is reported once. */
export class Sinks {
  private sinks: readonly { name: string; sink: ChangeSink }[] = [];
  private readonly faulty = new Set<string>();

  constructor(private readonly onFault: (name: string, error: unknown) => void) {}

  add(name: string, sink: ChangeSink): () => void {
    const entry = { name, sink };
    this.sinks = [...this.sinks, entry];
    return () => {
      this.sinks = this.sinks.filter((other) => other !== entry);
    };
  }

  deliver(change: Change, cause: AccountUpdate | null): void {
    for (const { name, sink } of this.sinks) {
      try {
        sink(change, cause);
      } catch (error) {
        if (this.faulty.has(name)) continue;
        this.faulty.add(name);
        this.onFault(name, error);
      }
    }
  }
}
