const MINUTE_MS = 60_000;

/** Usage of one key over the last minute. */
export class MinuteWindow {
  private entries: { at: number; weight: number }[] = [];
  private start = 0;
  private spent = 0;

  /** Number and total weight of the requests in the minute that ends `now`. */
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
export class MinuteWindows {
  private readonly windows = new Map<string, MinuteWindow>();

  of(key: string): MinuteWindow {
    const known = this.windows.get(key);
    if (known) return known;
    const opened = new MinuteWindow();
    this.windows.set(key, opened);
    return opened;
  }
}
