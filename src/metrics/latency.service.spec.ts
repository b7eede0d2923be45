import { LATENCY } from '../../test/support/original-shapes.js';
import { setUpStore } from '../../test/support/state-store.js';
import { aTrade, fromStream, tradesUpdate } from '../../test/support/canonical.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { SYSTEM } from '../access/principal.js';
import type { Update } from '../state/update.js';
import type { Ingest } from '../upstream/ingest.js';
import { BroadcastStats } from '../broadcast/broadcast-stats.js';
import { LoopMonitor } from '../clock/loop-monitor.js';
import { LatencyRecorder } from './latency-recorder.js';
import { LatencyService } from './latency.service.js';

describe('latency before the first message', () => {
  it('keeps the types of the original: -1 for an age, 0 for a time', () => {
    const { clock, store } = setUpStore();
    const recorder = new LatencyRecorder(clock, null, new BroadcastStats(), new LoopMonitor(clock));
    const latency = new LatencyService(clock, store, recorder, { here: () => 0, count: () => 0 }).latency(
      SYSTEM,
    );
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

function started() {
  const clock = new ManualClock();
  const monitor = new LoopMonitor(clock);
  monitor.onModuleInit();
  const heard: ((update: Update) => void)[] = [];
  const ingest = {
    observe: (observer: (update: Update) => void) => heard.push(observer),
  } as unknown as Ingest;
  const recorder = new LatencyRecorder(clock, ingest, new BroadcastStats(), monitor);
  recorder.onModuleInit();
  const arrival = () => ({ ...fromStream(clock.monotonic()), received_at: clock.wallNow() });
  return { clock, recorder, arrival, hear: (update: Update) => heard[0]!(update) };
}

describe('latency of fills', () => {
  it('counts those of the stream, but none that a snapshot or REST recovers', () => {
    const { clock, recorder, arrival, hear } = started();
    const made = aTrade({ transaction_time: clock.wallNow() - 125_000 });
    hear({ ...tradesUpdate(7, arrival(), made), mode: 'snapshot' });
    hear(tradesUpdate(7, { ...arrival(), source: 'rest' }, made));
    const { exchange_to_received } = recorder.of(7).hops;
    expect(exchange_to_received.within(-Infinity)).toEqual([]);
    hear({ ...tradesUpdate(7, arrival(), made), mode: 'update' });
    expect(exchange_to_received.within(-Infinity)).toEqual([125_000]);
  });
});

describe('latency after a step of the wall clock', () => {
  it('keeps the age of the last message, and nothing that was measured with the clock', () => {
    const { clock, recorder, arrival, hear } = started();
    hear(tradesUpdate(7, arrival(), aTrade()));
    clock.advance(10_000);
    clock.step(-3_600_000);
    clock.advance(1_000);
    const { lastStreamAt, arrivals, hops } = recorder.of(7);
    expect(clock.wallNow() - lastStreamAt!).toBe(11_000);
    const everything = [arrivals.stream, ...Object.values(hops)].flatMap((window) =>
      window.within(-Infinity),
    );
    expect(everything).toEqual([]);
  });
});
