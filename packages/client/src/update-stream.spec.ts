import type { ChannelUpdate } from './events.js';
import { UpdateStream } from './update-stream.js';

const update = (seq: number): ChannelUpdate<object> =>
  ({ channel: 'portfolio', seq }) as unknown as ChannelUpdate<object>;

describe('the stream of updates', () => {
  it('gives each of several pending reads one update, in order', async () => {
    const stream = new UpdateStream(() => undefined);
    const results: unknown[] = [];
    for (const read of [stream.next(), stream.next()]) void read.then((result) => results.push(result));
    stream.push(update(1));
    stream.push(update(2));
    await new Promise(setImmediate);
    expect(results).toEqual([
      { value: update(1), done: false },
      { value: update(2), done: false },
    ]);
  });

  it('still gives unread updates after its end, and none after a loop was left', async () => {
    const ended = new UpdateStream(() => undefined);
    ended.push(update(1));
    ended.end();
    expect(await ended.next()).toEqual({ value: update(1), done: false });
    expect((await ended.next()).done).toBe(true);
    const left = new UpdateStream(() => undefined);
    for (const seq of [1, 2]) left.push(update(seq));
    for await (const first of left) {
      expect(first).toEqual(update(1));
      break;
    }
    expect((await left.next()).done).toBe(true);
  });
});
