import { LatencyMeter } from './latency-meter.js';

describe('the latency of frames', () => {
  const frame = (exchangeMs: number | null, received: number) => ({
    exchange: exchangeMs === null ? null : received - exchangeMs,
    received,
    sent: received + 2,
  });

  it('is the median of each hop since the last sample', () => {
    const meter = new LatencyMeter();
    for (const exchangeMs of [5, 9, 40]) meter.hear(frame(exchangeMs, 1_000_000), 1_000_005);
    expect(meter.take(0)).toMatchObject({ exchange: 9, server: 2, page: 3, total: 14 });
    expect(meter.take(0)).toBeNull();
  });

  it('leaves out fills that an outage of 125 s delayed', () => {
    const meter = new LatencyMeter();
    for (let place = 0; place < 20; place++) meter.hear(frame(125_000 - place, 1_000_000), 1_000_005);
    expect(meter.take(0)).toMatchObject({ exchange: null, server: 2, page: 3, total: 5 });
    meter.hear(frame(125_000, 1_000_000), 1_000_005);
    meter.hear(frame(8, 1_000_000), 1_000_005);
    expect(meter.take(0)?.exchange).toBe(8);
  });

  it('has no sample of frames that changed nothing, as in an outage', () => {
    const meter = new LatencyMeter();
    meter.hear({ exchange: null, received: null, sent: 1_000_000 }, 1_000_005);
    expect(meter.take(0)).toBeNull();
  });
});
