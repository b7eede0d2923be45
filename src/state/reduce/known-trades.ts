/** Ascending ids, shared by all versions that only appended. */
interface Storage {
  readonly ids: BigUint64Array;
  used: number;
}

/** Spare capacity of a copy. */
const SLACK = 256;

/**
 * Ids of trades that were already published, ascending. Bounded: when full, anything below the lowest one counts as known,
 * for the exchange itself keeps no more than its last 3,000. Immutable: a newer trade, as nearly all are, is written
 * behind the end of this version in the same storage, which this version does not see.
 */
export class KnownTrades {
  private constructor(
    private readonly storage: Storage,
    private readonly from: number,
    private readonly to: number,
    private readonly capacity: number,
  ) {}

  static of(ids: readonly string[], capacity: number): KnownTrades {
    return new KnownTrades({ ids: new BigUint64Array(0), used: 0 }, 0, 0, capacity).with(ids);
  }

  has(id: string): boolean {
    const wanted = BigInt(id);
    const at = this.lowerBound(wanted);
    if (at < this.to && this.storage.ids[at] === wanted) return true;
    return at === this.from && this.to - this.from >= this.capacity;
  }

  /** @param added ids that it does not contain */
  with(added: readonly string[]): KnownTrades {
    if (!added.length) return this;
    const fresh = BigUint64Array.from(added, BigInt).sort();
    const { ids, used } = this.storage;
    const isNewer = this.to === this.from || fresh[0]! > ids[this.to - 1]!;
    if (!isNewer || used !== this.to || used + fresh.length > ids.length)
      return this.copyWith(fresh, isNewer);
    ids.set(fresh, used);
    this.storage.used += fresh.length;
    return this.over(this.storage, this.from);
  }

  toJSON(): string[] {
    return Array.from(this.view(), String);
  }

  private copyWith(fresh: BigUint64Array, isNewer: boolean): KnownTrades {
    const used = this.to - this.from + fresh.length;
    const ids = new BigUint64Array(used + SLACK);
    ids.set(this.view());
    ids.set(fresh, used - fresh.length);
    if (!isNewer) ids.subarray(0, used).sort();
    return this.over({ ids, used }, 0);
  }

  private over(storage: Storage, from: number): KnownTrades {
    const { capacity } = this;
    return new KnownTrades(storage, Math.max(from, storage.used - capacity), storage.used, capacity);
  }

  private view(): BigUint64Array {
    return this.storage.ids.subarray(this.from, this.to);
  }

  private lowerBound(id: bigint): number {
    let low = this.from;
    let high = this.to;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.storage.ids[middle]! < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
