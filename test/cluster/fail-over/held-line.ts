import { once } from 'node:events';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Millis } from 'lighter-broadcaster-protocol/account';

/** Milliseconds of a monotonic clock that all threads share. */
export const now = (): Millis => Number(process.hrtime.bigint()) / 1e6;

/** A TCP relay that can hold both directions, like a network partition, and knows when bytes went to the far side. */
export class HeldLine {
  /** In order. */
  private readonly sent: Millis[] = [];

  private constructor(
    private readonly thread: Worker,
    readonly port: number,
  ) {
    thread.on('message', ({ sentAt }: { sentAt: Millis }) => this.sent.push(sentAt));
  }

  static async to(farPort: number): Promise<HeldLine> {
    const thread = new Worker(resolve('test/support/held-line-thread.mjs'), {
      workerData: { farPort },
    });
    const [{ port }] = (await once(thread, 'message')) as [{ port: number }];
    return new HeldLine(thread, port);
  }

  /** When bytes last went to the far side; 0 for never. */
  get lastSentAt(): Millis {
    return this.sent.at(-1) ?? 0;
  }

  /** When bytes first went to the far side after `time`. */
  firstSentAfter(time: Millis): Millis | undefined {
    return this.sent.find((at) => at > time);
  }

  sentAfter(time: Millis): readonly Millis[] {
    return this.sent.filter((at) => at > time);
  }

  /** Keeps connections open, also new ones, and delivers nothing. */
  hold(): void {
    this.thread.postMessage(true);
  }

  release(): void {
    this.thread.postMessage(false);
  }

  async close(): Promise<void> {
    await this.thread.terminate();
  }
}

/** How often two sent at once: between bytes of another line, one sent for less than the time in which leaders can change. */
export function overlaps(lines: readonly (readonly Millis[])[], shortest: Millis): number {
  const sent = lines.flatMap((times, line) => times.map((at) => ({ at, line }))).sort((a, b) => a.at - b.at);
  let found = 0;
  let [line, since] = [sent[0]?.line, -Infinity];
  for (const next of sent) {
    if (next.line === line) continue;
    if (next.at - since < shortest) found++;
    [line, since] = [next.line, next.at];
  }
  return found;
}
