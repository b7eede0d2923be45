import type { Millis } from 'lighter-broadcaster-protocol/account';

/** How far back a log goes. A server bounds it by ids, so the leader remembers their sizes and times. */
export class LogBounds {
  private readonly kept: { id: string; bytes: number; at: Millis }[] = [];
  private bytes = 0;

  constructor(
    private readonly maxBytes: number,
    private readonly maxAge: Millis,
  ) {}

  /** @param at by `Clock.monotonic()`. @returns the id of the oldest entry to keep; the new one always is */
  add(id: string, bytes: number, at: Millis): string {
    this.kept.push({ id, bytes, at });
    this.bytes += bytes;
    while (this.kept.length > 1 && (this.bytes > this.maxBytes || this.kept[0]!.at < at - this.maxAge))
      this.bytes -= this.kept.shift()!.bytes;
    return this.kept[0]!.id;
  }
}
