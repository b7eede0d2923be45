import type { Clock } from '../clock/clock.js';

/** Lets the first of a kind through at once and counts the rest of its second, told in one at its end. */
export class IncidentFlood<T> {
  private readonly open = new Map<string, { more: number; last: T }>();

  /** @param tell gets what is to be written, and how many like it stand behind. */
  constructor(
    private readonly clock: Clock,
    private readonly windowMs: number,
    private readonly tell: (item: T, more: number) => void,
  ) {}

  add(kind: string, item: T): void {
    const window = this.open.get(kind);
    if (window) {
      window.more += 1;
      window.last = item;
      return;
    }
    this.begin(kind, item);
    this.tell(item, 0);
  }

  private begin(kind: string, last: T): void {
    this.open.set(kind, { more: 0, last });
    this.clock.after(this.windowMs, () => this.end(kind));
  }

  private end(kind: string): void {
    const window = this.open.get(kind);
    this.open.delete(kind);
    if (!window?.more) return;
    this.begin(kind, window.last);
    this.tell(window.last, window.more - 1);
  }
}
