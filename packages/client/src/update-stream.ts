import type { ChannelUpdate } from './events.js';

/** Bound of unread updates of one iteration. Past it the iteration fails rather than lose updates. */
const MAX_UNREAD = 100_000;

/** Updates as an async iterable; leaving the loop ends it and drops unread updates. */
export class UpdateStream<S extends object> implements AsyncIterableIterator<ChannelUpdate<S>> {
  private unread: ChannelUpdate<S>[] = [];
  /** Index of the next update in `unread`: shifting a long array for each one would move all others. */
  private head = 0;
  private readers: (() => void)[] = [];
  private ended = false;
  private failure: Error | null = null;

  constructor(private readonly onEnd: () => void) {}

  push(update: ChannelUpdate<S>): void {
    if (this.ended) return;
    this.unread.push(update);
    if (this.unread.length - this.head > MAX_UNREAD)
      this.fail(
        new Error(
          `the loop is too slow: more than ${MAX_UNREAD} updates are unread; subscribe at a lower rate or do less per update`,
        ),
      );
    this.wake();
  }

  /** No further updates; unread ones can still be read. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.onEnd();
    this.wake();
  }

  /** @throws Error when too many updates are unread. */
  async next(): Promise<IteratorResult<ChannelUpdate<S>>> {
    while (this.head === this.unread.length && !this.ended)
      await new Promise<void>((resolve) => this.readers.push(resolve));
    if (this.failure) throw this.failure;
    const value = this.unread[this.head];
    if (value === undefined) return { value, done: true };
    this.head += 1;
    if (this.head * 2 >= this.unread.length) this.dropRead();
    return { value, done: false };
  }

  async return(): Promise<IteratorResult<ChannelUpdate<S>>> {
    this.clear();
    this.end();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private fail(error: Error): void {
    this.failure = error;
    this.clear();
    this.end();
  }

  /** Once half is read, so that each update is moved once on average. */
  private dropRead(): void {
    this.unread = this.unread.slice(this.head);
    this.head = 0;
  }

  private clear(): void {
    this.unread = [];
    this.head = 0;
  }

  private wake(): void {
    for (const resolve of this.readers.splice(0)) resolve();
  }
}
