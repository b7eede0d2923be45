import type { Millis } from 'lighter-broadcaster-protocol/account';
import { SharedOutbox, type DeliveryAttempt, type OutboxLog } from '../alerts/delivery/shared-outbox.port.js';
import type { Clock } from '../clock/clock.js';
import { Engine, Fenced } from './engine.port.js';
import type { Leadership } from './leadership.js';

const FIRST_RETRY: Millis = 100;
const LAST_RETRY: Millis = 1_000;
/** Longer than any attempt takes. */
const ATTEMPT: Millis = 60_000;
/** Longer than any process waits to continue another one's message. */
const REMEMBERED: Millis = 86_400_000;

/** Alerts that wait for delivery, in the engine: the next leader sends what this one did not. */
export class EngineOutbox extends SharedOutbox {
  override readonly log: OutboxLog;

  constructor(
    private readonly engine: Engine,
    leadership: Leadership,
    clock: Clock,
  ) {
    super();
    this.log = new EngineOutboxLog(engine, leadership, clock);
  }

  override async claim({ id, failures }: DeliveryAttempt): Promise<'granted' | 'elsewhere' | 'ended'> {
    const [ends] = await this.engine.add([{ counter: endsOf(id), by: 0, ttlMs: REMEMBERED }]);
    if (ends! > 0) return 'ended';
    return (await this.engine.once(`alert/${id}/${failures}`, ATTEMPT)) ? 'granted' : 'elsewhere';
  }

  override async ended(id: string): Promise<void> {
    await this.engine.add([{ counter: endsOf(id), by: 1, ttlMs: REMEMBERED }]);
  }
}

function endsOf(id: string): string {
  return `alert-ended/${id}`;
}

/** The lines, each in a field that its number names. */
class EngineOutboxLog implements OutboxLog {
  appended = 0;
  private next = 0;
  private last: Promise<unknown> = Promise.resolve();
  private readonly closed = new AbortController();

  constructor(
    private readonly engine: Engine,
    private readonly leadership: Leadership,
    private readonly clock: Clock,
  ) {}

  async read(): Promise<string[]> {
    const fields = await this.untilAnswered(() => this.engine.hash(this.leadership.held.share, 'outbox'));
    const lines = [...fields].sort(([a], [b]) => Number(a) - Number(b));
    this.next = Number(lines.at(-1)?.[0] ?? -1) + 1;
    return lines.map(([, line]) => line);
  }

  append(line: string): Promise<void> {
    return this.inTurn(async () => {
      await this.write([], [line]);
      this.appended += line.length;
    });
  }

  rewrite(lines: () => readonly string[]): Promise<void> {
    return this.inTurn(async () => {
      await this.write([''], lines());
      this.appended = 0;
    });
  }

  async close(): Promise<void> {
    this.closed.abort();
    await this.last;
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }

  /** Writing the same numbers again changes nothing, so an answer that was lost does no harm. */
  private async write(clear: readonly string[], lines: readonly string[]): Promise<void> {
    const set = new Map(lines.map((line, place) => [String(this.next + place), line]));
    const { held } = this.leadership;
    await this.untilAnswered(() => this.engine.write(held, [{ name: 'outbox', clear, set, delete: [] }]));
    this.next += lines.length;
  }

  /** Repeats what failed in any other way: only the end of the lease ends it. @throws Fenced once another process leads */
  private async untilAnswered<T>(command: () => Promise<T>): Promise<T> {
    for (let delay = FIRST_RETRY; ; delay = Math.min(LAST_RETRY, delay * 2)) {
      if (!this.leadership.granted || this.closed.signal.aborted) throw new Fenced('lease lost');
      try {
        return await command();
      } catch (error) {
        if (error instanceof Fenced) throw error;
      }
      await this.clock.sleep(delay, this.closed.signal);
    }
  }
}
