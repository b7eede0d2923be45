import fc from 'fast-check';
import { fixture, fixtureNames } from '../../../test/support/fixtures.js';
import { StreamConnectionHarness } from '../../../test/support/stream-connection.harness.js';
import { mutatedText } from '../../../test/support/mutation.js';
import { settleIo, until } from '../../../test/support/until.js';

/** Set higher for the long form. */
const FRAMES = Number(process.env.FUZZ_FRAMES ?? 1_000);
const BATCH = 250;

/** Any frame except those that ask for a reaction of the connection or a new token. */
const names = [
  ...fixtureNames('ws-subscribed-'),
  ...fixtureNames('ws-update-'),
  'ws-connected',
  'ws-pong',
  'ws-unsubscribed',
];

describe('a connection under fire', () => {
  it('survives thousands of damaged frames, counts them, and still reports updates', async () => {
    const harness = await StreamConnectionHarness.start();
    try {
      await harness.connected();
      const texts = names.flatMap((name) =>
        fc.sample(mutatedText(fixture(name)), Math.ceil(FRAMES / names.length)),
      );
      const { messages } = harness.connection.stats;
      for (let at = 0; at < texts.length; at += BATCH) {
        for (const text of texts.slice(at, at + BATCH)) harness.simulator.faults.ws.send(text);
        await until(() => harness.connection.stats.messages >= Math.min(at + BATCH, texts.length) + messages);
      }
      expect(harness.incidents.length).toBeGreaterThan(FRAMES / 10);
      expect(harness.connection.stats).toMatchObject({ failures: 0, reconnects: 0, state: 'connected' });
      const known = harness.updates.length;
      harness.simulator.exchange.trade(harness.account, 0, 'buy', '0.1000');
      await settleIo();
      const fresh = harness.updates.slice(known).map(({ type }) => type);
      expect(fresh).toEqual(expect.arrayContaining(['trades', 'positions']));
    } finally {
      await harness.stop();
    }
  });
});
