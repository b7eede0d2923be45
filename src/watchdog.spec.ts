import { MissedBeats } from './watchdog.js';

describe('the watchdog', () => {
  it('counts ticks without a beat, and starts over with the next beat', () => {
    const missed = new MissedBeats();
    expect([1, 1, 1, 2, 2].map((beats) => missed.tick(beats))).toEqual([0, 1, 2, 0, 1]);
  });

  it('counts from the first tick on when no beat ever comes', () => {
    const missed = new MissedBeats();
    expect([0, 0, 0].map((beats) => missed.tick(beats))).toEqual([1, 2, 3]);
  });
});
