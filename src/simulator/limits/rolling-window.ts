const MINUTE_MS = 60_000;

/** What one key spent within the last minute. */
export class RollingWindow {
  private entries: { at: number; weight: number }[] = [];
  private start = 0;
  private spent = 0;

  /** Number and summed weight of what was spent in the minute that ends `now`. */
  used(now: number): { count: number; weight: number } {
    while (this.start < this.entries.length) {
      const oldest = this.entries[this.start];
      if (!oldest || oldest.at > now - MINUTE_MS) break;
      this.spent -= oldest.weight;
      this.start += 1;
    }
    if (this.start > 1024) {
      this.entries = this.entries.slice(this.start);
      this.start = 0;
    }
    return { count: this.entries.length - this.start, weight: this.spent };
  }

  spend(now: number, weight = 1): void {
    this.entries.push({ at: now, weight });
    this.spent += weight;
  }
}

/** Windows by key. */
export class RollingWindows {
  private readonly windows = new Map<string, RollingWindow>();

  of(key: string): RollingWindow {
    const known = this.windows.get(key);
    if (known) return known;
    const opened = new RollingWindow();
    this.windows.set(key, opened);
    return opened;
  }
}
