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
