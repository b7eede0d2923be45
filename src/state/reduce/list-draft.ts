import { compareIds, LISTS, type ListDelta, type ListName } from 'lighter-broadcaster-protocol/delta';

/** Whether two flat entities hold the same values. */
export function sameEntity(a: object, b: object): boolean {
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  for (const key in left) if (left[key] !== right[key]) return false;
  for (const key in right) if (!(key in left)) return false;
  return true;
}

/**
 * Edits one sorted list of the account without touching the original, and collects the delta. An entity that is
 * put and dropped in one edit stays in `upsert` beside its `remove`, so that the history can record it.
 */
export class ListDraft<T extends object> {
  private copied = false;
  private upserts: Map<string, T> | null = null;
  private removals: Set<string> | null = null;
  private readonly sign: 1 | -1;
  private readonly key: string;
  private items: T[];

  constructor(
    list: ListName,
    private readonly before: readonly T[] | null,
  ) {
    this.sign = LISTS[list].newestFirst ? -1 : 1;
    this.key = LISTS[list].key;
    this.items = (before ?? []) as T[];
  }

  get length(): number {
    return this.items.length;
  }

  idOf(entity: T): string {
    return String((entity as Record<string, unknown>)[this.key]);
  }

  get(id: string): T | undefined {
    const at = this.search(id);
    return at >= 0 ? this.items[at] : undefined;
  }

  /** Inserts or replaces; an equal entity changes nothing and the old object stays. */
  put(entity: T): void {
    const id = this.idOf(entity);
    const at = this.search(id);
    if (at >= 0 && sameEntity(this.items[at]!, entity)) return;
    const items = this.own();
    if (at >= 0) items[at] = entity;
    else items.splice(~at, 0, entity);
    (this.upserts ??= new Map()).set(id, entity);
    this.removals?.delete(id);
  }

  /** Takes an entity out; `last` is how it looked when it left, if that is known. */
  drop(id: string, last?: T): void {
    const at = this.search(id);
    if (at >= 0) this.own().splice(at, 1);
    if (at < 0 && !last) return;
    if (last) (this.upserts ??= new Map()).set(id, last);
    (this.removals ??= new Set()).add(id);
  }

  /** Removes entities that `named` does not contain: a snapshot replaces. */
  keepOnly(named: ReadonlySet<string>): void {
    for (const entity of [...this.items]) {
      const id = this.idOf(entity);
      if (!named.has(id)) this.drop(id);
    }
  }

  /** Drops the last ones of the list until at most `limit` are left. */
  trim(limit: number): void {
    while (this.items.length > limit) this.drop(this.idOf(this.items.at(-1)!));
  }

  /** The list after, and its delta; `undefined` when nothing moved. */
  finish(): { list: T[]; delta: ListDelta<T> | undefined } {
    const delta: ListDelta<T> = {};
    if (this.upserts?.size) delta.upsert = [...this.upserts.values()];
    if (this.removals?.size) delta.remove = [...this.removals];
    if (!this.before && !delta.upsert) return { list: this.items, delta: { set: this.items } };
    return { list: this.items, delta: delta.upsert || delta.remove ? delta : undefined };
  }

  private own(): T[] {
    if (!this.copied) this.items = this.items.slice();
    this.copied = true;
    return this.items;
  }

  /** Index of the id, or the complement of where it belongs. */
  private search(id: string): number {
    let low = 0;
    let high = this.items.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const order = this.sign * compareIds(this.idOf(this.items[middle]!), id);
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return ~low;
  }
}
