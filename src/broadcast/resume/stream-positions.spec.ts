import { ManualClock } from '../../../test/support/manual-clock.js';
import { TEST_OPTIONS } from '../../../test/support/broadcast-app.js';
import { StreamPositions, type ChannelPosition } from './stream-positions.js';

const at = (seq: number): ChannelPosition[] => [['account/7', 'e', seq]];
const since = (seq: number) => ({ 'account/7': { epoch: 'e', seq } });

describe('StreamPositions', () => {
  let clock: ManualClock;
  let streams: StreamPositions;

  beforeEach(() => {
    clock = new ManualClock();
    streams = new StreamPositions(clock, TEST_OPTIONS);
  });

  it('finds the last positions of a stream, also after it ended', () => {
    const stream = streams.start();
    const ids = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((seq) => streams.add(stream, at(seq)));
    expect(streams.find(ids[0]!)).toBeNull();
    expect(streams.find(ids[1]!)).toEqual(since(2));
    streams.close(stream);
    expect(streams.find(ids[8]!)).toEqual(since(9));
    expect(streams.find(`${stream}.99`)).toBeNull();
  });

  it('forgets an ended stream with the changes that it could resume from', () => {
    const stream = streams.start();
    const id = streams.add(stream, at(1));
    clock.advance(TEST_OPTIONS.resumeMaxAgeMs * 2);
    expect(streams.find(id)).toEqual(since(1));
    streams.close(stream);
    clock.advance(TEST_OPTIONS.resumeMaxAgeMs);
    expect(streams.find(id)).toBeNull();
    expect(streams.size).toBe(0);
  });

  it('keeps a bounded number of positions, of ended streams last', () => {
    const many = Array.from({ length: 1000 }, (_, index): ChannelPosition => [`account/${index}`, 'e', 1]);
    const ended = streams.start();
    const endedId = streams.add(ended, many);
    streams.close(ended);
    const ids = Array.from({ length: 500 }, () => streams.add(streams.start(), many));
    expect(streams.find(endedId)).toBeNull();
    expect(streams.find(ids[0]!)).not.toBeNull();
    streams.add(streams.start(), many);
    expect(streams.size).toBe(500_000);
    expect(streams.find(ids[0]!)).toBeNull();
    expect(streams.find(ids[1]!)).not.toBeNull();
  });

  it('restores saved streams', () => {
    const stream = streams.start();
    const id = streams.add(stream, at(3));
    const restarted = new StreamPositions(new ManualClock(), TEST_OPTIONS);
    restarted.restore(streams.save());
    expect(restarted.find(id)).toEqual(since(3));
  });
});
