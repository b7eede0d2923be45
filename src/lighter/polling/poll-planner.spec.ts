import { usePollingHarness } from '../../../test/support/polling.harness.js';
import { StreamWatch } from '../../upstream/stream-watch.js';

const FIRST = 281001;
const harness = usePollingHarness({ accounts: 30 });

describe('the planner', () => {
  it('reports planned intervals at the start and when they change by a fifth', async () => {
    await harness.start();
    expect(harness.rest.of('poll-plan')).toMatchObject([
      {
        account_index: FIRST,
        mono: expect.any(Number) as number,
        intervals_ms: {
          account: expect.any(Number) as number,
          orders: expect.any(Number) as number,
          volumes: 300_000,
        },
      },
    ]);
    harness.rest.get(StreamWatch).set(FIRST, true);
    await harness.rest.pass(30_000);
    const plans = harness.rest.of('poll-plan').map(({ intervals_ms }) => intervals_ms);
    const { account, orders } = plans.at(-1)!;
    expect(orders! / account).toBeCloseTo(4, 1);
    expect(plans.length).toBeLessThan(5);
  });

  it('warns at the start when accounts will be polled less than every 40 seconds', async () => {
    await harness.start({ accounts: harness.sim.at.accounts });
    expect(harness.rest.incidents).toMatchObject([
      {
        error_type: 'poll-interval-long',
        message: expect.stringMatching(/^30 accounts will be polled less than once in 40 s/) as string,
      },
    ]);
  });

  it('does not warn about 20 accounts', async () => {
    await harness.start({ accounts: harness.sim.at.accounts.slice(0, 20) });
    expect(harness.rest.incidents).toEqual([]);
  });
});
