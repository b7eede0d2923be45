/**
 * Ids of trades that were already told, ascending. Bounded: when full, anything below the lowest one counts as known,
 * for the exchange itself keeps no more than its last 3,000.
 */
export class KnownTrades {
  private constructor(
    private readonly ids: BigUint64Array,
    private readonly capacity: number,
  ) {}

  static of(ids: readonly string[], capacity: number): KnownTrades {
    return new KnownTrades(new BigUint64Array(0), capacity).with(ids);
  }

  has(id: string): boolean {
    const wanted = BigInt(id);
    const at = this.lowerBound(wanted);
    if (this.ids[at] === wanted) return true;
    return at === 0 && this.ids.length >= this.capacity;
  }

  with(added: readonly string[]): KnownTrades {
    if (!added.length) return this;
    const ids = new BigUint64Array(this.ids.length + added.length);
    ids.set(this.ids);
    added.forEach((id, index) => (ids[this.ids.length + index] = BigInt(id)));
    if (!isAscending(ids, this.ids.length)) ids.sort();
    return new KnownTrades(ids.length > this.capacity ? ids.slice(-this.capacity) : ids, this.capacity);
  }

  toJSON(): string[] {
    return Array.from(this.ids, String);
  }

  private lowerBound(id: bigint): number {
    let low = 0;
    let high = this.ids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.ids[middle]! < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isAscending(ids: BigUint64Array, from: number): boolean {
  for (let at = Math.max(1, from); at < ids.length; at++) if (ids[at - 1]! >= ids[at]!) return false;
  return true;
}
