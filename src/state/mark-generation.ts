import type { Decimal, Millis } from 'lighter-broadcaster-protocol/account';
import type { Mark, Marks } from './reduce/context.js';

/** A mark as a restart image has it. */
export type SavedMark = [marketId: number, price: Decimal, at: Millis];

/**
 * The marks at which all positions are valued. They are frozen for a second at a time, so that two sides of a hedge never
 * show marks of different moments.
 */
export class MarkGeneration {
  private readonly latest = new Map<number, Mark>();
  private frozen: ReadonlyMap<number, Mark> = new Map();
  private moved = false;

  readonly of: Marks = (marketId) => this.frozen.get(marketId) ?? null;

  /** Takes a mark for the next generation. */
  note(marketId: number, price: Decimal, at: Millis): void {
    if (this.latest.get(marketId)?.price === price) return;
    this.latest.set(marketId, { price, at });
    this.moved = true;
  }

  /** Starts the next generation. */
  freeze(): void {
    if (this.moved) this.frozen = new Map(this.latest);
    this.moved = false;
  }

  save(): SavedMark[] {
    return [...this.frozen].map(([marketId, { price, at }]) => [marketId, price, at]);
  }

  restore(saved: readonly SavedMark[]): void {
    for (const [marketId, price, at] of saved) this.note(marketId, price, at);
    this.freeze();
  }
}
