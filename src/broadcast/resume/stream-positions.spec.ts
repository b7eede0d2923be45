import fc from 'fast-check';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { TEST_OPTIONS } from '../../../test/support/broadcast-app.js';
import { BroadcastOptions } from '../broadcast-options.js';
import type { ChannelPosition } from './self-contained-id.js';
import { StreamPositions } from './stream-positions.js';

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

  it('gives ids that any process understands, and keeps nothing for them', () => {
    const channel = fc.constantFrom('account/7', 'portfolio', 'incidents', 'market/3');
    const position = fc.tuple(channel, fc.constantFrom('e', 'f'), fc.nat());
    const [here, elsewhere] = ['here', 'elsewhere'].map(
      () => new StreamPositions(clock, new BroadcastOptions({ ...TEST_OPTIONS, hasSiblings: true })),
    ) as [StreamPositions, StreamPositions];
    fc.assert(
      fc.property(fc.uniqueArray(position, { selector: ([name]) => name }), (positions) => {
        const expected = positions.map(([name, epoch, seq]) => [name, { epoch, seq }] as const);
        const found = elsewhere.find(here.add(here.start(), positions))!;
        const sorted = (entries: readonly (readonly [string, object])[]) =>
          [...entries].sort(([a], [b]) => a.localeCompare(b));
        expect(sorted(Object.entries(found))).toEqual(sorted(expected));
      }),
    );
    expect(here.size).toBe(0);
    const many = Array.from({ length: 500 }, (_, index): ChannelPosition => [`account/${index}`, 'e', 1]);
    expect(here.find(here.add(here.start(), many))).not.toBeNull();
    expect(here.size).toBe(500);
  });

  it('takes any other text as an id that it does not know', () => {
    const claimed = fc.oneof(fc.string(), fc.json(), fc.constant('[["e",{"account/7":-1}]]'));
    fc.assert(
      fc.property(claimed, (text) => {
        const found = streams.find(`+${Buffer.from(text).toString('base64url')}`);
        for (const { epoch, seq } of Object.values(found ?? {})) {
          expect(typeof epoch).toBe('string');
          expect(seq).toBeGreaterThanOrEqual(0);
        }
      }),
    );
    expect(streams.find(`+${Buffer.from('[["e",{"account/7":-1}]]').toString('base64url')}`)).toBeNull();
  });

  it('restores saved streams', () => {
    const stream = streams.start();
    const id = streams.add(stream, at(3));
    const restarted = new StreamPositions(new ManualClock(), TEST_OPTIONS);
    restarted.restore(streams.save());
    expect(restarted.find(id)).toEqual(since(3));
  });
});
