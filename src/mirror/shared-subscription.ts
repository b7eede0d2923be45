import type { Clock, Timer } from '../clock/clock.js';
import type { ExchangeRefusal } from './exchange-answers.js';
import { failedToSubscribe } from './stream/mirror-channel.js';

/** How long to wait for the exchange's first frame. */
const ANSWER_WITHIN_MS = 10_000;
/** A subscription without users is left after this time. */
const LINGER_MS = 60_000;

/** One subscription at the exchange for all its users: each waits for the first frame, and some time after the last it is left. */
export class SharedSubscription {
  /** Why the exchange refused it; `null` while it did not. */
  refusal: ExchangeRefusal | null = null;
  private users = 0;
  private first = firstFrame();
  private leaving: Timer | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly name: string,
    private readonly leave: () => void,
  ) {}

  get isUsed(): boolean {
    return this.users > 0;
  }

  /** Resolves once the first frame has come; each call must be released. @throws ExchangeRefusal */
  async use(): Promise<void> {
    this.users += 1;
    this.leaving?.cancel();
    this.leaving = null;
    const late = Promise.withResolvers<never>();
    const timer = this.clock.after(ANSWER_WITHIN_MS, () =>
      late.reject(failedToSubscribe(`${this.name}: the exchange does not answer`)),
    );
    try {
      await Promise.race([this.first.promise, late.promise]);
    } finally {
      timer.cancel();
    }
  }

  release(): void {
    this.users -= 1;
    if (this.isUsed) return;
    this.leaving = this.clock.after(LINGER_MS, () => this.end());
  }

  end(): void {
    this.leaving?.cancel();
    this.leave();
  }

  answered(): void {
    this.first.resolve();
  }

  refused(refusal: ExchangeRefusal): void {
    this.refusal = refusal;
    this.first.reject(refusal);
  }

  /** The exchange is asked again after a refusal. */
  restarted(): void {
    this.refusal = null;
    this.first = firstFrame();
  }
}

function firstFrame(): PromiseWithResolvers<void> {
  const first = Promise.withResolvers<void>();
  // A refusal may come while nobody waits.
  first.promise.catch(() => undefined);
  return first;
}
