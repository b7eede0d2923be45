import { operations } from '../support/fuzz/openapi.js';
import { LiveView, type BroadcastFrame } from '../support/live-view.js';
import { ask, mcpClient } from '../support/mcp-client.js';
import { startBoth } from '../support/product-harness.js';

const [OWNER, NARROW] = ['secret-of-the-one-that-owns-it', 'secret-of-the-one-that-sees-one'];
/** The discard port, on which nothing listens. */
const NOBODY = '127.0.0.1:9';
const READS = operations().filter(({ method, path }) => method === 'GET' && path !== '/api/stream');

/** The key sees the first of three accounts; the second trades, and the third has incidents, because its proxy is dead. */
describe('a key restricted to one account of three', () => {
  const rig = startBoth(
    ['--accounts', '3', '--tick-ms', '100', '--activity', '2'],
    ({ accounts: [first] }) => ({
      Lighter_3_PROXY_1_URL: `http://${NOBODY}`,
      API_KEYS: `owner:admin:${OWNER}:rate=100000/minute,narrow:read:${NARROW}:accounts=${first!.account_index}`,
    }),
  );
  let own: number;
  let foreign: number[];
  /** Matches anything that names an account hidden from the key. */
  let revealing: RegExp;

  const get = (path: string, key: string): Promise<Response> =>
    fetch(rig.product.url + path, { headers: { authorization: `Bearer ${key}` } });
  const open = (key: string): Promise<LiveView> =>
    LiveView.open(rig.product.url, '/ws?channels=none', { authorization: `Bearer ${key}` });
  const subscribe = (view: LiveView, channels: string[]): void =>
    view.socket.send(JSON.stringify({ op: 'subscribe', id: 1, channels }));
  const incidents = ({ frames }: LiveView): string =>
    JSON.stringify(frames.filter(({ channel }) => channel === 'incidents'));

  beforeAll(async () => {
    const [first, ...others] = rig.exchange.accounts.map(({ account_index }) => account_index);
    own = first!;
    foreign = others;
    revealing = new RegExp(`\\b(?:${foreign.join('|')})\\b|Lighter_[23]|acc[23]|${NOBODY}`);
    const view = await open(OWNER);
    subscribe(view, ['accounts', 'incidents']);
    await view.fresh([own, foreign[0]!]);
    await view.until(() => incidents(view).includes(String(foreign[1])));
    await view.until(() => view.accounts.get(foreign[0]!)!.trades!.length > 0);
    view.close();
  });

  it.each(READS.filter(({ path }) => path.includes('{')).map(({ path }) => path))(
    'gets the same 404 from %s for a hidden account as for an unknown one',
    async (path) => {
      const at = (index: number): string => path.replace(/\{[^}]*\}/, String(index));
      expect((await get(at(own), NARROW)).status).toBe(200);
      const [hidden, absent] = [await get(at(foreign[0]!), NARROW), await get(at(999_999), NARROW)];
      expect([hidden.status, absent.status]).toEqual([404, 404]);
      const bodyOf = async (answer: Response, index: number): Promise<string> =>
        (await answer.text()).replaceAll(String(index), '#');
      expect(await bodyOf(hidden, foreign[0]!)).toBe(await bodyOf(absent, 999_999));
    },
  );

  it.each(READS.map(({ path }) => path))('finds no trace of other accounts in %s', async (path) => {
    const answer = await get(path.replace(/\{[^}]*\}/, String(own)), NARROW);
    expect((await answer.text()).match(revealing)).toBeNull();
  });

  it('finds no trace of other accounts in any answer of the MCP server', async () => {
    const client = await mcpClient(rig.product.url, { authorization: `Bearer ${NARROW}` });
    const { tools } = await client.listTools();
    for (const { name, inputSchema } of tools) {
      const answer = await ask(client, name);
      expect([name, JSON.stringify(answer).match(revealing)]).toEqual([name, null]);
      if (!inputSchema.properties?.account_index) continue;
      const of = (account_index: number): Promise<object> => ask(client, name, { account_index });
      expect(await of(own)).toBeDefined();
      await expect(of(foreign[0]!)).rejects.toThrow('ACCOUNT_NOT_FOUND');
    }
    await client.close();
  });

  it.each(['/api/history/equity?accounts=', '/api/history/pnl?accounts=', '/api/history/pnl?account_index='])(
    'gets 404 from %s with a hidden account',
    async (path) => {
      expect((await get(path + String(foreign[0]), NARROW)).status).toBe(404);
    },
  );

  it('finds no trace of other accounts on any channel, and cannot subscribe to theirs', async () => {
    const view = await open(NARROW);
    const hidden = foreign.flatMap((index) => [`account/${index}`, `account/${index}/trades`]);
    subscribe(view, hidden);
    view.socket.send('{"op":"list","id":2}');
    subscribe(view, ['accounts', 'portfolio', 'connections', 'incidents', 'market/0']);
    const of = (type: string): BroadcastFrame[] => view.frames.filter((frame) => frame.type === type);
    await view.until(() => of('snapshot').length >= 5 && of('change').length >= 20);
    view.close();
    expect(of('error').map(({ code, channel }) => [code, channel])).toEqual(
      hidden.map((channel) => ['unknown_channel', channel]),
    );
    const visible = view.frames.filter(({ type }) => type !== 'error');
    expect(JSON.stringify(visible).match(revealing)).toBeNull();
  });

  it('finds no trace of other accounts in the event stream', async () => {
    const answer = await get('/api/stream?channels=accounts,portfolio,connections,incidents', NARROW);
    let text = '';
    const decoder = new TextDecoder();
    for await (const part of answer.body!) {
      text += decoder.decode(part as Uint8Array, { stream: true });
      if ((text.match(/"type":"snapshot"/g) ?? []).length >= 4 && text.includes('"type":"change"')) break;
    }
    expect(text.match(revealing)).toBeNull();
    const refused = await get(`/api/stream?channels=account/${foreign[0]}`, NARROW);
    expect(refused.status).toBeLessThan(500);
    await refused.body?.cancel();
  });
});
