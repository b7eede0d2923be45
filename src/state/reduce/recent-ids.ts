/** Ids by arrival number, shared by all versions that only appended. */
interface Numbered {
  readonly numbers: Map<string, number>;
  next: number;
}

/**
 * The latest ids, at most `capacity`. Immutable: a version knows the numbers from `from` up to `to` alone, so the one
 * that grows out of it adds to the same storage, and only a second offspring needs a copy.
 */
export class RecentIds {
  private constructor(
    private readonly storage: Numbered,
    private readonly from: number,
    private readonly to: number,
    private readonly capacity: number,
  ) {}

  static of(ids: readonly string[], capacity: number): RecentIds {
    return new RecentIds({ numbers: new Map(), next: 0 }, 0, 0, capacity).with(ids);
  }

  has(id: string): boolean {
    const number = this.storage.numbers.get(id);
    return number !== undefined && number >= this.from && number < this.to;
  }

  /** @param added ids that it does not contain */
  with(added: readonly string[]): RecentIds {
    if (!added.length) return this;
    const isLatest = this.storage.next === this.to;
    if (!isLatest || this.storage.numbers.size > 2 * this.capacity) return this.copy().with(added);
    for (const id of added) {
      // A forgotten id becomes one of the latest again instead of returning to its old place.
      this.storage.numbers.delete(id);
      this.storage.numbers.set(id, this.storage.next++);
    }
    const to = this.storage.next;
    return new RecentIds(this.storage, Math.max(this.from, to - this.capacity), to, this.capacity);
  }

  /** Oldest first. */
  toJSON(): string[] {
    return [...this.storage.numbers.keys()].filter((id) => this.has(id));
  }

  private copy(): RecentIds {
    const numbers = new Map(this.toJSON().map((id, at) => [id, at]));
    return new RecentIds({ numbers, next: numbers.size }, 0, numbers.size, this.capacity);
  }
}
