import { readFileSync } from 'node:fs';
import { Parser } from '@asyncapi/parser';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { CLOSE_CODES } from 'lighter-broadcaster-protocol/close-codes';
import { ERROR_CODES } from 'lighter-broadcaster-protocol/errors';
import { startBroadcast } from '../../../test/support/broadcast-app.js';
import { FakeFeed } from '../../../test/support/fake-feed.js';
import { FramesClient } from '../../../test/support/frames-client.js';
import type { OpenApiSchemas } from './account-schemas.js';
import { asyncApi } from './asyncapi.js';
import { CHANNELS } from './channel-docs.js';
import { docsPage } from './docs-page.js';
import { CLIENT_OPS, SERVER_FRAMES } from './frame-schemas.js';

/** Severity of a diagnostic that makes a document invalid. */
const ERROR = 0;

const openApi = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
  components: { schemas: OpenApiSchemas };
};
const document = asyncApi('http://localhost:5000', openApi.components.schemas) as { components: object };

describe('the documentation of /ws', () => {
  it('is a valid AsyncAPI document', async () => {
    const faults = await new Parser().validate(JSON.stringify(document));
    expect(faults.filter(({ severity }) => Number(severity) === ERROR)).toEqual([]);
  });

  it('validates every frame that the server sends', async () => {
    const ajv = new Ajv2020({ strict: false, schemas: [{ $id: 'doc', components: document.components }] });
    const local = (schema: object): object =>
      JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"doc#/components')) as object;
    const feed = new FakeFeed(7);
    const { url, close } = await startBroadcast(feed);
    const client = await FramesClient.connect(
      `${url}?channels=account/7,account/7/trades,connections,incidents`,
    );
    feed.trade(7, 1);
    feed.change(7, { trades: { upsert: [], remove: ['1'] }, gaps: { upsert: [] } }, 'gap');
    client.send({ op: 'list', id: 1 });
    client.send({ op: 'unsubscribe', channels: ['account/7'] });
    client.send({
      op: 'subscribe',
      channels: ['account/7'],
      since: { 'account/7': { epoch: 'epoch-1', seq: 0 } },
    });
    client.send('?');
    await client.settled();
    await client.next('recovered');
    for (const frame of client.frames)
      expect([frame, ajv.validate(local(SERVER_FRAMES[frame.type].schema), frame), ajv.errors]).toEqual([
        frame,
        true,
        null,
      ]);
    for (const { name, state, change } of CHANNELS.slice(0, 2)) {
      const sent = client.of(
        name
          .replace('{index}', '7')
          .replace(/\|.*|positions.*/, '')
          .replace(/\/$/, '/trades'),
      );
      expect(sent.length).toBeGreaterThan(1);
      for (const { type, data } of sent)
        expect([
          data,
          ajv.validate(local((type === 'snapshot' ? state : change)!), data),
          ajv.errors,
        ]).toEqual([data, true, null]);
    }
    await close();
  });

  it.each([
    ['the page', docsPage()],
    ['docs/websocket.md', readFileSync('docs/websocket.md', 'utf8')],
  ])('names every frame, op, error and close code on %s', (_, text) => {
    const names = [SERVER_FRAMES, CLIENT_OPS, ERROR_CODES].flatMap((table) => Object.keys(table));
    const codes = Object.values(CLOSE_CODES).map(({ code }) => String(code));
    expect([...names, ...codes].filter((name) => !text.includes(name))).toEqual([]);
  });
});
