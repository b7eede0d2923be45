import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLOSE_CODES } from 'lighter-broadcaster-protocol/close-codes';
import { LiveView } from '../support/live-view.js';
import { startBoth } from '../support/product-harness.js';

const entry = (name: string, more = ''): string => `${name}:read:secret-of-the-key-named-${name}${more}\n`;
const headers = (name: string): Record<string, string> => ({
  'x-api-key': `secret-of-the-key-named-${name}`,
});

describe('a key removed from API_KEYS_FILE', () => {
  const folder = mkdtempSync(join(tmpdir(), 'revoked-'));
  const file = join(folder, 'keys');
  beforeAll(() => writeFileSync(file, entry('kept') + entry('gone') + entry('narrowed')));
  const rig = startBoth(['--accounts', '1', '--tick-ms', '1000'], () => ({ API_KEYS_FILE: file }));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is refused and its streams end, while those of other keys continue', async () => {
    const [kept, gone, narrowed] = await Promise.all(
      ['kept', 'gone', 'narrowed'].map((name) => LiveView.open(rig.product.url, '/ws', headers(name))),
    );
    const ticket = await fetch(`${rig.product.url}/api/ws/ticket`, {
      method: 'POST',
      headers: headers('gone'),
    });
    const pass = (await ticket.json()) as { ticket: string };
    const events = await fetch(`${rig.product.url}/api/stream?channels=incidents`, {
      headers: headers('gone'),
    });
    const closed = Promise.all([gone!, narrowed!].map(({ socket }) => once(socket, 'close')));
    writeFileSync(file, entry('kept') + entry('narrowed', ':accounts=999999'));
    for (const [code] of await closed) expect(code).toBe(CLOSE_CODES.key_revoked.code);
    // Resolves only when the server ends the stream.
    await events.text();
    for (const [path, as] of [
      ['/api/accounts', headers('gone')],
      [`/api/accounts?ticket=${pass.ticket}`, {}],
    ] as const)
      expect((await fetch(rig.product.url + path, { headers: as })).status).toBe(401);
    const seen = kept!.frames.length;
    await kept!.until(() => kept!.frames.length > seen);
    kept!.close();
  });
});

describe('a session of the dashboard', () => {
  const key = 'secret-of-the-key-that-signs-in';
  const rig = startBoth(['--accounts', '1', '--tick-ms', '1000'], () => ({ API_KEYS: `owner:admin:${key}` }));
  const page = (): Record<string, string> => ({
    origin: rig.product.url,
    'content-type': 'application/json',
  });

  async function signIn(): Promise<Record<string, string>> {
    const body = JSON.stringify({ key });
    const answer = await fetch(`${rig.product.url}/api/session`, { method: 'POST', headers: page(), body });
    expect(answer.status).toBeLessThan(300);
    return { ...page(), cookie: answer.headers.getSetCookie()[0]!.split(';')[0]! };
  }

  it('ends its sockets and event streams when it signs out, and those of no other session', async () => {
    const [leaving, staying] = [await signIn(), await signIn()];
    const [left, stayed] = await Promise.all(
      [leaving, staying].map((headers) => LiveView.open(rig.product.url, '/ws', headers)),
    );
    const events = await fetch(`${rig.product.url}/api/stream?channels=incidents`, { headers: leaving });
    const closed = once(left!.socket, 'close');
    const answer = await fetch(`${rig.product.url}/api/session`, { method: 'DELETE', headers: leaving });
    expect(answer.status).toBeLessThan(300);
    expect((await closed)[0]).toBe(CLOSE_CODES.key_revoked.code);
    await events.text();
    const seen = stayed!.frames.length;
    await stayed!.until(() => stayed!.frames.length > seen);
    stayed!.close();
  });

  it('gets tickets that open only /ws and /api/stream, once', async () => {
    const headers = await signIn();
    const withTicket = async (path: string): Promise<string> => {
      const answer = await fetch(`${rig.product.url}/api/ws/ticket`, { method: 'POST', headers });
      const { ticket } = (await answer.json()) as { ticket: string };
      return `${path}?ticket=${ticket}`;
    };
    const ws = await withTicket('/ws');
    (await LiveView.open(rig.product.url, ws)).close();
    await expect(LiveView.open(rig.product.url, ws)).rejects.toThrow('401');
    const stream = await fetch(rig.product.url + (await withTicket('/api/stream')));
    expect(stream.status).toBe(200);
    await stream.body!.cancel();
    for (const path of ['/api/accounts', '/api/status', '/docs-json', '/metrics'])
      expect([path, (await fetch(rig.product.url + (await withTicket(path)))).status]).toEqual([path, 401]);
  });

  it('can read the AsyncAPI document with the schemas of the accounts', async () => {
    const headers = await signIn();
    const answer = await fetch(`${rig.product.url}/docs/asyncapi.json`, { headers });
    const { components } = (await answer.json()) as { components: { schemas: Record<string, unknown> } };
    expect(components.schemas).toMatchObject({
      AccountStateDto: { properties: { account_index: { type: 'number' } }, additionalProperties: false },
      AccountDelta: { properties: { sections: expect.any(Object) as object } },
    });
  });
});
