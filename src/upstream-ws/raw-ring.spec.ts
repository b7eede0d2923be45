import { RawRing } from './raw-ring.js';

describe('ring of raw frames', () => {
  it('keeps the last thirty, newest first', () => {
    const ring = new RawRing();
    expect(ring.latest()).toEqual([]);
    for (let at = 1; at <= 47; at++) ring.push(`frame ${at}`, at);
    const latest = ring.latest();
    expect(latest).toHaveLength(30);
    expect(latest[0]).toEqual({ received_at: 47, text: 'frame 47' });
    expect(latest.at(-1)).toEqual({ received_at: 18, text: 'frame 18' });
  });

  it('marks long frames as cut off', () => {
    const ring = new RawRing();
    ring.push('x'.repeat(1_000_000), 1);
    expect(ring.latest()[0]!.text).toMatch(/^x{16384}…$/);
  });
});
