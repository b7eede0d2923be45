import fc from 'fast-check';
import { StreamConnectionHarness } from '../../../test/support/stream-connection.harness.js';
import { settleIo } from '../../../test/support/until.js';

const SECONDS = 300;
const DAY_MS = 86_400_000;

/** Steps of the wall clock by the second at which they happen. */
type Steps = ReadonlyMap<number, number>;

/** The events of the connection in each second, faults and operator actions included, while the wall clock steps. */
async function timelineOf(steps: Steps): Promise<string[]> {
  const harness = await StreamConnectionHarness.start({ renewIn: () => 200_000 });
  const { simulator, clock, connection, account } = harness;
  const script: Record<number, () => void> = {
    5: () => void simulator.faults.ws.drop(),
    12: () => connection.resync(account, 'orders', 'taint'),
    20: () => simulator.faults.ws.dropPongs(),
    70: () => simulator.faults.ws.dropPongs(false),
    80: () => void simulator.faults.ws.refuseUpgrade({ status: 503 }, 3),
    81: () => void simulator.faults.ws.drop(),
    120: () => void simulator.faults.ws.refuseSubscribe('user_stats', 30005, 2),
    121: () => connection.reconnect(),
    190: () => void simulator.faults.ws.refuseUpgrade('rate-limit', 1),
    191: () => void simulator.faults.ws.drop(),
  };
  const timeline: string[] = [];
  try {
    await harness.connected();
    for (let second = 1; second <= SECONDS; second++) {
      harness.ownClock.step(steps.get(second) ?? 0);
      script[second]?.();
      await settleIo(20);
      clock.advance(1_000);
      await settleIo(20);
      const { state, retry, failures } = connection.stats;
      const sent = connection.stats.links(connection.accounts, () => [], clock.monotonic())[0]!;
      timeline.push(
        [
          second,
          state,
          retry.phase,
          retry.attempts,
          failures,
          sent.requests_per_minute,
          simulator.sessions.length,
        ].join(' '),
      );
    }
  } finally {
    await harness.stop();
  }
  return timeline;
}

describe('a connection under a wall clock that steps', () => {
  it('connects, sends and fails at the same times as without steps', async () => {
    const undisturbed = await timelineOf(new Map());
    expect(new Set(undisturbed.map((line) => line.split(' ')[1]))).toEqual(
      new Set(['connected', 'waiting', 'refused']),
    );
    const step = fc.tuple(fc.integer({ min: 1, max: SECONDS }), fc.integer({ min: -DAY_MS, max: DAY_MS }));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        expect(await timelineOf(new Map(steps))).toEqual(undisturbed);
      }),
      { numRuns: Number(process.env.CLOCK_RUNS ?? 6) },
    );
  });
});
