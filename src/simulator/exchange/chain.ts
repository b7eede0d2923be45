import type { Clock } from '../../clock/clock.js';
import type { Random } from './random.js';

/** The exchange's own counters: transaction times, blocks, trade and client ids. */
export class Chain {
  blockHeight = 303_153_000;
  private lastTime = 0;
  private lastTrade = 26_412_000_000;
  private lastClient = 790_000;
  private lastFunding = 91_000;
  /** While set, stamps transactions instead of the clock; used to create the past of new accounts. */
  past: number | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  now(): number {
    return this.past ?? this.clock.wallNow();
  }

  /** Microseconds of the next transaction, unique and growing. */
  nextTime(): number {
    this.lastTime = Math.max(this.now() * 1000 + this.random.int(0, 400), this.lastTime + 1);
    return this.lastTime;
  }

  nextTradeId(): number {
    return (this.lastTrade += 1);
  }

  /** The next trade gets the id after this one. */
  numberTradesFrom(id: number): void {
    this.lastTrade = id;
  }

  nextClientIndex(): number {
    return (this.lastClient += 1);
  }

  nextFundingId(): number {
    return (this.lastFunding += 1);
  }

  /** 80 hex digits derived from the transaction time and the trade id, and therefore unique. */
  txHash(time: number, tradeId: number): string {
    return `${time.toString(16).padStart(16, '0')}${'0'.repeat(48)}${tradeId.toString(16).padStart(16, '0')}`;
  }
}
