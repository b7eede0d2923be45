import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLOSE_CODES } from 'lighter-broadcaster-protocol/close-codes';
import WebSocket from 'ws';
import { Child } from '../support/child.js';
import { LiveView } from '../support/live-view.js';
import { startBoth } from '../support/product-harness.js';
import { followAll, startProduct } from '../support/product.js';

const LIMIT = 8;

/** The service of an operator who configured an account and nothing else. */
describe('a live service without configured keys', () => {
  const rig = startBoth(['--accounts', '1', '--tick-ms', '1000'], () => ({
    TRUST_LOOPBACK: 'off',
    RATE_LIMIT: `${LIMIT}/minute`,
  }));

  const link = async (): Promise<string> => {
    const { dataDir, url } = rig.product;
    const env = { PATH: process.env.PATH, DATA_DIR: dataDir };
    const cli = new Child('dist/server/access/keys-cli.js', ['link', '--url', url], env);
    expect(await cli.closed).toBe(0);
    return cli.output;
  };
  const signIn = (body: object): Promise<Response> =>
    fetch(`${rig.product.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: rig.product.url },
      body: JSON.stringify(body),
    });
  /** Status of an upgrade that must be refused. */
  const refusedUpgrade = async (key: string): Promise<number> => {
    const socket = new WebSocket(`${rig.product.url.replace('http', 'ws')}/ws`, {
      headers: { 'x-api-key': key },
    });
    socket.on('error', () => undefined);
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    return response.statusCode;
  };

  it('logs how to sign in, and neither the key nor a ticket', async () => {
    await rig.product.child.line(/npm run keys -- link/);
    const key = readFileSync(join(rig.product.dataDir, 'owner.key'), 'utf8').trim();
    expect(rig.product.child.output).not.toContain(key);
    expect(rig.product.child.output).not.toContain('#ticket');
    expect(rig.product.child.output).toContain('owner.key');
  });

  it('signs in by a link, and signing out ends what the session opened', async () => {
    const url = await link();
    const [, ticket] = /^http:\/\/127\.0\.0\.1:\d+\/#ticket=(\S+)$/.exec(url) ?? [];
    const signedIn = await signIn({ ticket });
    expect(signedIn.status).toBe(200);
    const cookie = signedIn.headers.getSetCookie()[0]!.split(';')[0]!;
    const view = await LiveView.open(rig.product.url, '/ws', { cookie });
    const closed = once(view.socket, 'close');
    const out = await fetch(`${rig.product.url}/api/session`, { method: 'DELETE', headers: { cookie } });
    expect(out.status).toBe(204);
    expect((await closed)[0]).toBe(CLOSE_CODES.key_revoked.code);
    expect((await signIn({ ticket })).status).toBe(401);
  });

  it('prints a link of its own to a terminal, which works once', async () => {
    const isTerminal = `--import data:text/javascript,${encodeURIComponent('process.stdout.isTTY = true')}`;
    const product = await startProduct({
      ...followAll(rig.exchange),
      TRUST_LOOPBACK: 'off',
      NODE_OPTIONS: isTerminal,
    });
    try {
      const [, ticket] = await product.child.line(/#ticket=(\S+)/);
      const redeem = async (): Promise<number> => {
        const answer = await fetch(`${product.url}/api/session`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ ticket }),
        });
        return answer.status;
      };
      expect([await redeem(), await redeem()]).toEqual([200, 401]);
    } finally {
      await product.stop();
    }
  });

  it('limits wrong keys in one bucket for requests, upgrades and event streams', async () => {
    const statuses: number[] = [];
    for (let at = 0; at <= LIMIT; at += 1) statuses.push(await refusedUpgrade(`wrong-key-${at}`));
    expect(statuses.at(0)).toBe(401);
    expect(statuses.at(-1)).toBe(429);
    const guess = await fetch(`${rig.product.url}/api/accounts`, { headers: { 'x-api-key': 'wrong-key' } });
    expect(guess.status).toBe(429);
    const key = readFileSync(join(rig.product.dataDir, 'owner.key'), 'utf8').trim();
    expect((await fetch(`${rig.product.url}/api/accounts`, { headers: { 'x-api-key': key } })).status).toBe(
      200,
    );
  });
});
