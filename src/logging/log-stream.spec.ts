import { Writable } from 'node:stream';
import { createLogStream } from './log-stream.js';

/** The stream to a reader that takes nothing before `readAll`. */
class Stalled extends Writable {
  readonly isTTY = false as never;
  taken = '';
  private resume: (() => void) | null = null;

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.taken += String(chunk);
    this.resume = done;
  }

  async readAll(): Promise<void> {
    while (this.writableLength > 0) {
      this.resume?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

it('drops and counts lines while the reader of the log is far behind', async () => {
  const out = new Stalled();
  const log = createLogStream(out);
  const line = `${'x'.repeat(64 * 1024)}\n`;
  for (let lines = 0; lines < 200; lines++) log.write(line);
  expect(out.writableLength).toBeLessThan(5_000_000);
  await out.readAll();
  log.write('after\n');
  await out.readAll();
  const [, lost, after] = /(\d+) lines of the log were dropped.*\n(.*)\n$/.exec(out.taken)!;
  expect([out.taken.split(line).length - 1 + Number(lost), after]).toEqual([200, 'after']);
});
