import { runSimulator, type RunningSimulator } from '../../../test/support/running-simulator.js';

const ACCOUNT = 'account?by=index&value=281001';

describe('faults on REST', () => {
  let run: RunningSimulator;

  beforeEach(async () => {
    run = await runSimulator();
  });

  afterEach(() => run.simulator.stop());

  it.each([
    ['rate-limit', 429, '{"code":23000,"message":"Too Many Requests!"}'],
    ['html-403', 403, '<!DOCTYPE HTML'],
    ['geo-block', 400, '{"code":20558,'],
    ['invalid-auth', 401, '{"code":20013,'],
    ['malformed', 200, '{"code":200,"accounts":[{"index":'],
  ] as const)(
    'answers %s the given number of times, then the true answer',
    async (effect, status, begins) => {
      const fault = run.simulator.faults.rest('account', effect, 2);
      for (let i = 0; i < 2; i += 1) {
        const answer = await run.get(ACCOUNT);
        expect(answer.status).toBe(status);
        expect(answer.text.startsWith(begins)).toBe(true);
      }
      expect((await run.get(ACCOUNT)).text).toContain('"total":1');
      expect(fault.hits).toBe(2);
    },
  );

  it('answers any status with any body and headers, until lifted', async () => {
    const fault = run.simulator.faults.rest('*', {
      status: 503,
      body: 'busy',
      headers: { 'retry-after': '7' },
    });
    const response = await fetch(`${run.at.url}/api/v1/orderBooks`);
    expect([response.status, response.headers.get('retry-after'), await response.text()]).toEqual([
      503,
      '7',
      'busy',
    ]);
    fault.lift();
    expect((await run.get('orderBooks')).status).toBe(200);
  });

  it('applies only to matching requests', async () => {
    run.simulator.faults.rest({ endpoint: 'account', account: 281_002 }, { status: 500 });
    expect((await run.get(ACCOUNT)).status).toBe(200);
    expect((await run.get('account?by=index&value=281002')).status).toBe(500);
    run.simulator.faults.rest({ ip: '127.0.0.9' }, { status: 500 });
    expect((await run.get(ACCOUNT)).status).toBe(200);
  });

  it('cuts the connection before, during or after a stalled answer', async () => {
    run.simulator.faults.rest('account', 'drop', 1);
    await expect(run.get(ACCOUNT)).rejects.toThrow();
    run.simulator.faults.rest('account', 'truncated', 1);
    await expect(run.get(ACCOUNT)).rejects.toThrow();
    const stall = run.simulator.faults.rest('account', 'stall');
    const waiting = run.get(ACCOUNT);
    while (stall.hits === 0) await run.get('orderBooks');
    stall.lift();
    await expect(waiting).rejects.toThrow();
    expect(run.simulator.requests.to('account').map(({ status }) => status)).toEqual([0, 0, 0]);
  });

  it('delays an answer by the clock', async () => {
    const fault = run.simulator.faults.rest('account', { delayMs: 5000 }, 1);
    const waiting = run.get(ACCOUNT);
    while (fault.hits === 0) await run.get('orderBooks');
    expect(run.simulator.requests.to('account')).toEqual([]);
    run.clock.advance(5000);
    expect((await waiting).status).toBe(200);
  });

  it('sends a delayed answer when the fault ends', async () => {
    const fault = run.simulator.faults.rest('account', { delayMs: 5000 });
    const waiting = run.get(ACCOUNT);
    while (fault.hits === 0) await run.get('orderBooks');
    fault.lift();
    expect((await waiting).status).toBe(200);
    run.clock.advance(5000);
    expect(run.simulator.requests.to('account')).toHaveLength(1);
  });
});
