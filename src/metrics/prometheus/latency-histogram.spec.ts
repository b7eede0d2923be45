import { Registry } from 'prom-client';
import { LatencyHistogram } from './latency-histogram.js';

describe('a latency histogram', () => {
  it('counts observations up to each bound, by hop', async () => {
    const registry = new Registry();
    const histogram = new LatencyHistogram(registry, 'test_seconds', 'A test', ['in', 'out', 'never']);
    for (const seconds of [0, 0.3125, 0.4375, 11]) histogram.observe('in', seconds);
    histogram.observe('out', 0.002);
    const text = await registry.metrics();
    expect(text).toContain('# HELP test_seconds A test\n# TYPE test_seconds histogram\n');
    const lines = [
      ['_bucket{le="0.0001",hop="in"}', 1],
      ['_bucket{le="0.25",hop="in"}', 1],
      ['_bucket{le="0.5",hop="in"}', 3],
      ['_bucket{le="10",hop="in"}', 3],
      ['_bucket{le="+Inf",hop="in"}', 4],
      ['_sum{hop="in"}', 11.75],
      ['_count{hop="in"}', 4],
      ['_bucket{le="0.001",hop="out"}', 0],
      ['_bucket{le="0.0025",hop="out"}', 1],
    ] as const;
    for (const [series, value] of lines) expect(text).toContain(`test_seconds${series} ${value}\n`);
    expect(text).not.toContain('never');
  });
});
