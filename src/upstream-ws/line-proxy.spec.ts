import { LineBench } from '../../test/support/line-bench.js';
import {
  startBrokenProxy,
  startHttpProxy,
  startSocksProxy,
  type TestProxy,
} from '../../test/support/proxies.js';

let bench: LineBench;
let proxies: TestProxy[];
afterEach(async () => {
  await bench.stop();
  for (const proxy of proxies) await proxy.close();
});

describe('a line through proxies', () => {
  it('takes the next one when the first refuses our credentials, and nothing beside them', async () => {
    const strict = await startHttpProxy({ username: 'bot', password: 'right' });
    const open = await startSocksProxy({ username: 'bot', password: 'right' });
    proxies = [strict, open];
    bench = await LineBench.start({
      proxies: [`http://bot:wrong@127.0.0.1:${strict.port}`, `socks5h://bot:right@127.0.0.1:${open.port}`],
    });
    bench.line.start();
    await bench.untilState('waiting');
    expect(bench.incidents[0]).toMatch(/^proxy-auth \d+ /);
    expect(bench.incidents[0]).not.toMatch(/wrong|right/);
    expect(bench.simulator.sessions).toHaveLength(0);
    bench.clock.advance(0);
    await bench.untilState('connected');
    expect(open.asked).toHaveLength(1);
    expect(bench.simulator.sessions).toHaveLength(1);
    expect(bench.line.facts).toMatchObject({ hasProxy: true, egressId: `127.0.0.1:${open.port}` });
  });

  it('tells a proxy that answers garbage from one that does not answer', async () => {
    const garbage = await startBrokenProxy('SSH-2.0-OpenSSH_9.6\r\n');
    const silent = await startBrokenProxy(null);
    proxies = [garbage, silent];
    bench = await LineBench.start({
      proxies: [`socks5://127.0.0.1:${garbage.port}`, `http://127.0.0.1:${silent.port}`],
    });
    bench.line.start();
    await bench.untilState('waiting');
    expect(bench.incidents[0]).toMatch(/^proxy-garbage/);
    bench.clock.advance(0);
    expect(bench.line.facts.state).toBe('connecting');
    bench.clock.advance(10_000);
    await bench.untilState('waiting');
    expect(bench.incidents[1]).toMatch(/^proxy-timeout/);
  });
});
