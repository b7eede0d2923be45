/** Edits a map without touching the original, which is copied only once something in it changes. */
export class MapDraft<K, V> {
  private own: Map<K, V> | null = null;

  constructor(private readonly before: ReadonlyMap<K, V>) {}

  /** The map after. */
  get map(): ReadonlyMap<K, V> {
    return this.own ?? this.before;
  }

  get(key: K): V | undefined {
    return this.map.get(key);
  }

  set(key: K, value: V): void {
    (this.own ??= new Map(this.before)).set(key, value);
  }

  delete(key: K): void {
    if (this.map.has(key)) (this.own ??= new Map(this.before)).delete(key);
  }

  /** Removes keys that `named` does not contain. */
  keepOnly(named: ReadonlySet<K>): void {
    for (const key of [...this.map.keys()]) if (!named.has(key)) this.delete(key);
  }
}
