import { isDeepStrictEqual } from 'node:util';
import { BudgetStore } from '../egress/budget-store.port.js';
import { isImage } from '../egress/budget-file.js';
import type { RateBudgetsImage } from '../egress/rate-budgets.js';
import type { Clock } from '../clock/clock.js';
import type { Engine } from './engine.port.js';
import type { Leadership } from './leadership.js';

/** Period of the registry's writes, which a lease may pass without one. */
const WRITE_EVERY_MS = 2_000;

/** The indexes of the accounts of each share beside this one, by its name. */
export type OtherShares = ReadonlyMap<string, ReadonlySet<number>>;

/** The rate windows in the engine, dated by its clock, so that the next leader polls within the same limits. */
export class EngineBudgetStore extends BudgetStore {
  override readonly unsavedMs: number;
  private writing: Promise<void> = Promise.resolve();
  private closed = false;
  /** How to take an image of the windows, once the first was taken. */
  private image: (() => RateBudgetsImage) | null = null;
  private shared: ReadonlyMap<string, number> = new Map();
  private readAt = -Infinity;

  private constructor(
    private readonly past: RateBudgetsImage | null,
    private readonly engine: Engine,
    private readonly leadership: Leadership,
    leaseMs: number,
    private readonly clock: Clock,
    private readonly others: OtherShares,
  ) {
    super();
    this.unsavedMs = WRITE_EVERY_MS + leaseMs;
  }

  static async load(
    engine: Engine,
    leadership: Leadership,
    leaseMs: number,
    clock: Clock,
    others: OtherShares = new Map(),
  ): Promise<EngineBudgetStore> {
    const text = await engine.value(leadership.held.share, 'budget');
    const image: unknown = text === null ? null : JSON.parse(text);
    const past = isImage(image)
      ? { ...image, saved_at: clock.wallNow() - (engine.now() - image.saved_at) }
      : null;
    const store = new EngineBudgetStore(past, engine, leadership, leaseMs, clock, others);
    await store.readOthers();
    return store;
  }

  override read(): RateBudgetsImage | null {
    return this.past;
  }

  override write(image: () => RateBudgetsImage): Promise<void> {
    this.image = image;
    if (!this.closed) this.enqueue(image);
    return this.writing;
  }

  override writeLast(image: () => RateBudgetsImage): Promise<void> {
    if (!this.closed) this.enqueue(image);
    this.closed = true;
    return this.writing;
  }

  /** Writes once more while this process owns the share, and never again: the next leader reads the windows at once. */
  async close(): Promise<void> {
    if (this.image && !this.closed) this.enqueue(this.image);
    this.closed = true;
    await this.writing;
  }

  override elsewhere(): ReadonlyMap<string, number> {
    return this.shared;
  }

  /** An L1 address becomes known only while its accounts are followed, so shares learn of each other by and by. */
  private async readOthers(): Promise<void> {
    const now = this.clock.monotonic();
    if (this.others.size === 0 || now - this.readAt < WRITE_EVERY_MS) return;
    this.readAt = now;
    const found = await Promise.all([...this.others].map(([share, own]) => this.addressesOf(share, own)));
    const counts = new Map<string, number>();
    for (const addresses of found)
      for (const address of addresses) counts.set(address, (counts.get(address) ?? 0) + 1);
    if (!isDeepStrictEqual(counts, this.shared)) this.shared = counts;
  }

  private async addressesOf(share: string, own: ReadonlySet<number>): Promise<ReadonlySet<string>> {
    const text = await this.engine.value(share, 'budget');
    const image: unknown = text === null ? null : JSON.parse(text);
    if (!isImage(image)) return new Set();
    // The image may know accounts that have moved to another share.
    const known = Object.entries(image.addresses).filter(([index]) => own.has(Number(index)));
    return new Set(known.map(([, address]) => address));
  }

  private enqueue(image: () => RateBudgetsImage): void {
    this.writing = this.writing
      .catch(() => undefined)
      .then(() => {
        const dated = { ...image(), saved_at: this.engine.now() };
        return this.engine.put(this.leadership.held, 'budget', JSON.stringify(dated));
      })
      .then(() => this.readOthers());
  }
}
