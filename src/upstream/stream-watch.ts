import { Injectable } from '@nestjs/common';

/**
 * Which accounts a stream follows now: connected, and every subscription of the account confirmed. Set by the streams;
 * polling spends its budget on the other accounts first, and ends its wait when a stream comes back.
 */
@Injectable()
export class StreamWatch {
  private readonly followed = new Set<number>();
  private readonly listeners = new Set<(accountIndex: number, up: boolean) => void>();

  isUp(accountIndex: number): boolean {
    return this.followed.has(accountIndex);
  }

  /** Idempotent: listeners are called for changes only. */
  set(accountIndex: number, up: boolean): void {
    if (up === this.followed.has(accountIndex)) return;
    if (up) this.followed.add(accountIndex);
    else this.followed.delete(accountIndex);
    for (const listener of this.listeners) listener(accountIndex, up);
  }

  /** @returns how to stop. */
  onChange(listener: (accountIndex: number, up: boolean) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}
