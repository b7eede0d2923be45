import { Problem } from '../http/problems.js';

/** Sums that may wait while one runs; a caller beyond that is asked to come back. */
const MAX_WAITING = 8;
/** Suggested delay for a refused caller, in seconds. */
const RETRY_AFTER = '5';

interface Job {
  /** Callers that still want the result. */
  callers: number;
  readonly canceled: AbortController;
  readonly result: Promise<unknown>;
  start(): void;
  drop(reason: unknown): void;
}

/** Runs slow sums one at a time. Callers with the same key share one run, which is canceled when all of them have left. */
export class SumQueue {
  private readonly jobs = new Map<string, Job>();
  private readonly waiting: Job[] = [];
  private running: Job | null = null;

  /**
   * @param caller aborts when the caller no longer wants the result
   * @throws Problem HISTORY_BUSY when too many others wait; the reason of `caller` once it has aborted
   */
  async run<T>(key: string, caller: AbortSignal, work: (canceled: AbortSignal) => Promise<T>): Promise<T> {
    caller.throwIfAborted();
    const job = this.jobs.get(key) ?? this.add(key, work);
    job.callers += 1;
    const left = new Promise<never>((_, reject) => {
      caller.addEventListener('abort', () => reject(caller.reason as Error), { once: true });
    });
    try {
      return (await Promise.race([job.result, left])) as T;
    } finally {
      job.callers -= 1;
      if (job.callers === 0) this.cancel(key, job);
    }
  }

  private add(key: string, work: (canceled: AbortSignal) => Promise<unknown>): Job {
    if (this.running && this.waiting.length >= MAX_WAITING) {
      throw new Problem('HISTORY_BUSY', 'Too many sums are being computed. Try again in a few seconds.', {
        'Retry-After': RETRY_AFTER,
      });
    }
    const canceled = new AbortController();
    const turn = Promise.withResolvers<void>();
    const result = turn.promise.then(() => work(canceled.signal));
    const job: Job = { callers: 0, canceled, result, start: turn.resolve, drop: turn.reject };
    this.jobs.set(key, job);
    this.waiting.push(job);
    result
      .catch(() => undefined)
      .finally(() => {
        if (this.jobs.get(key) === job) this.jobs.delete(key);
        if (this.running !== job) return;
        this.running = null;
        this.next();
      });
    if (!this.running) this.next();
    return job;
  }

  /** The result is no longer needed: a waiting job never starts, a running one is signaled to stop. */
  private cancel(key: string, job: Job): void {
    if (this.jobs.get(key) === job) this.jobs.delete(key);
    const at = this.waiting.indexOf(job);
    if (at >= 0) {
      this.waiting.splice(at, 1);
      job.drop(new Error('canceled'));
    }
    job.canceled.abort();
  }

  private next(): void {
    this.running = this.waiting.shift() ?? null;
    this.running?.start();
  }
}
