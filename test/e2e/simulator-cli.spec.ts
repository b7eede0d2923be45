import { startExchange, type SimulatedExchange } from '../support/product.js';

describe('npm run simulator', () => {
  let exchange: SimulatedExchange;

  afterEach(async () => {
    await exchange.child.stop('SIGKILL');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'prints its addresses and accounts in one line, serves, and exits on %s',
    async (signal) => {
      exchange = await startExchange('--seed', '42', '--accounts', '2');
      expect(exchange.ws_url).toBe(`${exchange.url.replace('http', 'ws')}/stream`);
      expect(exchange.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(exchange.accounts.map((account) => Object.keys(account))).toEqual(
        Array(2).fill(['account_index', 'api_key_index', 'private_key', 'public_key', 'read_only_token']),
      );
      const [first] = exchange.accounts;
      const keys = await fetch(
        `${exchange.url}/api/v1/apikeys?account_index=${first?.account_index}&api_key_index=255`,
      );
      expect(await keys.json()).toMatchObject({ api_keys: [{ public_key: first?.public_key }] });
      const orders = await fetch(
        `${exchange.url}/api/v1/accountActiveOrders?account_index=${first?.account_index}`,
        {
          headers: { authorization: first?.read_only_token ?? '' },
        },
      );
      expect(orders.status).toBe(200);
      expect(await exchange.child.stop(signal)).toBe(0);
    },
  );

  it('names an invalid option and exits', async () => {
    await expect(startExchange('--tier', 'gold')).rejects.toThrow('--tier must be one of');
    exchange = await startExchange();
  });
});
