import { LATENCY } from '../../test/support/original-shapes.js';
import { setUpStore } from '../../test/support/state-store.js';
import { SYSTEM } from '../access/principal.js';
import { BroadcastStats } from '../broadcast/broadcast-stats.js';
import { LatencyRecorder } from './latency-recorder.js';
import { LatencyService } from './latency.service.js';

describe('latency before the first message', () => {
  it('keeps the types of the original: -1 for an age, 0 for a time', () => {
    const { clock, store } = setUpStore();
    const recorder = new LatencyRecorder(clock, null, new BroadcastStats());
    const latency = new LatencyService(clock, store, recorder, { count: () => 0 }).latency(SYSTEM);
    expect(latency).toMatchObject({ ...LATENCY, websocket: { ...LATENCY.websocket, connected: false } });
    expect(latency.frontend_polling).toMatchObject({
      time_since_ws: -1,
      time_since_rest: -1,
      stats_poll_interval: -1,
    });
    expect(latency.backend_polling).toMatchObject({ positions_age: -1, balance_age: -1, api_poll_rate: 0 });
    expect(latency.websocket).toMatchObject({ last_message_age: -1, connection_uptime: 0 });
    expect(latency.timestamps).toMatchObject({ ws: 0, rest: 0, stats: 0, now: clock.wallNow() / 1000 });
  });
});
