import type { Clock } from '../clock/clock.js';

/** Emits the first item of a kind immediately, then one per window for all that follow within it. */
export class IncidentFlood<T> {
  private readonly open = new Map<string, { more: number; last: T }>();

  /** @param emit gets an item, and how many more of its kind it stands for. */
  constructor(
    private readonly clock: Clock,
    private readonly windowMs: number,
    private readonly emit: (item: T, more: number) => void,
  ) {}

  add(kind: string, item: T): void {
    const window = this.open.get(kind);
    if (window) {
      window.more += 1;
      window.last = item;
      return;
    }
    this.begin(kind, item);
    this.emit(item, 0);
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
    this.emit(window.last, window.more - 1);
  }
}
