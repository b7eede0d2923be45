import type { Update } from './events.js';

/** Bound of unread updates of one iteration. Past it the iteration fails rather than lose updates. */
const MAX_UNREAD = 100_000;

/** Updates as an async iterable; leaving the loop ends it. */
export class UpdateStream<S extends object> implements AsyncIterableIterator<Update<S>> {
  private waiting: Update<S>[] = [];
  private wake: (() => void) | null = null;
  private ended = false;
  private failure: Error | null = null;

  constructor(private readonly onEnd: () => void) {}

  push(update: Update<S>): void {
    if (this.ended) return;
    this.waiting.push(update);
    if (this.waiting.length > MAX_UNREAD)
      this.fail(new Error(`the loop is too slow: more than ${MAX_UNREAD} updates are unread`));
    this.wake?.();
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.onEnd();
    this.wake?.();
  }

  async next(): Promise<IteratorResult<Update<S>>> {
    while (this.waiting.length === 0 && !this.ended)
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    if (this.failure) throw this.failure;
    const value = this.waiting.shift();
    return value ? { value, done: false } : { value: undefined, done: true };
  }

  async return(): Promise<IteratorResult<Update<S>>> {
    this.end();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private fail(error: Error): void {
    this.failure = error;
    this.waiting = [];
    this.end();
  }
}
