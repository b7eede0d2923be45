import type { AppConfig } from '../../src/config/app-config.js';
import type { RemoteApi } from '../../src/frontend-only/remote-api.js';
import { RemoteFeed } from '../../src/frontend-only/remote-feed.js';
import { startBroadcast } from '../support/broadcast-app.js';
import { FakeFeed } from '../support/fake-feed.js';
import { ManualClock } from '../support/manual-clock.js';
import { anIncident } from '../support/state-store.js';
import { until } from '../support/until.js';
import { changeFeedSuite } from './change-feed.suite.js';

describe('change feed of another instance', () => {
  changeFeedSuite(async () => {
    const collector = new FakeFeed(7, 3);
    const broadcast = await startBroadcast(collector);
    const config = { lighter: { cacheTtlMs: 10_000 } } as AppConfig;
    const feed = new RemoteFeed({ socketUrl: broadcast.url } as RemoteApi, new ManualClock(), config);
    collector.addIncident(anIncident('before'));
    feed.onApplicationBootstrap();
    await until(() => feed.accountIndexes().length === 2 && feed.incidents().length === 1);
    return {
      feed,
      trade: (index, id) => collector.trade(index, id),
      incident: (id) => collector.addIncident(anIncident(id)),
      close: async () => {
        feed.onModuleDestroy();
        await broadcast.close();
      },
    };
  });
});
