import { BudgetStore } from '../egress/budget-store.port.js';
import { isImage } from '../egress/budget-file.js';
import type { RateBudgetsImage } from '../egress/rate-budgets.js';
import type { Clock } from '../clock/clock.js';
import type { Engine } from './engine.port.js';
import type { Leadership } from './leadership.js';

/** Period of the registry's writes, which a lease may pass without one. */
const WRITE_EVERY_MS = 2_000;

/** The rate windows in the engine, dated by its clock, so that the next leader polls within the same limits. */
export class EngineBudgetStore extends BudgetStore {
  override readonly unsavedMs: number;
  private writing: Promise<void> = Promise.resolve();
  private closed = false;

  private constructor(
    private readonly past: RateBudgetsImage | null,
    private readonly engine: Engine,
    private readonly leadership: Leadership,
    leaseMs: number,
  ) {
    super();
    this.unsavedMs = WRITE_EVERY_MS + leaseMs;
  }

  static async load(
    engine: Engine,
    leadership: Leadership,
    leaseMs: number,
    clock: Clock,
  ): Promise<EngineBudgetStore> {
    const text = await engine.value(leadership.held.share, 'budget');
    const image: unknown = text === null ? null : JSON.parse(text);
    const past = isImage(image)
      ? { ...image, saved_at: clock.wallNow() - (engine.now() - image.saved_at) }
      : null;
    return new EngineBudgetStore(past, engine, leadership, leaseMs);
  }

  override read(): RateBudgetsImage | null {
    return this.past;
  }

  override write(image: () => RateBudgetsImage): Promise<void> {
    if (!this.closed) this.enqueue(image);
    return this.writing;
  }

  override writeLast(image: () => RateBudgetsImage): Promise<void> {
    this.enqueue(image);
    this.closed = true;
    return this.writing;
  }

  private enqueue(image: () => RateBudgetsImage): void {
    this.writing = this.writing
      .catch(() => undefined)
      .then(() => {
        const dated = { ...image(), saved_at: this.engine.now() };
        return this.engine.put(this.leadership.held, 'budget', JSON.stringify(dated));
      });
  }
}
