import { StreamConnectionHarness } from '../../../test/support/stream-connection.harness.js';
import {
  startBrokenProxy,
  startHttpProxy,
  startSocksProxy,
  type TestProxy,
} from '../../../test/support/proxies.js';

let harness: StreamConnectionHarness;
let proxies: TestProxy[];
afterEach(async () => {
  await harness.stop();
  for (const proxy of proxies) await proxy.close();
});

describe('a connection through proxies', () => {
  it('uses the next proxy when the first refuses the credentials, and nothing else', async () => {
    const strict = await startHttpProxy({ username: 'bot', password: 'right' });
    const open = await startSocksProxy({ username: 'bot', password: 'right' });
    proxies = [strict, open];
    harness = await StreamConnectionHarness.start({
      proxies: [`http://bot:wrong@127.0.0.1:${strict.port}`, `socks5h://bot:right@127.0.0.1:${open.port}`],
    });
    harness.connection.start();
    await harness.untilState('waiting');
    expect(harness.incidents[0]).toMatch(/^proxy-auth \d+ /);
    expect(harness.incidents[0]).not.toMatch(/wrong|right/);
    expect(harness.simulator.sessions).toHaveLength(0);
    harness.clock.advance(0);
    await harness.untilState('connected');
    expect(open.asked).toHaveLength(1);
    expect(harness.simulator.sessions).toHaveLength(1);
    expect(harness.connection.stats).toMatchObject({ hasProxy: true, egressId: `127.0.0.1:${open.port}` });
  });

  it('distinguishes a proxy that answers garbage from one that is silent', async () => {
    const garbage = await startBrokenProxy('SSH-2.0-OpenSSH_9.6\r\n');
    const silent = await startBrokenProxy(null);
    proxies = [garbage, silent];
    harness = await StreamConnectionHarness.start({
      proxies: [`socks5://127.0.0.1:${garbage.port}`, `http://127.0.0.1:${silent.port}`],
    });
    harness.connection.start();
    await harness.untilState('waiting');
    expect(harness.incidents[0]).toMatch(/^proxy-garbage/);
    harness.clock.advance(0);
    expect(harness.connection.stats.state).toBe('connecting');
    harness.clock.advance(10_000);
    await harness.untilState('waiting');
    expect(harness.incidents[1]).toMatch(/^proxy-timeout/);
  });
});
