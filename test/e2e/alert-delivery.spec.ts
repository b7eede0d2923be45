import type { AlertEvent } from 'lighter-broadcaster-protocol/alert';
import { Webhook } from 'standardwebhooks';
import { startFarSide, type FarSide } from '../support/far-side.js';
import { ask, mcpClient } from '../support/mcp-client.js';
import { startBoth } from '../support/product-harness.js';
import { until } from '../support/until.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

interface Delivered {
  type: string;
  data: { title: string; events: AlertEvent[] };
}

describe('alerts of the running service', () => {
  let hook: FarSide;
  beforeAll(async () => {
    hook = await startFarSide({ status: 204 });
  });
  afterAll(() => hook.close());
  const rig = startBoth(['--accounts', '1', '--tick-ms', '100', '--activity', '5'], () => ({
    ALERT_WEBHOOK_URL: hook.url,
    ALERT_WEBHOOK_SECRET: SECRET,
    Lighter_1_acc1_LABEL: 'desk05',
  }));

  const delivered = (): Delivered[] =>
    hook.received.map(
      ({ body, headers }) => new Webhook(SECRET).verify(body, headers as Record<string, string>) as Delivered,
    );

  it('deliver fills to a webhook, once each and with the label of the account', async () => {
    const put = await fetch(`${rig.product.url}/api/alert-rules/fill`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'fill', severity: 'critical', cooldown_s: 0 }),
    });
    expect(put.status).toBe(200);
    await until(() => delivered().some(({ data }) => data.events.some(({ alert }) => alert.kind === 'fill')));
    const fills = delivered().filter(({ data }) => data.events.some(({ alert }) => alert.kind === 'fill'));
    expect(fills[0]!.data.title).toContain('desk05');
    const ids = delivered().flatMap(({ data }) => data.events.map(({ event_id }) => event_id));
    expect(new Set(ids).size).toBe(ids.length);
    const client = await mcpClient(rig.product.url);
    const { rows } = await ask<{ rows: { kind: string; account: string }[] }>(client, 'get_alerts', {
      open: false,
    });
    expect(rows).toContainEqual(expect.objectContaining({ kind: 'fill', account: 'desk05' }));
    await client.close();
  });
});
