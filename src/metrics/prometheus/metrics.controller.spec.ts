import { Registry } from 'prom-client';
import type { Principal } from '../../access/principal.js';
import type { ChangeFeed } from '../../state/change-feed.port.js';
import { gauges } from './instruments.js';
import { MetricsController } from './metrics.controller.js';

const all: Principal = { name: 'ops', scope: 'read', accounts: null, rate: null };

describe('/metrics', () => {
  it('hides from a key of some accounts what may concern others', async () => {
    const registry = new Registry();
    const series: [name: string, label: string, values: string[]][] = [
      ['lighter_egress_healthy', 'egress', ['e1', 'e2']],
      ['lighter_incidents_total', 'type', ['network']],
      ['lighter_alert_outbox', 'channel', ['telegram']],
      ['lighter_changes_total', 'entity', ['account']],
    ];
    for (const [name, label, values] of series)
      gauges(registry, name, 'help', [label], () =>
        values.map((value) => ({ labels: { [label]: value }, value: 1 })),
      );
    const egresses = ['e1', 'e2'].map((egress_id, at) => ({ egress_id, accounts: [at + 1] }));
    const feed = { connections: () => ({ links: [], egresses }) } as unknown as ChangeFeed;
    const seen = async (principal: Principal): Promise<string[]> =>
      (await new MetricsController(registry, feed).metrics(principal)).match(/(?<==")[^"]+/g) ?? [];
    expect(await seen(all)).toEqual(['e1', 'e2', 'network', 'telegram', 'account']);
    expect(await seen({ ...all, accounts: new Set([1]) })).toEqual(['e1', 'account']);
  });
});
