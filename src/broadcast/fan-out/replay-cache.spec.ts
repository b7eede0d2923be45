import { Message } from './message.js';
import { ReplayCache } from './replay-cache.js';

const ofSize = (bytes: number): Message[] => [new Message('x'.repeat(bytes / 2))];
const MB = 1024 * 1024;

describe('ReplayCache', () => {
  it('shares a replay until its feed changes', () => {
    const cache = new ReplayCache();
    const [feed, other] = [{}, {}];
    const messages = ofSize(100);
    cache.set(feed, 4, messages);
    cache.set(other, 4, ofSize(100));
    expect(cache.get(feed, 4)).toBe(messages);
    expect(cache.get(feed, 5)).toBeUndefined();
    cache.clear(feed);
    expect(cache.get(feed, 4)).toBeUndefined();
    expect(cache.size).toEqual({ replays: 1, bytes: 100 });
  });

  it('drops the oldest replays of all feeds over its limits', () => {
    const cache = new ReplayCache();
    const feeds = Array.from({ length: 1000 }, () => ({}));
    for (const feed of feeds) cache.set(feed, 1, ofSize(100));
    expect(cache.size).toEqual({ replays: 256, bytes: 25_600 });
    expect(cache.get(feeds[743]!, 1)).toBeUndefined();
    expect(cache.get(feeds[744]!, 1)).toBeDefined();
    for (const feed of feeds.slice(0, 40)) cache.set(feed, 2, ofSize(MB));
    expect(cache.size.bytes).toBeLessThanOrEqual(32 * MB);
    expect(cache.get(feeds[39]!, 2)).toBeDefined();
  });

  it('does not keep a replay over its limit', () => {
    const cache = new ReplayCache();
    cache.set({}, 1, ofSize(33 * MB));
    expect(cache.size).toEqual({ replays: 0, bytes: 0 });
  });
});
