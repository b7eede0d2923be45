import type { EgressState } from 'lighter-broadcaster-protocol/operations';
import { restHealth } from './health-view.js';

const EGRESS: EgressState = {
  egress_id: 'a',
  host: 'proxy.example',
  protocol: 'http',
  healthy: false,
  fault: 'cdn-blocked',
  transports: {
    rest: { healthy: false, fault: 'cdn-blocked', rests_until: 5_000 },
    websocket: { healthy: true, fault: null, rests_until: null },
  },
  accounts: [7],
  budget: { limit: 60, used: 1, remaining: 59, window_s: 60 },
  blocked_until: null,
  rate_limited_count: 0,
};

const viewOf = (egress: EgressState): unknown =>
  restHealth([], [egress], { polling: true, poll_interval: 0.5 }, { now: 0, uptimeMs: 1_500 }).egresses[0];

describe('the view of an egress', () => {
  it('shows the rest of each transport in seconds', () => {
    expect(viewOf(EGRESS)).toMatchObject({
      transports: { rest: { rests_until: 5 }, websocket: { healthy: true, rests_until: null } },
    });
  });

  it('does without the transports of a collector of an earlier version', () => {
    const { transports: _, ...earlier } = EGRESS;
    const unknown = { healthy: false, fault: 'cdn-blocked', rests_until: null };
    expect(viewOf(earlier as EgressState)).toMatchObject({
      transports: { rest: unknown, websocket: unknown },
    });
  });
});
